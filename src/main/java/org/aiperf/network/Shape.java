// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

/** The shape of one example's activation, without the batch. Every dimension is at least 1. */
public sealed interface Shape {

    /** Counts are exact up to it, in floating point, too. */
    double MOST_ELEMENTS = 1L << 53;

    /** Channels of a feature map, elements of a vector. */
    int channels();

    /** Number of elements. */
    long size();

    /** Same rank and extent, other number of channels. */
    Shape withChannels(int channels);

    /** Feature map, {@code [height, width, channels]}. */
    record FeatureMap(int height, int width, int channels) implements Shape {

        public FeatureMap {
            if (height < 1 || width < 1 || channels < 1) {
                throw new InvalidNetworkException(
                        "A feature map of %d x %d x %d has no elements".formatted(height, width, channels));
            }
            if ((double) height * width * channels > MOST_ELEMENTS) {
                throw new InvalidNetworkException("A feature map of %d x %d x %d has more elements than can be counted"
                        .formatted(height, width, channels));
            }
        }

        @Override
        public long size() {
            return (long) height * width * channels;
        }

        @Override
        public FeatureMap withChannels(int channels) {
            return new FeatureMap(height, width, channels);
        }

        @Override
        public String toString() {
            return height + "x" + width + "x" + channels;
        }
    }

    /** Vector of a given number of elements. */
    record Vector(int channels) implements Shape {

        public Vector {
            if (channels < 1) {
                throw new InvalidNetworkException("A vector of " + channels + " elements");
            }
        }

        @Override
        public long size() {
            return channels;
        }

        @Override
        public Vector withChannels(int channels) {
            return new Vector(channels);
        }

        @Override
        public String toString() {
            return Integer.toString(channels);
        }
    }
}
