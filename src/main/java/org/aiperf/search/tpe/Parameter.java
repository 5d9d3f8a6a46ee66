// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.random.RandomGenerator;

/**
 * A number that is searched. Implementations are immutable; the value of a {@link Choice} is the index of its option.
 */
public sealed interface Parameter permits Interval, Choice, Fixed {

    /** A real number, every one as likely as any other before something is known. Equal bounds leave no choice. */
    static Parameter uniform(double low, double high) {
        return low == high ? new Fixed(low) : new Interval(Scale.LINEAR, low, high, 0);
    }

    /** A positive real number whose logarithm is uniform. */
    static Parameter logUniform(double low, double high) {
        return low == high ? new Fixed(low) : new Interval(Scale.LOGARITHMIC, low, high, 0);
    }

    /** A multiple of a step: a uniform number, rounded. Where a bound is no multiple, it stands for those beyond it. */
    static Parameter quantisedUniform(double low, double high, double step) {
        return low == high ? new Fixed(low) : new Interval(Scale.LINEAR, low, high, step);
    }

    /** A multiple of a step: a number whose logarithm is uniform, rounded. */
    static Parameter quantisedLogUniform(double low, double high, double step) {
        return low == high ? new Fixed(low) : new Interval(Scale.LOGARITHMIC, low, high, step);
    }

    /** A value drawn without any knowledge. */
    double draw(RandomGenerator random);

    /** Whether a value can be one of this parameter. */
    boolean contains(double value);

    /** Takes values that are observed, none as yet. */
    Evidence evidence();

    /**
     * How likely values are among some that were observed.
     *
     * @param observed values in the order of their trials
     */
    default Density density(double... observed) {
        Evidence evidence = evidence();
        for (double value : observed) {
            evidence.add(value);
        }
        return evidence.density();
    }
}
