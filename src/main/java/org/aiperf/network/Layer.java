// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Shape.Vector;

/** One operation of a network (method section 3.1). Values only; weights live in {@link Weights}. */
public sealed interface Layer {

    /**
     * The kinds of layers. Whoever treats them differently switches over them in an expression without a default, so
     * that the compiler names every place that a further kind concerns. A kind knows its names in the house's JSON and
     * in NNI's format.
     */
    enum Kind {
        CONV("conv", "StubConv2d"),
        DENSE("dense", "StubDense"),
        BATCH_NORM("bn", "StubBatchNormalization2d"),
        RELU("relu", "StubReLU"),
        MAX_POOL("maxpool", "StubPooling2d"),
        GLOBAL_AVERAGE_POOL("gap", "StubGlobalPooling2d"),
        ADD("add", "StubAdd"),
        CONCAT("concat", "StubConcatenate"),
        DROPOUT("dropout", "StubDropout2d"),
        FLATTEN("flatten", "StubFlatten"),
        SOFTMAX("softmax", "StubSoftmax");

        private static final Map<String, Kind> BY_KEY =
                Arrays.stream(values()).collect(Collectors.toMap(kind -> kind.key, kind -> kind));

        final String key;
        final String nni;

        Kind(String key, String nni) {
            this.key = key;
            this.nni = nni;
        }

        /** The kind of this key. */
        static Optional<Kind> of(String key) {
            return Optional.ofNullable(BY_KEY.get(key));
        }
    }

    Kind kind();

    /**
     * The shape of the output.
     *
     * @throws InvalidNetworkException if the layer does not accept these inputs
     */
    Shape infer(List<Shape> inputs);

    /** The shapes of its tensors by the names of {@link Weights}, in their order; empty if it has none. */
    default Map<String, List<Integer>> weights() {
        return WeightShapes.of(this);
    }

    /** Parameters as the reference counts its model size: biases included, 4 per normalised channel. */
    default long parameters() {
        long parameters = 0;
        for (List<Integer> shape : weights().values()) {
            parameters += WeightShapes.size(shape);
        }
        return parameters;
    }

    /** This layer, if it is a convolution. */
    default Optional<Conv> convolution() {
        return Optional.empty();
    }

    /** Square convolution with bias and symmetric zero padding, output {@code floor((d + 2p - k) / s) + 1}. */
    record Conv(int inputs, int filters, int kernel, int stride, int padding) implements Layer {

        /** With them no count of parameters overflows. */
        private static final int MOST_CHANNELS = 1 << 19;

        private static final int WIDEST = 1 << 12;

        public Conv {
            if (inputs < 1
                    || inputs > MOST_CHANNELS
                    || filters < 1
                    || filters > MOST_CHANNELS
                    || kernel < 1
                    || kernel > WIDEST
                    || stride < 1
                    || stride > WIDEST
                    || padding < 0
                    || padding > WIDEST) {
                throw new InvalidNetworkException(
                        "Impossible convolution: %d to %d channels, kernel %d, stride %d, padding %d"
                                .formatted(inputs, filters, kernel, stride, padding));
            }
        }

        /** Convolution padded by half of its kernel. */
        public static Conv same(int inputs, int filters, int kernel, int stride) {
            return new Conv(inputs, filters, kernel, stride, kernel / 2);
        }

        @Override
        public Kind kind() {
            return Kind.CONV;
        }

        @Override
        public Optional<Conv> convolution() {
            return Optional.of(this);
        }

        @Override
        public FeatureMap infer(List<Shape> shapes) {
            FeatureMap in = Inputs.oneMap(this, shapes);
            Inputs.requireChannels(this, inputs, in);
            return new FeatureMap(extent(in.height()), extent(in.width()), filters);
        }

        private int extent(int size) {
            return Math.floorDiv(size + 2 * padding - kernel, stride) + 1;
        }
    }

    /** Batch normalisation over the channels. */
    record BatchNorm(int channels) implements Layer {

        /** Added to the variance before its root (method section 2.3); every trainer uses this value. */
        public static final double EPSILON = 1e-4;

        @Override
        public Kind kind() {
            return Kind.BATCH_NORM;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape in = Inputs.one(this, shapes);
            Inputs.requireChannels(this, channels, in);
            return in;
        }
    }

    /** Rectified linear unit. */
    record Relu() implements Layer {
        @Override
        public Kind kind() {
            return Kind.RELU;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            return Inputs.one(this, shapes);
        }
    }

