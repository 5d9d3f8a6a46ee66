// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.Overwriting;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A network as calls of the library, one or two for each layer. What is no longer read is let go at once, and where
 * nobody else reads a value its sum or rectification takes its place.
 */
final class Forward {

    /** Of the library's kind: the share of the newest batch. */
    private static final double BATCH_NORM_MOMENTUM = 0.1;

    private static final long[] ONE = {1, 1};
    private static final long[] PIXELS = {2, 3};

    private final Network network;
    private final int logits;
    private final Overwriting overwriting;

    Forward(Network network) {
        this.network = network;
        this.logits = network.logits();
        this.overwriting = new Overwriting(network);
    }

    /** What a pass is for. */
    enum Mode {
        TRAINING,
        INFERENCE
    }

    /** The node whose values are the logits. */
    int logits() {
        return logits;
    }

    /**
     * The values before the softmax, {@code [batch, classes]}, in the caller's scope.
     *
     * @param images {@code [batch, channels, height, width]}
     * @param random draws dropout
     */
    Tensor run(Tensor images, Parameters parameters, Mode mode, Generator random) {
        return new Pass(parameters, mode, random, List.of()).run(images);
    }

    /** Gives batch norms that undo themselves the statistics of their inputs in training. */
    void calibrate(Tensor images, Parameters parameters, List<Integer> norms, Generator random) {
        try (PointerScope scope = new PointerScope()) {
            new Pass(parameters, Mode.TRAINING, random, norms).run(images);
        }
    }

    /** One pass. */
    private final class Pass {

        private final Parameters parameters;
        private final boolean training;
        private final Generator random;
        private final List<Integer> calibrated;
        private final @Nullable Tensor[] values = new @Nullable Tensor[network.nodeCount()];
        private final int[] left = overwriting.reads();

        Pass(Parameters parameters, Mode mode, Generator random, List<Integer> calibrated) {
            this.parameters = parameters;
            this.training = mode == Mode.TRAINING;
            this.random = random;
            this.calibrated = calibrated;
        }

        Tensor run(Tensor images) {
            values[0] = images;
            for (int id : network.topologicalOrder()) {
                PlacedLayer placed = network.layer(id);
                if (placed.output() == network.outputNode() && logits != network.outputNode()) {
                    break;
                }
                values[placed.output()] = compute(id, placed);
                placed.inputs().forEach(this::read);
            }
            return value(logits);
        }

        private void read(int node) {
            if (--left[node] == 0 && node != 0 && node != logits) {
                value(node).close();
                values[node] = null;
            }
        }

        private Tensor value(int node) {
            return Objects.requireNonNull(values[node]);
        }

        private Tensor compute(int id, PlacedLayer placed) {
            Layer layer = placed.layer();
            Tensor in = value(placed.input());
            return switch (layer.kind()) {
                case CONV -> convolve(id, (Layer.Conv) layer, in);
                case BATCH_NORM -> normalise(id, placed, in);
                case RELU -> overwriting.isFree(placed.input()) ? rectify(in) : torch.relu(in);
                case DENSE -> torch.addmm(parameters.get(id, Weights.BIAS), in, parameters.get(id, Weights.KERNEL));
                case DROPOUT -> drop(((Layer.Dropout) layer).rate(), in);
                case MAX_POOL -> pool((Layer.MaxPool) layer, (FeatureMap) network.shape(placed.input()), in);
                case GLOBAL_AVERAGE_POOL -> torch.mean(in, PIXELS, false, new ScalarTypeOptional());
                case ADD -> add(placed.inputs());
                case CONCAT -> {
                    Tensor[] parts = placed.inputs().stream().map(this::value).toArray(Tensor[]::new);
                    yield torch.cat(new TensorVector(parts), 1);
                }
                case FLATTEN ->
                    in.dim() == 4 ? in.permute(0, 2, 3, 1).reshape(in.size(0), -1) : in.reshape(in.size(0), -1);
                case SOFTMAX -> throw new AssertionError("A softmax is no layer of its own");
            };
        }

        private static Tensor rectify(Tensor in) {
            torch.relu_(in);
            return new Tensor(in);
        }

