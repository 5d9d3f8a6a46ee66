// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aiperf.config.Division;
import org.aiperf.config.Rules;
import org.aiperf.config.ScoreSettings;
import org.aiperf.config.Settings;
import org.aiperf.history.DriverSettings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.aiperf.history.RunStopped;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.score.Conduct;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.ValidityRules;
import org.aiperf.score.Verdict;
import org.aiperf.unit.Precision;

/**
 * What a run amounts to: a pure function of its history, its settings and, while it runs, the time.
 *
 * @param run name of the run
 * @param subject what it measured
 * @param attempts drivers that ran it
 * @param start when its first driver was ready
 * @param active time in which drivers were at work
 * @param ending how it ended
 * @param data what its latest driver found to train on, and how the images are treated; empty if it did not say
 * @param backends what trained, with versions; several if it changed on the way, none before the first trial
 * @param trialLimit trials after which it ends
 * @param trials how many there are, and what became of them
 * @param best the best epoch of all trials; empty before the first one ends
 * @param goal the accuracy that a valid run needs, and when it was there
 * @param headline the score by the definition that the settings choose
 * @param other the score by the other definition
 * @param verdict whether the score is a result
 * @param division which runs it may be compared with
 * @param time where the time of the slots went
 * @param slots slots that trained
 * @param idle time between two trials on a slot
 * @param search CPU time of the searches
 * @param prepared trials whose network was found while another one trained
 * @param hidden part of the searches' CPU time that was used while another trial trained, from 0 to 1
 */
