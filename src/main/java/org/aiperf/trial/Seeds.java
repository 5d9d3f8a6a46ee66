// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.aiperf.config.RunSettings;

/**
 * Where every random draw comes from (method section 2.6): the run's seed, a trial and a purpose. Draws of one purpose do
 * not depend on how many were made for another.
 *
 * @param run seed of the run, with the organiser's nonce mixed in
 */
public record Seeds(long run) {

    /** What a draw is for. */
    public enum Purpose {
        SEARCH,
        HYPERPARAMETERS,
        DATA,
        WEIGHTS,
        MORPHS
    }

    /** The seeds of a run. */
    public static Seeds of(RunSettings settings) {
        return settings.nonce().isEmpty()
                ? new Seeds(settings.seed())
                : new Seeds(settings.seed()
                        ^ UUID.nameUUIDFromBytes(settings.nonce().getBytes(UTF_8))
                                .getMostSignificantBits());
    }

    /** The seed of a trial's draws for a purpose. */
    public long of(long sequence, Purpose purpose) {
        long seed = new SplittableRandom(run).nextLong();
        seed = new SplittableRandom(seed ^ sequence).nextLong();
        return new SplittableRandom(seed ^ purpose.name().hashCode()).nextLong();
    }

    /**
     * A generator of the draws by which a network gets the weights of its parent.
     *
     * @param network hash of the child, before hyperparameters are put in
     */
    public RandomGenerator morphs(long network) {
        return generator(network, Purpose.MORPHS);
    }

    /** A generator of a trial's draws for a purpose. */
    public RandomGenerator generator(long sequence, Purpose purpose) {
        return new SplittableRandom(of(sequence, purpose));
    }
}
