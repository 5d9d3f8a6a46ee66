// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aiperf.device.PeakRate;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Rate;

/** The published list with this run in its place, by the definition that the list was counted by. */
final class RankingView {

    private static final Definition DEFINITION = Definition.V1;

    private RankingView() {}

    static Map<String, Object> of(RunSummary summary, Hardware hardware) {
        double score = List.of(summary.headline(), summary.other()).stream()
                .filter(each -> each.definition() == DEFINITION)
                .flatMap(each -> each.point().stream())
                .mapToDouble(point -> point.score().teraPerSecond())
                .findFirst()
                .orElse(0);
        List<PublishedSystem> published = PublishedSystem.list();
        int place =
                (int) published.stream().filter(each -> each.score() >= score).count();
        List<Map<String, String>> rows = new ArrayList<>();
        published.forEach(system -> rows.add(row(system)));
        rows.add(place, mine(summary, hardware, score));
        return Map.of(
                "ranking", rows,
                "placement", placement(published, hardware, score, place),
                "peakBasis",
                        hardware.peak().map(PeakRate::basis).orElse("a peak that is not known for what trained here"));
    }

    private static String placement(List<PublishedSystem> published, Hardware hardware, double score, int place) {
        String total = "By its score this run would be number %d of %d.".formatted(place + 1, published.size() + 1);
        if (hardware.accelerators() == 0) {
            return total + " It trained on processors, so it has no score per accelerator.";
        }
        double each = score / hardware.accelerators();
        long better = published.stream()
                .filter(system -> system.perAccelerator() >= each)
                .count();
        return total
                + " Per accelerator, with %s, it would be number %d.".formatted(tera(each) + " Tops each", better + 1);
    }

    private static Map<String, String> row(PublishedSystem system) {
        String peak = PeakRate.ofAccelerator(system.accelerator(), Precision.FP16)
                .map(each -> share(system.perAccelerator(), each.rate()))
                .orElse("–");
        return Map.of(
                "kind", "",
                "rank", Integer.toString(system.rank()),
                "system", system.system(),
                "site", system.site(),
                "nodes", Wording.count(system.nodes()),
                "accelerators", Wording.count(system.accelerators()) + " × " + system.accelerator(),
                "score", tera(system.score()),
                "each", tera(system.perAccelerator()),
                "peak", peak);
    }

    private static Map<String, String> mine(RunSummary summary, Hardware hardware, double score) {
        return Map.of(
                "kind",
                "mine",
                "rank",
                "",
                "system",
                "This run, " + Wording.line(summary.run()),
                "site",
                "",
                "nodes",
                Wording.count(hardware.nodes()),
                "accelerators",
                hardware.accelerators() == 0
                        ? "none: " + (hardware.model().isEmpty() ? "processors" : hardware.model())
                        : Wording.count(hardware.accelerators()) + " × " + hardware.model(),
                "score",
                tera(score),
                "each",
                hardware.accelerators() == 0 ? "–" : tera(score / hardware.accelerators()),
                "peak",
                Efficiency.ofPeak(summary, hardware).map(Wording::share).orElse("–"));
    }

    private static String share(double tera, Rate peak) {
        return Wording.share(tera / peak.teraPerSecond());
    }

    /** As the list has them, with more digits where there would be none. */
    private static String tera(double value) {
        return String.format(Locale.ROOT, value >= 1 ? "%,.2f" : "%.4f", value);
    }
}
