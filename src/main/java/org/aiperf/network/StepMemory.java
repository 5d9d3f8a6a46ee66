// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.aiperf.network.Layer.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a training step as a library takes it: the greatest sum, at any moment of the forward and the backward
 * pass, of what is kept for gradients, of gradients under way, and of what every parameter needs. It follows the layers
 * one by one and was held against what the libraries allocate ({@code PoolMemoryTest}, {@code StepMemoryTest}).
 *
 * @param keeping what a library keeps
 * @param mapBytes bytes of an element of a feature map and of its gradient: 2 in 16 bits, otherwise 4
 * @param exchanging whether devices exchange gradients: each then holds its own in one vector, and the sum of all;
 *     another's comes when the step's own gradients are gone
 */
public record StepMemory(Keeping keeping, int mapBytes, boolean exchanging) implements TrainingMemory {

    /** Values of a transformed kernel of 3x3, bytes of tiles and of sums under way, and channels of a block of a map. */
    private static final int WINOGRAD = 36;

    private static final double TILES = 8e6;
    private static final double SUMS = 2e6;
    private static final int BLOCK = 16;

    /** What a library keeps until the backward pass. */
    public enum Keeping {
        /** libtorch's autograd: what the gradients of some layer are computed from. */
        WHAT_GRADIENTS_READ,
        /** The layers on oneDNN: the value of each layer or of those that run as one. */
        EVERY_VALUE
    }

    @Override
    public double ofParameters(double parameters) {
        int copies = keeping == Keeping.EVERY_VALUE || mapBytes < Float.BYTES ? 1 : 0;
        // Weights, gradients and velocity; what is exchanged; a copy in the library's layout or in 16 bits.
        int vectors = 3 + (exchanging ? 2 : 0);
        return (vectors * Float.BYTES + copies * mapBytes) * parameters;
    }

    @Override
    public double ofImages(Network network, int batchSize) {
        return new Pass(network).peak() * batchSize + workspace(network);
    }

    /**
     * Where oneDNN transforms tiles and kernels for Winograd's algorithm in 32 bits, and sums up gradients of kernels in 16.
     */
    private double workspace(Network network) {
        if (keeping != Keeping.EVERY_VALUE) {
            return 0;
        } else if (mapBytes < Float.BYTES) {
            return SUMS;
        }
        return network.layers().stream()
                .flatMap(placed -> placed.layer().convolution().stream())
                .filter(conv -> conv.kernel() == 3
                        && conv.stride() == 1
                        && conv.inputs() % BLOCK == 0
                        && conv.filters() % BLOCK == 0)
                .mapToDouble(conv -> TILES + 2.0 * WINOGRAD * Float.BYTES * conv.inputs() * conv.filters())
                .max()
                .orElse(0);
    }

    /** Memory with those that hold it. */
    private static final class Piece {
        private final double bytes;
        private int holders = 1;

        Piece(double bytes) {
            this.bytes = bytes;
        }

        Piece share() {
            holders++;
            return this;
        }
    }

    /** Both passes of one image. */
    private final class Pass {

        private static final int INDEX_BYTES = 8;

        private final Network network;
        private final Overwriting overwriting;
        private final int[] unread;
        private final @Nullable Piece[] values;
        private final @Nullable Piece[] gradients;
        private final boolean[] learns;
        private final List<List<Piece>> kept = new ArrayList<>();
        private final List<Piece> pool = new ArrayList<>();
        private double live;
        private double peak;

        Pass(Network network) {
            this.network = network;
            this.overwriting = new Overwriting(network);
            this.unread = overwriting.reads();
            this.values = new @Nullable Piece[network.nodeCount()];
            this.gradients = new @Nullable Piece[network.nodeCount()];
            this.learns = new boolean[network.nodeCount()];
            network.layers().forEach(layer -> kept.add(new ArrayList<>()));
        }

        double peak() {
            List<Integer> order = network.topologicalOrder();
            // The image in 32 bits.
            values[0] = acquire(Float.BYTES * (double) network.shape(0).size());
            for (int id : order) {
                if (network.layer(id).kind() != Kind.SOFTMAX) {
                    forward(id, network.layer(id));
                }
            }
            gradients[network.logits()] = acquire(size(network.logits()));
            for (int i = order.size() - 1; i >= 0; i--) {
                backward(order.get(i), network.layer(order.get(i)));
            }
            return peak;
        }

        private void forward(int id, PlacedLayer placed) {
            int out = placed.output();
            learns[out] =
                    placed.layer().parameters() > 0 || placed.inputs().stream().anyMatch(node -> learns[node]);
            values[out] = value(placed);
            if (keeping == Keeping.EVERY_VALUE) {
                keepAll(id, placed);
                return;
            }
            keepReads(id, placed);
            for (int node : placed.inputs()) {
                if (--unread[node] == 0 && node != 0) {
                    drop(value(node));
                }
            }
        }