        private Tensor convolve(int id, Layer.Conv conv, Tensor in) {
            boolean needsBias = !training || !calibrated.isEmpty() || !Parameters.isNormalised(network, id);
            return torch.conv2d(
                    in,
                    parameters.get(id, Weights.KERNEL),
                    needsBias ? optional(id, Weights.BIAS) : new TensorOptional(),
                    new long[] {conv.stride(), conv.stride()},
                    new long[] {conv.padding(), conv.padding()},
                    ONE,
                    1);
        }

        private Tensor normalise(int id, PlacedLayer placed, Tensor in) {
            if (calibrated.contains(id)) {
                parameters.write(id, statistics(in));
            }
            if (!training) {
                return normalise(id, in, optional(id, Weights.MEAN), optional(id, Weights.VARIANCE));
            } else if (!calibrated.isEmpty() || in.numel() == in.size(1)) {
                // Of a single value no variance can be estimated, which is what the running one is made of.
                return normalise(id, in, new TensorOptional(), new TensorOptional());
            }
            int producer = network.producer(placed.input());
            if (!parameters.biased().contains(producer)) {
                return normalise(id, in, optional(id, Weights.MEAN), optional(id, Weights.VARIANCE));
            }
            // The running mean is that of the values with their bias, which was left out.
            Tensor bias = parameters.get(producer, Weights.BIAS);
            Tensor mean = parameters.get(id, Weights.MEAN).sub(bias);
            Tensor out = normalise(id, in, new TensorOptional(mean), optional(id, Weights.VARIANCE));
            parameters.get(id, Weights.MEAN).copy_(mean.add(bias));
            return out;
        }

        private Tensor normalise(int id, Tensor in, TensorOptional mean, TensorOptional variance) {
            return torch.batch_norm(
                    in,
                    optional(id, Weights.GAMMA),
                    optional(id, Weights.BETA),
                    mean,
                    variance,
                    training,
                    BATCH_NORM_MOMENTUM,
                    Layer.BatchNorm.EPSILON,
                    true);
        }

        private Map<String, org.aiperf.network.Tensor> statistics(Tensor in) {
            long[] others = in.dim() == 4 ? new long[] {0, 2, 3} : new long[] {0};
            Tensor exact = in.detach().to(torch.ScalarType.Float);
            return IdentityNorm.calibrated(floats(exact.mean(others)), floats(exact.var(others, false, false)));
        }

        private Tensor drop(double rate, Tensor in) {
            if (!training || rate == 0) {
                return new Tensor(in);
            }
            Tensor mask = torch.empty_like(in.detach()).bernoulli_(1 - rate, new GeneratorOptional(random));
            return in.mul(mask.mul_(new Scalar(1 / (1 - rate))));
        }

        private Tensor pool(Layer.MaxPool pool, FeatureMap in, Tensor values) {
            long[] kernel = {pool.kernel(), pool.kernel()};
            long[] stride = {pool.stride(), pool.stride()};
            int top = pool.before(in.height());
            int left = pool.before(in.width());
            if (pool.stride() > 1 || pool.kernel() % 2 == 1) {
                return torch.max_pool2d(values, kernel, stride, new long[] {top, left}, ONE, false);
            }
            // An even kernel of stride 1 reaches one further at the end.
            long[] padding = {left, pool.kernel() - 1 - left, top, pool.kernel() - 1 - top};
            Tensor padded = torch.constant_pad_nd(values, padding, new Scalar(Double.NEGATIVE_INFINITY));
            return torch.max_pool2d(padded, kernel, stride, new long[] {0, 0}, ONE, false);
        }

        private Tensor add(List<Integer> inputs) {
            OptionalInt free = overwriting.firstFree(inputs);
            if (free.isEmpty()) {
                return inputs.stream().map(this::value).reduce(Tensor::add).orElseThrow();
            }
            int target = free.getAsInt();
            Tensor sum = value(target);
            for (int node : inputs) {
                if (node != target) {
                    sum.add_(value(node));
                }
            }
            return new Tensor(sum);
        }

        private TensorOptional optional(int id, String name) {
            return new TensorOptional(parameters.get(id, name));
        }
    }

    private static float[] floats(Tensor vector) {
        Tensor dense = vector.cpu().contiguous();
        float[] values = new float[Math.toIntExact(dense.numel())];
        dense.data_ptr_float().get(values);
        return values;
    }
}
