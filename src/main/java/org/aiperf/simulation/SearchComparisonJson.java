// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A {@link SearchComparison} as JSON. */
public final class SearchComparisonJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SearchComparisonJson() {}

    public static ObjectNode write(SearchComparison comparison) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("objective", comparison.objective().name())
                .put("trials", comparison.budget().trials())
                .put("workers", comparison.workers())
                .put("noise", comparison.noise())
                .put("firstSeed", comparison.firstSeed());
        if (comparison.budget().operations() < Double.POSITIVE_INFINITY) {
            json.put("operations", comparison.budget().operations());
        }
        ArrayNode strategies = json.putArray("strategies");
        for (SearchComparison.Result result : comparison.ranked()) {
            ObjectNode strategy = strategies
                    .addObject()
                    .put("strategy", result.contestant().toString())
                    .put("trials", result.trials())
                    .put("mean", result.mean())
                    .put("standardError", result.standardError())
                    .put("median", result.median())
                    .put("least", result.least())
                    .put("greatest", result.greatest())
                    .put("cpuSeconds", result.cpuSeconds())
                    .put("commonest", result.commonest())
                    .put("gainless", result.gainless());
            ArrayNode accuracies = strategy.putArray("accuracies");
            result.accuracies().forEach(accuracies::add);
        }
        return json;
    }
}