        /** The memory of a layer's value. */
        private Piece value(PlacedLayer placed) {
            int input = placed.input();
            boolean lean = keeping == Keeping.WHAT_GRADIENTS_READ;
            return switch (placed.kind()) {
                case RELU ->
                    (lean && overwriting.isFree(input)) || (!lean && joins(placed))
                            ? value(input).share()
                            : acquire(size(placed.output()));
                case ADD ->
                    lean && overwriting.firstFree(placed.inputs()).isPresent()
                            ? value(overwriting.firstFree(placed.inputs()).getAsInt())
                                    .share()
                            : acquire(size(placed.output()));
                case FLATTEN -> lean ? value(input).share() : acquire(size(placed.output()));
                case CONV, BATCH_NORM, DENSE, CONCAT, MAX_POOL, GLOBAL_AVERAGE_POOL, DROPOUT, SOFTMAX ->
                    acquire(size(placed.output()));
            };
        }

        /** Whether a rectifier is computed together with the normalisation or the sum before it. */
        private boolean joins(PlacedLayer relu) {
            int producer = network.producer(relu.input());
            if (producer < 0 || network.successors(relu.input()).size() != 1) {
                return false;
            }
            Kind before = network.layer(producer).kind();
            return (before == Kind.BATCH_NORM && network.shape(relu.input()) instanceof Shape.FeatureMap)
                    || before == Kind.ADD;
        }

        private void keepReads(int id, PlacedLayer placed) {
            switch (placed.kind()) {
                case CONV, BATCH_NORM, DENSE -> keep(id, value(placed.input()).share());
                case RELU -> keep(id, value(placed.output()).share());
                case MAX_POOL -> {
                    keep(id, value(placed.input()).share());
                    keep(id, acquire(INDEX_BYTES * elements(placed.output())));
                }
                case DROPOUT -> keep(id, acquire(size(placed.output())));
                case GLOBAL_AVERAGE_POOL, ADD, CONCAT, FLATTEN, SOFTMAX -> {}
            }
        }

        /** Beside values: which element was the greatest, which units were dropped, what a joined rectifier let through. */
        private void keepAll(int id, PlacedLayer placed) {
            switch (placed.kind()) {
                case MAX_POOL -> keep(id, acquire(elements(placed.output())));
                case DROPOUT -> keep(id, acquire(size(placed.output())));
                case RELU -> {
                    if (joins(placed)) {
                        keep(id, acquire(elements(placed.output()) / Byte.SIZE));
                    }
                }
                case CONV, BATCH_NORM, DENSE, GLOBAL_AVERAGE_POOL, ADD, CONCAT, FLATTEN, SOFTMAX -> {}
            }
        }

        private void keep(int id, Piece piece) {
            kept.get(id).add(piece);
        }

        private void backward(int id, PlacedLayer placed) {
            int out = placed.output();
            Piece gradient = gradients[out];
            if (gradient != null) {
                switch (placed.kind()) {
                    case ADD, CONCAT, FLATTEN -> {
                        boolean copied = keeping == Keeping.EVERY_VALUE && placed.kind() != Kind.ADD;
                        for (int node : placed.inputs()) {
                            pass(node, copied ? acquire(size(node)) : gradient.share());
                        }
                        drop(gradient);
                    }
                    case RELU, BATCH_NORM, DROPOUT -> {
                        if (keeping == Keeping.EVERY_VALUE && gradient.holders == 1) {
                            pass(placed.input(), gradient);
                        } else {
                            pass(placed.input(), acquire(size(placed.input())));
                            drop(gradient);
                        }
                    }
                    case CONV, DENSE, MAX_POOL, GLOBAL_AVERAGE_POOL -> {
                        if (learns[placed.input()]) {
                            pass(placed.input(), acquire(size(placed.input())));
                        }
                        drop(gradient);
                    }
                    case SOFTMAX -> drop(gradient);
                }
            }
            kept.get(id).forEach(this::drop);
            if (keeping == Keeping.EVERY_VALUE && values[out] != null) {
                drop(value(out));
            }
        }

        private void pass(int node, Piece gradient) {
            Piece present = gradients[node];
            if (!learns[node]) {
                drop(gradient);
            } else if (present == null) {
                gradients[node] = gradient;
            } else if (present.holders == 1) {
                drop(gradient);
            } else {
                gradients[node] = acquire(present.bytes);
                drop(present);
                drop(gradient);
            }
        }

        private Piece value(int node) {
            return Objects.requireNonNull(values[node]);
        }

        private double elements(int node) {
            Shape shape = network.shape(node);
            int channels = shape.channels();
            return keeping == Keeping.EVERY_VALUE && shape instanceof Shape.FeatureMap
                    ? (double) shape.size() / channels * ((channels + BLOCK - 1) / BLOCK * BLOCK)
                    : shape.size();
        }

        /** Vectors are few: they count as maps do. */
        private double size(int node) {
            return mapBytes * elements(node);
        }

        private Piece acquire(double bytes) {
            return keeping == Keeping.EVERY_VALUE
                    ? pool.stream()
                            .filter(piece -> piece.bytes >= bytes && piece.bytes <= 2 * bytes)
                            .min(Comparator.comparingDouble(piece -> piece.bytes))
                            .map(this::again)
                            .orElseGet(() -> fresh(bytes))
                    : fresh(bytes);
        }

        private Piece again(Piece piece) {
            pool.remove(piece);
            return piece.share();
        }

        private Piece fresh(double bytes) {
            live += bytes;
            peak = Math.max(peak, live);
            return new Piece(bytes);
        }

        private void drop(Piece piece) {
            if (--piece.holders > 0) {
                return;
            }
            if (keeping == Keeping.EVERY_VALUE) {
                pool.add(piece);
            } else {
                live -= piece.bytes;
            }
        }
    }
}
