// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.aiperf.unit.Definition;

/**
 * The finished epochs of a run in the order of their ends, kept one by one, with what was known at the begin of every
 * block of them: the state at any time is read from one block. Epochs may come out of order; those that came since the last
 * look are put into their places then. Not thread-safe.
 */
public final class EpochLog {

    private static final int BLOCK = 256;

    /** Of epochs that end at once, the one of the earlier training comes first: sums are the same in every replay. */
    private static final Comparator<EpochSample> ORDER =
            Comparator.comparingLong(EpochSample::end).thenComparingInt(EpochSample::training);

    private final List<EpochSample> epochs = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private int sorted;
    private long begin = Long.MAX_VALUE;

    /**
     * A block of epochs.
     *
     * @param done operations of all epochs before it
     * @param best best accuracy of those, from 0 to 1
     * @param start least start of its own epochs
     */
    private record Block(Map<Definition, Double> done, double best, long start) {}

    /** A training is set up; the earliest one starts the clock of the score. */
    public void begin(long time) {
        begin = Math.min(begin, time);
    }

    /** An epoch has ended; its training was set up before. */
    public void add(EpochSample epoch) {
        epochs.add(epoch);
    }

    /** When the clock started; {@link Long#MAX_VALUE} if nothing was set up. */
    long begin() {
        return begin;
    }

    /** How many epochs have finished. */
    public int size() {
        return epochs.size();
    }

    /** Milliseconds from the begin to the end of an epoch by its place from 0. */
    long elapsed(int place) {
        sort();
        return epochs.get(place).end() - begin;
    }

    /** How many epochs ended less than some milliseconds after the begin. */
    int before(long elapsed) {
        sort();
        return place(begin + elapsed);
    }

    /** Operations of the first epochs. */
    double done(Definition definition, int count) {
        int block = Math.min(count / BLOCK, blocks.size() - 1);
        double done = Objects.requireNonNull(blocks.get(block).done().get(definition));
        for (int i = block * BLOCK; i < count; i++) {
            done += epochs.get(i).operations(definition);
        }
        return done;
    }

    /** Best accuracy of the first epochs. */
    double best(int count) {
        int block = Math.min(count / BLOCK, blocks.size() - 1);
        double best = blocks.get(block).best();
        for (int i = block * BLOCK; i < count; i++) {
            best = Math.max(best, epochs.get(i).accuracy());
        }
        return best;
    }

    /** Place of the first epoch whose accuracy is above some share. */
    OptionalInt firstAbove(double accuracy) {
        sort();
        int block = 1;
        while (block < blocks.size() && !(blocks.get(block).best() > accuracy)) {
            block++;
        }
        int begin = (block - 1) * BLOCK;
        return IntStream.range(begin, Math.min(begin + BLOCK, size()))
                .filter(place -> epochs.get(place).accuracy() > accuracy)
                .findFirst();
    }

    /**
     * Operations per second in equal parts of the time from the begin.
     *
     * @param length of that time, longer than zero, in which all epochs end
     */
    double[] rates(Definition definition, int count, Duration length) {
        sort();
        Windows windows = new Windows(length.toMillis() / 1e3 / count, count);
        for (int block = 0; block < blocks.size(); block++) {
            List<EpochSample> own = epochs.subList(block * BLOCK, Math.min((block + 1) * BLOCK, size()));
            double end = seconds(own.get(own.size() - 1).end());
            if (windows.inOne(seconds(blocks.get(block).start()), end)) {
                windows.add(end, end, done(definition, block * BLOCK + own.size()) - done(definition, block * BLOCK));
            } else {
                own.forEach(epoch ->
                        windows.add(seconds(epoch.start()), seconds(epoch.end()), epoch.operations(definition)));
            }
        }
        return windows.rates();
    }

    private double seconds(long time) {
        return (time - begin) / 1e3;
    }

    /** Place of the first of the sorted epochs that does not end before a time. */
    private int place(long time) {
        int first = 0;
        int last = sorted;
        while (first < last) {
            int middle = (first + last) >>> 1;
            if (epochs.get(middle).end() < time) {
                first = middle + 1;
            } else {
                last = middle;
            }
        }
        return first;
    }

    private void sort() {
        if (sorted < size()) {
            long earliest = epochs.subList(sorted, size()).stream()
                    .mapToLong(EpochSample::end)
                    .min()
                    .orElseThrow();
            int changed = place(earliest);
            epochs.subList(changed, size()).sort(ORDER);
            sorted = size();
            sum(changed / BLOCK);
        }
    }

    /** Makes the blocks from one on anew. */
    private void sum(int first) {
        Map<Definition, Double> done = new EnumMap<>(Definition.class);
        for (Definition definition : Definition.values()) {
            done.put(definition, first == 0 ? 0 : done(definition, first * BLOCK));
        }
        double best = first == 0 ? 0 : best(first * BLOCK);
        blocks.subList(first, blocks.size()).clear();
        for (int begin = first * BLOCK; begin < size(); begin += BLOCK) {
            List<EpochSample> own = epochs.subList(begin, Math.min(begin + BLOCK, size()));
            long start = own.stream().mapToLong(EpochSample::start).min().orElseThrow();
            blocks.add(new Block(new EnumMap<>(done), best, start));
            for (EpochSample epoch : own) {
                done.replaceAll((definition, sum) -> sum + epoch.operations(definition));
                best = Math.max(best, epoch.accuracy());
            }
        }
    }
}
