// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aiperf.device.PeakRate;
import org.aiperf.device.SystemDescription;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Rate;

/**
 * What trained in a run, and what it could have done at best.
 *
 * @param nodes nodes that took part; at least the driver's
 * @param accelerators GPUs that trained; 0 if the processors did
 * @param model of the GPUs, or of the processors; empty if unknown
 * @param peak highest rate of all that trained; empty if it is not known of every part
 * @param described what the nodes are made of, as far as they have told it
 */
public record Hardware(
        int nodes, int accelerators, String model, Optional<PeakRate> peak, List<SystemDescription> described) {

    public Hardware {
        described = List.copyOf(described);
    }

    /** The hardware of a run. */
    public static Hardware of(History history) {
        Map<String, ExecutorDescribed> executors = new HashMap<>();
        history.executors().forEach(executor -> executors.put(executor.executor(), executor));
        Set<String> hosts = new LinkedHashSet<>();
        Set<String> gpus = new LinkedHashSet<>();
        for (TrialHistory trial : history.trials()) {
            String executor = executor(trial.start());
            ExecutorDescribed described = executors.get(executor);
            String host = described == null ? executor : described.host();
            hosts.add(host);
            trial.start().gpus().forEach(gpu -> gpus.add(host + "#" + gpu));
        }
        Map<String, SystemDescription> nodes = new HashMap<>();
        history.executors().forEach(each -> nodes.put(each.host(), new SystemDescription(each.host(), each.fields())));
        List<SystemDescription> known = hosts.stream()
                .filter(nodes::containsKey)
                .map(host -> Objects.requireNonNull(nodes.get(host)))
                .toList();
        String field = gpus.isEmpty() ? "host_processor_model_name" : "accelerator_model_name";
        String model = String.join(
                ", ",
                known.stream()
                        .map(node -> node.fields().getOrDefault(field, ""))
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList());
        Optional<PeakRate> peak = known.size() < hosts.size() || known.isEmpty()
                ? Optional.empty()
                : gpus.isEmpty()
                        ? processors(known, precision(history))
                        : accelerators(model, gpus.size(), precision(history));
        return new Hardware(hosts.size(), gpus.size(), model, peak, known);
    }

    private static String executor(TrialStarted start) {
        int slash = start.slot().lastIndexOf('/');
        return slash < 0 ? start.slot() : start.slot().substring(0, slash);
    }

    private static Optional<PeakRate> processors(List<SystemDescription> nodes, Precision precision) {
        double sum = 0;
        String basis = "";
        for (SystemDescription node : nodes) {
            Optional<PeakRate> peak = PeakRate.ofProcessors(node, precision);
            if (peak.isEmpty()) {
                return Optional.empty();
            }
            sum += peak.get().rate().perSecond();
            basis = peak.get().basis();
        }
        return Optional.of(
                new PeakRate(new Rate(sum), nodes.size() == 1 ? basis : nodes.size() + " nodes, each of " + basis));
    }

    private static Optional<PeakRate> accelerators(String model, int count, Precision precision) {
        return PeakRate.ofAccelerator(model, precision)
                .map(one -> new PeakRate(
                        new Rate(count * one.rate().perSecond()), count + " x " + one.rate() + ", " + one.basis()));
    }

    private static Precision precision(History history) {
        return history.trials().get(0).start().precision();
    }
}
