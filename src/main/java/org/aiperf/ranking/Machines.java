// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.util.Map;
import java.util.OptionalDouble;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.report.Hardware;
import org.aiperf.report.Power;

/**
 * What a run was computed by.
 *
 * @param nodes machines that trained
 * @param accelerators GPUs that trained; 0 if the processors did
 * @param model of the accelerators, or of the processors; empty if unknown
 * @param memory of an accelerator; empty if unknown
 * @param processor model of the processors; empty if unknown
 * @param processors number of processors; empty if unknown
 * @param network what links the nodes; empty if unknown
 * @param slots trials that ran at once at most
 * @param watts mean power while it ran; empty if nobody measured it
 */
public record Machines(
        int nodes,
        int accelerators,
        String model,
        String memory,
        String processor,
        String processors,
        String network,
        int slots,
        OptionalDouble watts) {

    /** The machines of a run, as its executors have described them. */
    public static Machines of(History history) {
        Hardware hardware = Hardware.of(history);
        Map<String, String> node = history.executors().stream()
                .findFirst()
                .map(ExecutorDescribed::fields)
                .orElse(Map.of());
        String processor = node.getOrDefault(
                "host_processor_model_name", history.latestAttempt().system().getOrDefault("processor", ""));
        String model = hardware.model().isEmpty() && hardware.accelerators() == 0 ? processor : hardware.model();
        OptionalDouble watts = Power.of(history)
                .filter(Power::complete)
                .map(power -> OptionalDouble.of(power.total()))
                .orElse(OptionalDouble.empty());
        return new Machines(
                hardware.nodes(),
                hardware.accelerators(),
                model,
                hardware.accelerators() > 0 ? node.getOrDefault("accelerator_memory_capacity", "") : "",
                processor,
                processors(node, hardware.nodes()),
                node.getOrDefault("host_networking", ""),
                history.slots().size(),
                watts);
    }

    /** As if all nodes had as many as the first one. */
    private static String processors(Map<String, String> node, int nodes) {
        String each = node.getOrDefault("host_processors_per_node", "");
        return each.matches("[1-9][0-9]{0,4}") ? Long.toString(Long.parseLong(each) * nodes) : "";
    }

    /** What the score is divided by to compare sizes: accelerators, or nodes where processors train. */
    public int units() {
        return accelerators > 0 ? accelerators : nodes;
    }
}
