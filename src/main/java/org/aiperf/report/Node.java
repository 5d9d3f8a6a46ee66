// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;

/**
 * Nodes of a cluster that are alike.
 *
 * @param hosts their names
 * @param fields what each is made of, by MLPerf's field names
 * @param power how their energy is measured, or why it is not
 */
public record Node(List<String> hosts, Map<String, String> fields, String power) {

    private record Kind(Map<String, String> fields, String power) {}

    /** The nodes of a run, those that are alike together; none in histories that do not tell. */
    public static List<Node> of(History history) {
        Map<String, ExecutorDescribed> byHost = new LinkedHashMap<>();
        history.executors().forEach(executor -> byHost.put(executor.host(), executor));
        Map<Kind, List<String>> alike = new LinkedHashMap<>();
        byHost.forEach((host, executor) -> alike.computeIfAbsent(
                        new Kind(executor.fields(), executor.power()), kind -> new ArrayList<>())
                .add(host));
        return alike.entrySet().stream()
                .map(entry -> new Node(
                        entry.getValue().stream().sorted(SlotOrder.NATURAL).toList(),
                        entry.getKey().fields(),
                        entry.getKey().power()))
                .toList();
    }
}
