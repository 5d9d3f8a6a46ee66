// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.config.Division;
import org.aiperf.report.PublishedSystem;
import org.aiperf.submission.Level;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;

/**
 * A line of a ranking, in the columns of the published list and some more.
 *
 * @param rank from 1; 0 for none
 * @param file of the submission; empty for a published system
 * @param submitter who built or runs it
 * @param site where it is installed
 * @param system what it is called
 * @param score operations per second
 * @param regulated regulated score in the same unit; not a number where it is unknown
 * @param error from 0 to 1; not a number where it is unknown
 * @param valid whether it is a result
 * @param nodes number of nodes
 * @param device model of the accelerators, or of the processors where they train
 * @param memory of an accelerator
 * @param accelerators number of accelerators
 * @param processor model of the processors
 * @param processors number of processors; empty if unknown
 * @param network what links the nodes
 * @param units what the score is divided by: accelerators, or nodes where processors train
 * @param efficiency score per unit against that of the same system at its smallest size; not a number where there is no other
 * @param watts mean power; not a number where nobody measured it
 * @param reasons that speak against its being a result
 * @param division which others it is ranked with
 * @param deviations why it is in no closed division
 * @param checked how it was checked, in words
 * @param setting what was trained, when and by what
 */
record LeaderboardRow(
        int rank,
        String file,
        String submitter,
        String site,
        String system,
        double score,
        double regulated,
        double error,
        boolean valid,
        int nodes,
        String device,
        String memory,
        int accelerators,
        String processor,
        String processors,
        String network,
        int units,
        double efficiency,
        double watts,
        List<String> reasons,
        String division,
        List<String> deviations,
        String checked,
        Result.Setting setting) {

    /** The published systems trained ImageNet by the reference's rules. */
    private static final String PUBLISHED_DIVISION = "closed-imagenet";

    static final List<String> COLUMNS = List.of(
            "rank",
            "source",
            "vendor",
            "installed_at",
            "score_tops",
            "system",
            "nodes",
            "accelerator",
            "accelerator_memory",
            "accelerators",
            "cpu",
            "cpus",
            "network",
            "tops_per_accelerator",
            "error",
            "regulated_tops",
            "scaling_efficiency",
            "tops_per_watt",
            "verdict",
            "division",
            "checked",
            "data",
            "image_size",
            "precision",
            "date",
            "software",
            "file");

    private static final double TERA = 1e12;
    private static final String NONE = "–";

    /** The line of a submission. */
    static LeaderboardRow of(Verified submission, Definition definition) {
        Result result = submission.result();
        Machines machines = result.machines();
        double score = result.score(definition).perSecond();
        boolean own = definition == result.definition();
        return new LeaderboardRow(
                0,
                submission.file(),
                submission.origin().submitter(),
                submission.origin().site(),
                submission.origin().system().isEmpty()
                        ? result.run()
                        : submission.origin().system(),
                score,
                own
                        ? result.regulated().map(Rate::perSecond).orElse(Double.NaN)
                        : score * Math.abs(Math.log(Math.max(result.error(), 1e-5))),
                result.error(),
                result.verdict().valid() && submission.unbounded().isEmpty(),
                machines.nodes(),
                machines.model(),
                machines.memory(),
                machines.accelerators(),
                machines.processor(),
                machines.processors(),
                machines.network(),
                machines.units(),
                Double.NaN,
                machines.watts().orElse(Double.NaN),
                Stream.concat(
                                submission.unbounded().stream().map("Nothing bounds the score. "::concat),
                                result.verdict().reasons().stream())
                        .toList(),
                submission.division().closed() ? submission.division().name() : Division.OPEN,
                submission.division().deviations(),
                Level.words(submission.levels()),
                result.setting());
    }

    /** The line of a published system. */
    static LeaderboardRow of(PublishedSystem published) {
        return new LeaderboardRow(
                0,
                "",
                published.vendor(),
                published.site(),
                published.system(),
                published.score() * TERA,
                Double.NaN,
                Double.NaN,
                true,
                published.nodes(),
                published.accelerator(),
                "",
                published.accelerators(),
                "",
                "",
                published.network(),
                published.accelerators(),
                Double.NaN,
                Double.NaN,
                List.of(),
                PUBLISHED_DIVISION,
                List.of(),
                Level.SELF_REPORTED.toString(),
                new Result.Setting("ImageNet-2012", "224x224x3", "fp16", "2020-11-15", ""));
    }

    LeaderboardRow placed(int place, double scaling) {
        return new LeaderboardRow(
                place,
                file,
                submitter,
                site,
                system,
                score,
                regulated,
                error,
                valid,
                nodes,
                device,
                memory,
                accelerators,
                processor,
                processors,
                network,
                units,
                scaling,
                watts,
                reasons,
                division,
                deviations,
                checked,
                setting);
    }

    boolean published() {
        return file.isEmpty();
    }

    double perUnit() {
        return score / units;
    }

    /** Values in the order of {@link #COLUMNS}; what is unknown is empty. */
    List<String> cells() {
        return List.of(
                rank == 0 ? "" : Integer.toString(rank),
                published() ? "published 2020" : "verified",
                submitter,
                site,
                number(score / TERA),
                system,
                Integer.toString(nodes),
                accelerators == 0 ? "" : device,
                memory,
                Integer.toString(accelerators),
                processor,
                processors,
                network,
                accelerators == 0 ? "" : number(perUnit() / TERA),
                number(error),
                number(regulated / TERA),
                number(efficiency),
                number(score / TERA / watts),
                published() ? "" : valid ? "VALID" : "NOT VALID",
                division,
                checked,
                setting.data(),
                setting.size(),
                setting.precision(),
                setting.date(),
                setting.software(),
                file);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }

    /**
     * What a person sees.
     *
     * @param unit operations per second that scores are given in
     * @param deviceUnit the same for those of a device
     */
    Map<String, Object> view(double unit, double deviceUnit) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("rank", rank == 0 ? NONE : Integer.toString(rank));
        view.put("published", published());
        view.put(
                "owner",
                Stream.of(submitter, site)
                        .filter(each -> !each.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(", ")));
        view.put("system", system);
        view.put("file", file);
        view.put("score", digits(score / unit));
        view.put("regulated", shown(regulated, () -> digits(regulated / unit)));
        view.put("error", shown(error, () -> Pages.percent(error)));
        view.put("machines", machines());
        view.put("memory", memory);
        view.put("accelerators", accelerators == 0 ? NONE : "%,d".formatted(accelerators));
        view.put("network", network.isEmpty() ? NONE : network);
        view.put("perUnit", digits(perUnit() / deviceUnit));
        view.put("efficiency", shown(efficiency, () -> "%.1f %%".formatted(100 * efficiency)));
        view.put("perWatt", shown(watts, () -> new Rate(score / watts).toString()));
        view.put("valid", valid);
        view.put("reasons", reasons);
        view.put("deviations", deviations);
        view.put("checked", checked);
        view.put("data", (setting.data() + " " + setting.size()).strip());
        view.put("precision", setting.precision());
        view.put("date", setting.date());
        view.put("software", setting.software());
        return view;
    }

    private String machines() {
        String all = "%,d node%s".formatted(nodes, nodes == 1 ? "" : "s");
        String each = device.isEmpty() ? "accelerators" : device;
        if (accelerators == 0) {
            return device.isEmpty() ? all : all + " of " + device;
        }
        return accelerators % nodes == 0
                ? "%s x %,d %s".formatted(all, accelerators / nodes, each)
                : "%,d %s on %s".formatted(accelerators, each, all);
    }

    /** A figure of a column that has one unit. */
    private static String digits(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.1f" : value >= 1 ? "%.2f" : "%.4f", value);
    }

    private static String shown(double value, Supplier<String> text) {
        return Double.isNaN(value) ? NONE : text.get();
    }
}
