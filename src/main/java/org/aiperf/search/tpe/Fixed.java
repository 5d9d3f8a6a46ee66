// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.random.RandomGenerator;

/** A parameter with one value. */
record Fixed(double value) implements Parameter, Evidence, Density {

    @Override
    public double draw(RandomGenerator random) {
        return value;
    }

    @Override
    public boolean contains(double other) {
        return other == value;
    }

    @Override
    public Evidence evidence() {
        return this;
    }

    @Override
    public void add(double observed) {
        // There is nothing to learn.
    }

    @Override
    public Density density() {
        return this;
    }

    @Override
    public double logarithm(double other) {
        return 0;
    }
}