public record RunSummary(
        String run,
        Subject subject,
        int attempts,
        Instant start,
        Duration active,
        Ending ending,
        Optional<String> data,
        List<String> backends,
        int trialLimit,
        TrialCounts trials,
        Optional<BestEpoch> best,
        Goal goal,
        DefinitionScore headline,
        DefinitionScore other,
        Verdict verdict,
        Division division,
        TimeBudget time,
        int slots,
        Optional<Times> idle,
        Optional<Times> search,
        int prepared,
        double hidden) {

    public RunSummary {
        backends = List.copyOf(backends);
    }

    /**
     * The epoch with the best validation accuracy.
     *
     * @param trial id of its trial
     * @param epoch its number from 1
     * @param accuracy share of validation images classified rightly, from 0 to 1
     */
    public record BestEpoch(String trial, int epoch, double accuracy) {

        static BestEpoch of(EpochFinished epoch) {
            return new BestEpoch(epoch.trial(), epoch.epoch(), epoch.validationAccuracy());
        }
    }

    /**
     * An accuracy to reach.
     *
     * @param accuracy from 0 to 1
     * @param time from the first set-up to the end of the first epoch above it; empty if none is
     */
    public record Goal(double accuracy, Optional<Duration> time) {

        static Goal of(History history, Settings settings) {
            double accuracy = settings.score().validity().accuracy();
            return new Goal(
                    accuracy, history.scoreboard(settings.score().operations()).reached(accuracy));
        }

        /** What people call it, such as {@code Time to 70 %}. */
        String name() {
            return "Time to %s %%"
                    .formatted(new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
                            .format(100 * accuracy));
        }
    }

    /**
     * How a run ended.
     *
     * @param state whether it did
     * @param reason why, in one sentence
     * @param run its directory, or its name below the default directory of runs
     */
    public record Ending(State state, String reason, String run) {

        /** Whether a run has ended. */
        public enum State {
            /** No end is recorded: it runs, or its driver was killed. */
            OPEN,
            /** Its last driver stopped before a limit was reached. */
            STOPPED,
            /** It reached one of its limits. */
            COMPLETE
        }

        /** The reason. */
        String sentence() {
            String words = Wording.line(reason);
            return words + (words.endsWith(".") ? "" : ".");
        }

        /** The command that goes on with the run, where there is more to do. */
        Optional<String> resume() {
            return state == State.COMPLETE
                    ? Optional.empty()
                    : Optional.of("submit/aiperf run --resume " + Wording.line(run));
        }

        static Ending of(History history, Settings settings) {
            String name = history.latestAttempt().run();
            String directory = settings.run().directory();
            String run = directory.equals("runs") ? name : directory + "/" + name;
            return history.stop()
                    .map(stop -> new Ending(stop.complete() ? State.COMPLETE : State.STOPPED, stop.reason(), run))
                    .orElse(new Ending(
                            State.OPEN, "No end is recorded: the run goes on, or its driver was killed.", run));
        }
    }

    /** The summary as of the last record: of a run that is over, or whose driver was killed. */
    public static RunSummary of(History history, Settings settings) {
        return of(history, settings, Instant.ofEpochMilli(history.lastTime()));
    }

    /** The summary as of now. */
    public static RunSummary of(History history, Settings settings, Instant now) {
        Duration active = history.activeTime(now);
        DefinitionScore headline = DefinitionScore.of(history, settings.score().operations(), now);
        List<TrialStarted> starts =
                history.trials().stream().map(TrialHistory::start).toList();
        Verdict verdict = verdict(headline.point(), conduct(history, settings, now), history.precisions(), settings);
        Division division = division(history, settings);
        return new RunSummary(
                history.latestAttempt().run(),
                Subject.of(history, settings, verdict, division, active),
                history.attempts().size(),
                Instant.ofEpochMilli(history.attempts().get(0).time()),
                active,
                Ending.of(history, settings),
                Optional.ofNullable(history.latestAttempt().system().get("data")),
                starts.stream().map(TrialStarted::backend).distinct().toList(),
                settings.run().trials(),
                TrialCounts.of(history),
                history.best().flatMap(TrialHistory::best).map(BestEpoch::of),
                Goal.of(history, settings),
                headline,
                DefinitionScore.of(history, settings.score().operations().other(), now),
                verdict,
                division,
                TimeBudget.of(history, now),
                history.slots().size(),
                Times.ofMillis(starts.stream()
                        .map(start -> start.search().idleMillis())
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)),
                Times.ofMillis(starts.stream()
                        .mapToLong(start -> Math.round(1000 * start.search().cpuSeconds()))),
                (int) starts.stream().filter(start -> start.search().prepared()).count(),
                hidden(starts));
    }

    private static double hidden(List<TrialStarted> starts) {
        double all = starts.stream()
                .mapToDouble(start -> start.search().cpuSeconds())
                .sum();
        double hidden = starts.stream()
                .mapToDouble(
                        start -> start.search().cpuSeconds() * start.search().hiddenShare())
                .sum();
        return all > 0 ? hidden / all : 0;
    }

    /** What trained, and in which arithmetic. */
    String training() {
        String by = backends.isEmpty() ? "" : " by " + String.join("; ", backends);
        return verdict.precision().name() + by;
    }

    private static Conduct conduct(History history, Settings settings, Instant now) {
        RecordedData data = history.latestAttempt().data();
        int limit = settings.data().validationLimit();
        return new Conduct(
                shorter(history.window(now), history.activeTime(now)),
                history.stop().map(RunStopped::complete).orElse(false),
                data != null && limit >= data.validationImages() ? 0 : limit);
    }

    private static Division division(History history, Settings settings) {
        return Division.of(
                Rules.shipped(),
                history.attempts().size() == 1 ? List.of(settings) : new DriverSettings(history).all(),
                Optional.ofNullable(history.latestAttempt().data()).map(RecordedData::digest));
    }

    /** Time in which no driver ran belongs to the window, and does not make a run long enough. */
    private static Duration shorter(Duration window, Duration active) {
        return window.compareTo(active) < 0 ? window : active;
    }

    private static Verdict verdict(
            Optional<ScorePoint> result, Conduct conduct, Set<Precision> precisions, Settings settings) {
        ScoreSettings.Validity validity = settings.score().validity();
        Precision coarsest = precisions.stream()
                .reduce((a, b) -> a.below(b) ? a : b)
                .or(settings.training().precision()::fixed)
                .orElse(Precision.FP32);
        return new ValidityRules(validity.accuracy(), validity.duration(), validity.precision())
                .judge(result, conduct, coarsest);
    }
}
