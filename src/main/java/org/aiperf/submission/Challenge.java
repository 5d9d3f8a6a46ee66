// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.aiperf.foreign.Cause;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * Trials that a verifier has chosen after the run: the owner hands in their models, which the history has fixed (method
 * section 8.2).
 *
 * @param format version of this file's format
 * @param run name of the run
 * @param trials ids of the chosen trials
 */
public record Challenge(int format, String run, List<String> trials) {

    /** The format that this version writes, and the only one that it reads. */
    public static final int FORMAT = 1;

    /** Share of invented trials that {@link #chance} is stated for. */
    public static final double INVENTED = 0.2;

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    public Challenge {
        trials = List.copyOf(trials);
    }

    /** Trials that can be asked for: the history has the SHA-256 of their models. */
    public static List<TrialHistory> candidates(History history) {
        return history.trials().stream()
                .filter(trial -> trial.end() != null
                        && trial.end().state() == TrialEnded.State.FINISHED
                        && trial.end().model() != null)
                .toList();
    }

    /**
     * Chooses trials.
     *
     * @param number how many; all if there are fewer
     * @param seed of the verifier, which the owner could not know
     */
    public static Challenge of(History history, int number, long seed) {
        List<TrialHistory> candidates = new ArrayList<>(candidates(history));
        Collections.shuffle(candidates, new Random(seed));
        return new Challenge(
                FORMAT,
                history.latestAttempt().run(),
                candidates.subList(0, Math.min(number, candidates.size())).stream()
                        .map(trial -> trial.start().trial())
                        .sorted()
                        .toList());
    }

    /** The probability that at least one of so many chosen trials is an invented one, if a share of all is invented. */
    public static double chance(int trials, double invented) {
        return 1 - Math.pow(1 - invented, trials);
    }

    /** As it travels. */
    public byte[] json() {
        try {
            return MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + this, e);
        }
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IOException if it is none
     */
    public static Challenge read(byte[] json) throws IOException {
        try {
            Challenge challenge = MAPPER.readValue(json, Challenge.class);
            if (challenge.format() != FORMAT) {
                throw new IOException("it has format %d, and this version of AIPerf reads format %d"
                        .formatted(challenge.format(), FORMAT));
            }
            return challenge;
        } catch (JsonProcessingException e) {
            throw new IOException("it is no challenge: " + Cause.of(e), e);
        }
    }
}
