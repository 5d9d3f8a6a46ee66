// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying some values.
 *
 * @param values one for each parameter, in their order
 * @param objective what was reached, the greater the better; null if nothing was, or nothing yet
 */
public record Outcome(List<Double> values, @Nullable Double objective) {

    public Outcome {
        values = List.copyOf(values);
    }
}
