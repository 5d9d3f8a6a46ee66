// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import org.aiperf.network.Network;

/** A stand-in for training: the accuracy of a network, without noise. Implementations are immutable. */
@FunctionalInterface
public interface Objective {

    double accuracy(Network network);

    /** The accuracy of a trial; where only the network counts, that of the network. */
    default double accuracy(Attempt attempt) {
        return accuracy(attempt.network());
    }

    /** The objectives that searches are compared on. They catch gross faults of a search; only R1 has seen images. */
    enum Kind {
        /** A smooth landscape of depth, skips and width. */
        S1 {
            @Override
            public Objective of(Network root, long seed) {
                return new SmoothObjective();
            }
        },
        /** The same with the rough field of local patterns added. */
        S2 {
            @Override
            public Objective of(Network root, long seed) {
                SmoothObjective smooth = new SmoothObjective();
                PatternField field = new PatternField(seed);
                return network -> smooth.accuracy(network) + ROUGHNESS * field.at(network);
            }
        },
        /** Nearness to a hidden network. */
        S3 {
            @Override
            public Objective of(Network root, long seed) {
                return HiddenTarget.of(root, seed);
            }
        },
        /** What real runs of the preset hour reached, with its limits. */
        R1 {
            @Override
            public Objective of(Network root, long seed) {
                return new RecordedObjective(RecordedTrials.packaged().forest(seed));
            }

            @Override
            World world() {
                return World.RECORDED;
            }
        };

        private static final double ROUGHNESS = 0.03;

        /** Standard deviation of what a search sees of an accuracy, unless another is asked for. */
        public double noise() {
            return world().noise();
        }

        /** What its searches share. */
        World world() {
            return World.SYNTHETIC;
        }

        /**
         * The objective of a seed.
         *
         * @param root network that searches start from
         */
        public abstract Objective of(Network root, long seed);
    }
}
