// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.aiperf.dataset.Content;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.prepare.PrepareProgress;
import org.aiperf.dataset.prepare.PrepareReport;
import org.aiperf.dataset.prepare.ShardReport.Remark;
import org.aiperf.dataset.prepare.Split;
import org.aiperf.report.Wording;
import org.jspecify.annotations.Nullable;

/** How the making of a data set is shown: a bar where somebody sits at a terminal, a line now and then elsewhere. */
final class PrepareDisplay implements AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int STEPS = 1000;
    private static final int MOST_REMARKS = 50;

    private final PrintWriter out;
    private final @Nullable ProgressBar bar;
    private Duration shown = Duration.ZERO;
    private @Nullable PrepareProgress last;

    private PrepareDisplay(PrintWriter out, @Nullable ProgressBar bar) {
        this.out = out;
        this.bar = bar;
    }

    /** @param bar whether somebody looks at a terminal that can move its cursor */
    static PrepareDisplay on(PrintWriter out, boolean bar) {
        return new PrepareDisplay(
                out,
                bar
                        ? new ProgressBarBuilder()
                                .setTaskName("")
                                .setInitialMax(STEPS)
                                .setConsumer(new ConsoleProgressBarConsumer(System.out))
                                .build()
                        : null);
    }

    void update(PrepareProgress progress) {
        last = progress;
        if (bar != null) {
            bar.stepTo(Math.round(STEPS * progress.share()));
            bar.setExtraMessage(line(progress));
        } else if (progress.elapsed().minus(shown).compareTo(BETWEEN_LINES) >= 0) {
            shown = progress.elapsed();
            out.println(line(progress));
            out.flush();
        }
    }

    private static String line(PrepareProgress progress) {
        StringBuilder line = new StringBuilder(
                progress.images() == 0
                        ? "%,d images read".formatted(progress.done())
                        : "%,d of %,d images".formatted(progress.before() + progress.done(), progress.images()));
        line.append(", %,.0f images/s, %.1f MB/s"
                .formatted(
                        progress.rate(),
                        progress.bytes()
                                / 1e6
                                / Math.max(1e-3, progress.elapsed().toMillis() / 1e3)));
        if (progress.rejected() > 0) {
            line.append(", %,d corrupt".formatted(progress.rejected()));
        }
        if (progress.images() > 0) {
            progress.timeLeft().ifPresent(left -> line.append(", %s left".formatted(Wording.clock(left))));
        }
        return line.toString();
    }

    /** What the data set is and what there is to say of it, the bad news last. */
    void finished(PrepareReport report) {
        close();
        DatasetManifest manifest = report.manifest();
        out.printf("%nData set %s in %s%n", manifest.name(), report.location());
        out.printf(
                "  images       %,d to train, %,d to validate, %s, %s%n",
                manifest.trainImages(),
                manifest.validationImages(),
                manifest.height() == 0
                        ? "of different sizes"
                        : "%d x %d pixels".formatted(manifest.height(), manifest.width()),
                manifest.channels() == 1 ? "grey" : "colour");
        out.printf(
                "  classes      %,d; %s training and %s validation images each%n",
                manifest.classes(), range(report.perClass(Split.TRAINING)), range(report.perClass(Split.VALIDATION)));
        out.printf(
                "  shards       %,d + %,d, %.1f MB%s%n",
                manifest.training().size(),
                manifest.validation().size(),
                report.bytes() / 1e6,
                report.written() > 0 ? "; %,d written now".formatted(report.written()) : "; none had to be written");
        manifest.content().ifPresent(this::content);
        if (last != null && last.done() > 0) {
            out.printf("  speed        %,.0f images/s over %s%n", last.rate(), Wording.clock(last.elapsed()));
        }
        remarks("encoded anew", report.fixed());
        remarks("CORRUPT", report.rejected());
        manifest.leftOut().forEach(left -> out.printf("  left out     %s%n", left.text()));
        if (!report.problems().isEmpty()) {
            out.printf("  NOT WHOLE%n");
            report.problems().forEach(problem -> out.printf("    %s%n", problem));
        }
        out.printf("Train on it: submit/aiperf run --set data.location=%s%n", report.location());
        out.flush();
    }

    private void content(Content content) {
        out.printf("  content      %s%n", content.sha256());
        if (content.repeatedInTraining() + content.repeatedInValidation() > 0) {
            out.printf(
                    "  twice        %,d of the training and %,d of the validation images stand in the same split before%n",
                    content.repeatedInTraining(), content.repeatedInValidation());
        }
        if (content.inBoth() > 0) {
            out.printf("  IN BOTH      %,d of the validation images are training images, too%n", content.inBoth());
        }
    }

    private void remarks(String title, List<Remark> remarks) {
        if (remarks.isEmpty()) {
            return;
        }
        out.printf("  %-12s %,d images%n", title, remarks.size());
        remarks.stream()
                .limit(MOST_REMARKS)
                .forEach(remark -> out.printf("    %s: %s%n", remark.image(), remark.text()));
        if (remarks.size() > MOST_REMARKS) {
            out.printf("    and %,d more, in _manifest of the data set%n", remarks.size() - MOST_REMARKS);
        }
    }

    private static String range(int[] counts) {
        int least = Arrays.stream(counts).min().orElse(0);
        int most = Arrays.stream(counts).max().orElse(0);
        return least == most ? "%,d".formatted(least) : "%,d to %,d".formatted(least, most);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
