// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

/** The scale on which an interval is even. */
enum Scale {
    LINEAR {
        @Override
        double of(double value) {
            return value;
        }

        @Override
        double value(double place) {
            return place;
        }

        @Override
        double logStretch(double value) {
            return 0;
        }
    },
    LOGARITHMIC {
        @Override
        double of(double value) {
            return Math.log(value);
        }

        @Override
        double value(double place) {
            return Math.exp(place);
        }

        @Override
        double logStretch(double value) {
            return -Math.log(value);
        }
    };

    /** The place of a value on the scale. */
    abstract double of(double value);

    /** The value at a place of the scale. */
    abstract double value(double place);

    /** Logarithm of the scale's slope at a value: what turns a density on the scale into one of values. */
    abstract double logStretch(double value);
}
