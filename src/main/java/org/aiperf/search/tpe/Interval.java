// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.random.RandomGenerator;

/**
 * A number between two bounds.
 *
 * @param scale where it is uniform
 * @param low least value
 * @param high greatest value
 * @param step values are multiples of it, or the bounds; 0: any value
 */
record Interval(Scale scale, double low, double high, double step) implements Parameter {

    Interval {
        if (!(low < high) || !(step >= 0) || (scale == Scale.LOGARITHMIC && !(low > 0))) {
            throw new IllegalArgumentException(
                    "There are no numbers from %s to %s with step %s on a %s scale".formatted(low, high, step, scale));
        }
    }

    @Override
    public double draw(RandomGenerator random) {
        return value(random.nextDouble(scale.of(low), scale.of(high)));
    }

    @Override
    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    @Override
    public Evidence evidence() {
        return new Places(new Parzen(scale.of(low), scale.of(high)));
    }

    private final class Places implements Evidence {

        private final Parzen parzen;

        Places(Parzen parzen) {
            this.parzen = parzen;
        }

        @Override
        public void add(double value) {
            // Rounding may have put a value below the least one, where the logarithm ends.
            parzen.add(scale.of(Math.max(value, low)));
        }

        @Override
        public Density density() {
            NormalMixture mixture = parzen.mixture();
            return step == 0 ? new Continuous(mixture) : new Quantised(mixture);
        }
    }

    private double value(double place) {
        double value = scale.value(place);
        return Math.min(Math.max(step == 0 ? value : Math.rint(value / step) * step, low), high);
    }

    private final class Continuous implements Density {

        private final NormalMixture mixture;

        Continuous(NormalMixture mixture) {
            this.mixture = mixture;
        }

        @Override
        public double draw(RandomGenerator random) {
            return value(mixture.draw(random));
        }

        @Override
        public double logarithm(double value) {
            return mixture.logDensity(scale.of(value)) + scale.logStretch(value);
        }
    }

    private final class Quantised implements Density {

        private final NormalMixture mixture;

        Quantised(NormalMixture mixture) {
            this.mixture = mixture;
        }

        @Override
        public double draw(RandomGenerator random) {
            return value(mixture.draw(random));
        }

        @Override
        public double logarithm(double value) {
            double from = Math.max(value - step / 2, low);
            double to = Math.min(value + step / 2, high);
            return Math.log(mixture.mass(scale.of(from), scale.of(to)));
        }
    }
}
