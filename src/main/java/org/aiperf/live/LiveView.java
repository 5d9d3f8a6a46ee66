// SPDX-License-Identifier: Apache-2.0
package org.aiperf.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import org.aiperf.unit.Definition;
import org.jspecify.annotations.Nullable;

/**
 * A run at one moment. As JSON its fields are called as here, in snake case.
 *
 * @param run name of the run
 * @param time of the moment, UTC milliseconds
 * @param ended whether the run is over
 * @param elapsedSeconds in which drivers were at work
 * @param secondsLeft until the run ends, as far as it can be told; null if it cannot
 * @param fraction part of the run that is done, from 0 to 1
 * @param definition how operations are counted
 * @param score operations per second of all finished epochs
 * @param regulatedScore the same times the negative natural logarithm of the error
 * @param rate operations per second with those of unfinished epochs, as far as they are known
 * @param error share of validation images that even the best epoch classified wrongly; 1 before the first
 * @param bestTrial trial that has that epoch; empty before the first
 * @param slots trials that can run at once
 * @param slotsBusy slots that have a trial
 * @param trialsFinished that used their budget up or stopped by the rule
 * @param trialsFailed that failed
 * @param trialsLimit after which the run ends
 * @param running trials that run, the longest first
 * @param best trials that have ended, the most accurate first
 * @param failures trials that failed, the latest first
 * @param use how executors used their machines over time, on average over all; empty before the first measurement
 * @param course score and error over time
 */
public record LiveView(
        String run,
        long time,
        boolean ended,
        double elapsedSeconds,
        @Nullable Double secondsLeft,
        double fraction,
        Definition definition,
        double score,
        double regulatedScore,
        double rate,
        double error,
        String bestTrial,
        int slots,
        int slotsBusy,
        int trialsFinished,
        int trialsFailed,
        int trialsLimit,
        List<RunningTrial> running,
        List<EndedTrial> best,
        List<EndedTrial> failures,
        List<UseMoment> use,
        List<Moment> course) {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING);

    /**
     * A trial that runs.
     *
     * @param trial id
     * @param slot where
     * @param parent trial whose network was changed; null for a seed network
     * @param layers of its network
     * @param parameters of its network
     * @param seconds since it began
     * @param epochs that it may train
     * @param accuracies on the validation images after each finished epoch, from 0 to 1
     */
    public record RunningTrial(
            String trial,
            String slot,
            @Nullable String parent,
            int layers,
            long parameters,
            double seconds,
            int epochs,
            List<Double> accuracies) {

        public RunningTrial {
            accuracies = List.copyOf(accuracies);
        }
    }

    /**
     * A trial that has ended.
     *
     * @param trial id
     * @param slot where it ran
     * @param parent trial whose network was changed; null for a seed network
     * @param layers of its network
     * @param parameters of its network
     * @param epochs that finished
     * @param accuracy the best on the validation images, from 0 to 1; null if no epoch finished
     * @param reason why it ended, in one sentence
     */
    public record EndedTrial(
            String trial,
            String slot,
            @Nullable String parent,
            int layers,
            long parameters,
            int epochs,
            @Nullable Double accuracy,
            String reason) {}

    /**
     * A point of the run's course.
     *
     * @param seconds after the first trial began
     * @param score operations per second of the epochs finished by then
     * @param error as of then
     */
    public record Moment(double seconds, double score, double error) {}

    /**
     * How executors used their machines in a part of the time.
     *
     * @param seconds after the first driver's start, of the end of the part
     * @param cpu share of the time of their processors, from 0 to 1
     * @param memory bytes that one of them held
     * @param gpu share of the time in which the nodes' GPUs worked; null if there are none
     * @param gpuMemory share of their memory that was taken
     * @param gpuWatts power of one of them; null if it cannot be told
     */
    public record UseMoment(
            double seconds,
            double cpu,
            long memory,
            @Nullable Double gpu,
            @Nullable Double gpuMemory,
            @Nullable Double gpuWatts) {}

    public LiveView {
        use = List.copyOf(use);
        running = List.copyOf(running);
        best = List.copyOf(best);
        failures = List.copyOf(failures);
        course = List.copyOf(course);
    }

    /** One object. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + this, e);
        }
    }
}