    /** Fully connected layer with bias. */
    record Dense(int inputs, int units) implements Layer {

        public Dense {
            if (inputs < 1 || units < 1) {
                throw new InvalidNetworkException("Impossible dense layer: %d to %d units".formatted(inputs, units));
            }
        }

        @Override
        public Kind kind() {
            return Kind.DENSE;
        }

        @Override
        public Vector infer(List<Shape> shapes) {
            if (!(Inputs.one(this, shapes) instanceof Vector in)) {
                throw new InvalidNetworkException(this + " takes a vector, not " + shapes.get(0));
            }
            Inputs.requireChannels(this, inputs, in);
            return new Vector(units);
        }
    }

    /** Dropout. The rate is the probability to drop a unit while training. */
    record Dropout(double rate) implements Layer {

        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new InvalidNetworkException("A dropout rate must be from 0 to below 1, not " + rate);
            }
        }

        @Override
        public Kind kind() {
            return Kind.DROPOUT;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            return Inputs.one(this, shapes);
        }
    }

    /**
     * Max pooling, output {@code max(floor(d / s), 1)} whatever the kernel; {@link #before} says where its windows lie.
     * The padding is carried for the exchange format and enters only the edit distance.
     */
    record MaxPool(int kernel, int stride, int padding) implements Layer {

        public MaxPool {
            if (kernel < 1 || stride < 1 || padding < 0 || kernel < stride) {
                throw new InvalidNetworkException(
                        "Impossible max pooling: kernel %d, stride %d, padding %d; the kernel must not be smaller than the stride"
                                .formatted(kernel, stride, padding));
            }
        }

        @Override
        public Kind kind() {
            return Kind.MAX_POOL;
        }

        @Override
        public FeatureMap infer(List<Shape> shapes) {
            FeatureMap in = Inputs.oneMap(this, shapes);
            return new FeatureMap(extent(in.height()), extent(in.width()), in.channels());
        }

        private int extent(int size) {
            return Math.max(size / stride, 1);
        }

        /**
         * How far the first window begins before a dimension of a given size. What the windows need beyond the size is
         * shared by both ends, the odd one out at the beginning, or at the end if the stride is 1; so the same padding
         * at both ends and rounding down give the output's size, except for an even kernel of stride 1.
         */
        public int before(int size) {
            int beyond = Math.max((extent(size) - 1) * stride + kernel - size, 0);
            return stride == 1 ? beyond / 2 : (beyond + 1) / 2;
        }
    }

    /** Mean over height and width. */
    record GlobalAveragePool() implements Layer {
        @Override
        public Kind kind() {
            return Kind.GLOBAL_AVERAGE_POOL;
        }

        @Override
        public Vector infer(List<Shape> shapes) {
            return new Vector(Inputs.oneMap(this, shapes).channels());
        }
    }

    /** Sum of inputs of equal shape. */
    record Add() implements Layer {
        @Override
        public Kind kind() {
            return Kind.ADD;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape first = Inputs.atLeastTwo(this, shapes);
            for (Shape other : shapes) {
                if (!other.equals(first)) {
                    throw new InvalidNetworkException("Add takes inputs of equal shape, not " + shapes);
                }
            }
            return first;
        }
    }

    /** Concatenation of feature maps of equal extent, or of vectors, along the channels. */
    record Concat() implements Layer {
        @Override
        public Kind kind() {
            return Kind.CONCAT;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape first = Inputs.atLeastTwo(this, shapes);
            int channels = 0;
            for (Shape other : shapes) {
                if (!other.withChannels(first.channels()).equals(first)) {
                    throw new InvalidNetworkException("Concat takes inputs of equal height and width, not " + shapes);
                }
                channels += other.channels();
            }
            return first.withChannels(channels);
        }
    }

    /** Feature map to vector in the order height, width, channel. */
    record Flatten() implements Layer {
        @Override
        public Kind kind() {
            return Kind.FLATTEN;
        }

        @Override
        public Vector infer(List<Shape> shapes) {
            Shape in = Inputs.one(this, shapes);
            if (in.size() > Integer.MAX_VALUE) {
                throw new InvalidNetworkException(this + " makes too long a vector of " + in);
            }
            return new Vector((int) in.size());
        }
    }

    /** Explicit softmax at the output. A network without it ends in logits; training adds the softmax either way. */
    record Softmax() implements Layer {
        @Override
        public Kind kind() {
            return Kind.SOFTMAX;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            return Inputs.one(this, shapes);
        }
    }
}
