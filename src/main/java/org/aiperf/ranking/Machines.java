// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;

/**
 * What a run was computed by.
 *
 * @param nodes executors or machines that trained
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

    /** The machines of a run. */
    public static Machines of(History history) {
        Set<String> executors = new HashSet<>();
        Set<String> gpus = new HashSet<>();
        Set<String> slots = new HashSet<>();
        for (TrialHistory trial : history.trials()) {
            String slot = trial.start().slot();
            String executor = slot.substring(0, Math.max(slot.lastIndexOf('/'), 0));
            executors.add(executor);
            slots.add(slot);
            trial.start().gpus().forEach(gpu -> gpus.add(executor + "#" + gpu));
        }
        Map<String, String> system = history.latestAttempt().system();
        return new Machines(
                Math.max(executors.size(), 1),
                gpus.size(),
                gpus.isEmpty() ? system.getOrDefault("processor", "") : "",
                "",
                system.getOrDefault("processor", ""),
                "",
                "",
                slots.size(),
                OptionalDouble.empty());
    }

    /** What the score is divided by to compare sizes: accelerators, or nodes where processors train. */
    public int units() {
        return accelerators > 0 ? accelerators : nodes;
    }
}
