// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.time.Duration;
import java.util.List;

/**
 * What a run is called, where its history goes and when it ends.
 *
 * @param name the run's directory below {@code directory}; empty: made from the time of the start
 * @param directory any Hadoop path
 * @param existing what to do where a run of this name exists
 * @param trials the run ends after this many trials
 * @param duration the run ends after this time
 * @param concurrency trials that run at once; 0: as many as Spark has slots
 * @param trialTimeout a trial is given up after this time without progress
 * @param seed every random draw of the run is derived from it
 * @param progressInterval time between two progress lines
 * @param executorWait how long to wait for the first executor
 * @param nonce text of an organiser that is mixed into the seed, or empty
 */
public record RunSettings(
        @Matching(
                value = "(?!\\.*$)[A-Za-z0-9._][A-Za-z0-9._-]*|",
                expected =
                        "a name of letters, digits, dots, hyphens and underscores, not of dots alone and without a hyphen first, or \"\"")
        String name,

        @NotEmpty String directory,

        Existing existing,

        @Within(min = 1, max = 10_000_000) int trials,

        @Within(min = 1) Duration duration,

        @Within(min = 0, max = 1_000_000) int concurrency,

        @Within(min = 1) Duration trialTimeout,

        long seed,

        @Within(min = 0.1) Duration progressInterval,

        @Within(min = 1) Duration executorWait,

        @Matching(
                value = "[A-Za-z0-9._-]{0,128}",
                expected = "up to 128 letters, digits, dots, hyphens and underscores, or \"\"")
        String nonce)
        implements CrossChecked {

    /** A run whose executors are there, and that nobody organises. */
    public RunSettings(
            String name,
            String directory,
            Existing existing,
            int trials,
            Duration duration,
            int concurrency,
            Duration trialTimeout,
            long seed,
            Duration progressInterval) {
        this(
                name,
                directory,
                existing,
                trials,
                duration,
                concurrency,
                trialTimeout,
                seed,
                progressInterval,
                Duration.ofMinutes(10),
                "");
    }

    /** What a run does where one of its name exists. */
    public enum Existing {
        /** It does not start. */
        REFUSE,
        /** It goes on with that one. */
        RESUME
    }

    @Override
    public List<Conflict> conflicts() {
        return Secrets.conflicts("directory", directory);
    }
}
