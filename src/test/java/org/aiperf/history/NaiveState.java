// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.aiperf.operations.OperationCount;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;

/** What {@link History} keeps, summed up from all records each time. */
record NaiveState(List<HistoryRecord> records) {

    private <T extends HistoryRecord> List<T> all(Class<T> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Place of the driver that wrote a record, from 0. */
    private int attempt(HistoryRecord record) {
        int attempt = -1;
        for (HistoryRecord each : records) {
            attempt += each instanceof RunStarted ? 1 : 0;
            if (each == record) {
                return attempt;
            }
        }
        throw new IllegalArgumentException();
    }

    long lastTime() {
        return records.stream().mapToLong(HistoryRecord::time).max().orElseThrow();
    }

    List<TrialStarted> starts() {
        return all(TrialStarted.class);
    }

    List<EpochFinished> epochs(TrialStarted trial) {
        return all(EpochFinished.class).stream()
                .filter(epoch -> epoch.trial().equals(trial.trial()))
                .toList();
    }

    @Nullable TrialEnded end(TrialStarted trial) {
        return all(TrialEnded.class).stream()
                .filter(end -> end.trial().equals(trial.trial()))
                .findFirst()
                .orElse(null);
    }

    OptionalDouble accuracy(TrialStarted trial) {
        return epochs(trial).stream()
                .mapToDouble(EpochFinished::validationAccuracy)
                .max();
    }

    private @Nullable TrialStarted parent(TrialStarted trial) {
        List<TrialStarted> before = starts().subList(0, starts().indexOf(trial));
        return before.stream()
                .filter(each -> each.trial().equals(trial.parent()))
                .findFirst()
                .orElse(null);
    }

    OptionalDouble gain(TrialStarted trial) {
        TrialStarted parent = parent(trial);
        return parent == null || accuracy(parent).isEmpty() || accuracy(trial).isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        accuracy(trial).getAsDouble() - accuracy(parent).getAsDouble());
    }

    int generation(TrialStarted trial) {
        TrialStarted parent = parent(trial);
        return parent == null ? 0 : 1 + generation(parent);
    }

    boolean runs(TrialStarted trial) {
        return end(trial) == null
                && stop().isEmpty()
                && attempt(trial) == all(RunStarted.class).size() - 1;
    }

    List<TrialStarted> open() {
        return starts().stream().filter(trial -> end(trial) == null).toList();
    }

    int ended(TrialEnded.State state) {
        return (int) all(TrialEnded.class).stream()
                .filter(end -> end.state() == state)
                .count();
    }

    Optional<EpochFinished> best() {
        return starts().stream()
                .flatMap(trial -> epochs(trial).stream())
                .max(Comparator.comparingDouble(EpochFinished::validationAccuracy));
    }

    Optional<RunStopped> stop() {
        int latest = all(RunStarted.class).size() - 1;
        return all(RunStopped.class).stream()
                .filter(stop -> attempt(stop) == latest)
                .findFirst();
    }

    List<EnergyMeasured> energy() {
        Map<String, EnergyMeasured> last = new LinkedHashMap<>();
        all(EnergyMeasured.class).forEach(each -> last.put(attempt(each) + "/" + each.executor(), each));
        return List.copyOf(last.values());
    }

    Duration activeTime() {
        List<RunStarted> drivers = all(RunStarted.class);
        long millis = 0;
        for (int i = 0; i < drivers.size(); i++) {
            int driver = i;
            OptionalLong setUp = starts().stream()
                    .filter(trial -> attempt(trial) == driver)
                    .mapToLong(TrialStarted::time)
                    .findFirst();
            if (setUp.isPresent()) {
                long last = i + 1 < drivers.size()
                        ? lastWorkBefore(drivers.get(i + 1).time())
                        : lastTime();
                millis += Math.max(last - setUp.getAsLong(), 0);
            }
        }
        return Duration.ofMillis(millis);
    }

    private long lastWorkBefore(long time) {
        return records.stream()
                .filter(each ->
                        each instanceof TrialStarted || each instanceof EpochFinished || each instanceof RunStopped)
                .mapToLong(HistoryRecord::time)
                .filter(each -> each < time)
                .max()
                .orElse(0);
    }

    int uncounted(Definition definition) {
        return (int) starts().stream()
                .filter(trial -> !trial.operations().containsKey(definition))
                .count();
    }

    private long begin() {
        return starts().stream().mapToLong(TrialStarted::time).min().orElse(0);
    }

    long length() {
        return all(EpochFinished.class).stream()
                        .mapToLong(EpochFinished::time)
                        .max()
                        .orElse(begin())
                - begin();
    }

    /** What operations are divided by at the end: to the end of the run or, by the reference, of the last epoch. */
    private long length(Definition definition) {
        long end = stop().map(RunStopped::time).orElse(lastTime());
        return definition == Definition.V1 || all(EpochFinished.class).isEmpty()
                ? length()
                : Math.max(length(), end - begin());
    }

    private static double operations(TrialStarted trial, Definition definition, EpochFinished epoch) {
        OperationCount count = trial.operations().get(definition);
        return count == null
                ? 0
                : count.of(epoch.imagesTrained(), epoch.imagesValidated()).count();
    }

