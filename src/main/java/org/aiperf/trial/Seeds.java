// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Where every random draw comes from: the run's seed, a trial and a purpose. Draws of one purpose do not depend on how
 * many were made for another.
 *
 * @param run seed of the run
 */
public record Seeds(long run) {

    /** What a draw is for. */
    public enum Purpose {
        SEARCH,
        HYPERPARAMETERS,
        DATA,
        WEIGHTS
    }

    /** The seed of a trial's draws for a purpose. */
    public long of(int sequence, Purpose purpose) {
        long seed = new SplittableRandom(run).nextLong();
        seed = new SplittableRandom(seed ^ sequence).nextLong();
        return new SplittableRandom(seed ^ purpose.name().hashCode()).nextLong();
    }

    /** A generator of a trial's draws for a purpose. */
    public RandomGenerator generator(int sequence, Purpose purpose) {
        return new SplittableRandom(of(sequence, purpose));
    }
}