    /** The score at a mark, from the epochs that ended before it. */
    Optional<ScorePoint> score(Definition definition, Duration mark) {
        double total = 0;
        double best = 0;
        boolean any = false;
        Duration elapsed = Duration.ZERO;
        List<EpochFinished> inOrder = starts().stream()
                .flatMap(trial -> epochs(trial).stream())
                .sorted(Comparator.comparingLong(EpochFinished::time))
                .toList();
        for (EpochFinished epoch : inOrder) {
            Duration end = Duration.ofMillis(epoch.time() - begin());
            if (end.compareTo(mark) < 0) {
                total += operations(
                        starts().stream()
                                .filter(trial -> trial.trial().equals(epoch.trial()))
                                .findFirst()
                                .orElseThrow(),
                        definition,
                        epoch);
                best = Math.max(best, epoch.validationAccuracy());
                elapsed = end;
                any = true;
            }
        }
        if (any && definition == Definition.FIXED) {
            Duration window = Duration.ofMillis(length(definition));
            elapsed = mark.compareTo(window) < 0 ? mark : window;
        }
        return elapsed.isZero()
                ? Optional.empty()
                : Optional.of(new ScorePoint(mark, elapsed, new Operations(total), best));
    }

    /** Operations per second in equal windows: what an epoch did, it did evenly since the epoch before. */
    double[] rates(Definition definition, int windows) {
        long length = length(definition);
        if (length == 0) {
            return new double[0];
        }
        double width = length / 1e3 / windows;
        double[] done = new double[windows];
        for (TrialStarted trial : starts()) {
            double from = (trial.time() - begin()) / 1e3;
            for (EpochFinished epoch : epochs(trial)) {
                double to = (epoch.time() - begin()) / 1e3;
                double work = operations(trial, definition, epoch);
                int last = Math.min((int) (to / width), windows - 1);
                if (from == to) {
                    done[last] += work;
                }
                for (int window = 0; window <= last && from < to; window++) {
                    double begin = Math.max(from, window * width);
                    double end = window == last ? to : Math.min(to, (window + 1) * width);
                    done[window] += Math.max(0, end - begin) * work / (to - from);
                }
                from = to;
            }
        }
        return Arrays.stream(done).map(work -> work / width).toArray();
    }

    /** Time of all slots by phase: a line for each slot of each driver, drawn from left to right. */
    Map<Phase, Duration> phases(long now) {
        Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        Arrays.stream(Phase.values()).forEach(phase -> phases.put(phase, Duration.ZERO));
        List<RunStarted> drivers = all(RunStarted.class);
        for (int i = 0; i < drivers.size(); i++) {
            int driver = i;
            boolean latest = i == drivers.size() - 1;
            long until = latest ? Long.MAX_VALUE : drivers.get(i + 1).time();
            List<TrialStarted> trials =
                    starts().stream().filter(trial -> attempt(trial) == driver).toList();
            long begin = trials.stream().mapToLong(TrialStarted::time).min().orElse(0);
            long last = trials.stream()
                    .flatMap(trial -> Stream.concat(
                            Stream.concat(Stream.of(trial), epochs(trial).stream()),
                            Stream.ofNullable(end(trial)).filter(end -> end.time() < until)))
                    .mapToLong(HistoryRecord::time)
                    .max()
                    .orElse(0);
            long end = latest && stop().isEmpty() ? Math.max(last, now) : last;
            trials.stream().map(TrialStarted::slot).distinct().forEach(slot -> {
                List<Stretch> line = new ArrayList<>();
                trials.stream()
                        .filter(trial -> trial.slot().equals(slot))
                        .forEach(trial -> draw(trial, line, until, end));
                line.add(new Stretch(end, Phase.IDLE));
                long at = begin;
                for (Stretch stretch : line) {
                    phases.merge(stretch.phase(), Duration.ofMillis(Math.max(stretch.end() - at, 0)), Duration::plus);
                    at = Math.max(at, stretch.end());
                }
            });
        }
        return phases;
    }

    private record Stretch(long end, Phase phase) {}

    private void draw(TrialStarted trial, List<Stretch> line, long until, long last) {
        long waited = Objects.requireNonNullElse(trial.search().waitedMillis(), 0L);
        line.add(new Stretch(trial.time() - waited, Phase.IDLE));
        line.add(new Stretch(trial.time(), Phase.SEARCH));
        for (EpochFinished epoch : epochs(trial)) {
            long data = epoch.start() + epoch.dataMillis();
            line.add(new Stretch(epoch.start(), Phase.OVERHEAD));
            line.add(new Stretch(data, Phase.DATA));
            line.add(new Stretch(data + epoch.trainMillis(), Phase.TRAINING));
            line.add(new Stretch(epoch.time() - epoch.evaluateMillis(), Phase.OVERHEAD));
            line.add(new Stretch(epoch.time(), Phase.EVALUATION));
        }
        TrialEnded end = end(trial);
        boolean finished = end != null && end.state() == TrialEnded.State.FINISHED;
        line.add(new Stretch(
                end != null && end.time() < until ? end.time() : last, finished ? Phase.OVERHEAD : Phase.UNFINISHED));
    }
}
