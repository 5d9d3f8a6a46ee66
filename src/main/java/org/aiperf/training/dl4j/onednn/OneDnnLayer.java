// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.aiperf.training.dl4j.onednn.Compiler.Mode;
import org.aiperf.unit.Precision;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The running layer of a {@link OneDnnNetwork}. It compiles the network for each number of images that it meets, and
 * each program runs in memory of its own that {@link #close} frees. Confined to one thread.
 */
public final class OneDnnLayer extends BaseOutputLayer<OneDnnNetwork> implements AutoCloseable {

    private static final long serialVersionUID = 1;

    private final transient Network network;
    private final transient ParameterLayout layout;
    private final transient data_type maps;
    private final transient PixelTable pixels;
    private final transient SoftmaxLoss loss;
    private final transient MemoryPool pool = new MemoryPool();
    private final transient Map<Key, Program> programs = new HashMap<>();
    private final transient stream queue = OneDnn.stream();
    private transient @Nullable Parameters parameters;
    private transient float[] logits = new float[0];
    private transient @Nullable Key latest;
    private transient boolean measured;
    private transient @Nullable StepObserver observer;

    /** What a program was compiled for. */
    private record Key(int images, Mode mode) {}

    OneDnnLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        OneDnnNetwork settings = (OneDnnNetwork) conf.getLayer();
        this.network = settings.network();
        this.layout = settings.layout();
        this.maps = settings.precision() == Precision.BF16 ? data_type.bf16 : data_type.f32;
        this.pixels = new PixelTable((FeatureMap) network.inputShape(), settings.scales(), settings.offsets());
        this.loss = new SoftmaxLoss(network.outputShape().channels());
    }

    /** Values before the softmax of the latest images, {@code [images, classes]}, then values of earlier ones. */
    public float[] logits() {
        return logits;
    }

    /** Sets the given parameters. */
    public void write(Weights weights) {
        weights.layers()
                .forEach((id, tensors) -> tensors.forEach(
                        (name, tensor) -> parameters().values(id, name).put(0, tensor.values())));
        latest = null;
    }

    /** A copy of all parameters. */
    public Weights weights() {
        Map<Integer, Map<String, Tensor>> layers = new TreeMap<>();
        layout.parts().forEach(part -> {
            float[] values = new float[Math.toIntExact(part.length())];
            parameters().values(part.layer(), part.name()).get(0, values);
            int[] shape = part.shape().stream().mapToInt(Integer::intValue).toArray();
            layers.computeIfAbsent(part.layer(), id -> new LinkedHashMap<>())
                    .put(part.name(), new Tensor(values, shape));
        });
        return new Weights(layers);
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
        super.setBackpropGradientsViewArray(gradients);
        forgetPrograms();
    }

    @Override
    public void setParamsViewArray(INDArray vector) {
        super.setParamsViewArray(vector);
        forgetPrograms();
    }

    private void forgetPrograms() {
        parameters = null;
        programs.values().forEach(Program::close);
        programs.clear();
        latest = null;
    }

    private Parameters parameters() {
        Parameters present = parameters;
        if (present == null) {
            // Before the first step of training there is no gradient, and nothing asks for it.
            present = new Parameters(layout, params(), gradientsFlattened == null ? params() : gradientsFlattened);
            parameters = present;
        }
        return present;
    }

    private Program forward(Mode mode) {
        int images = Math.toIntExact(input.size(0));
        Key key = new Key(images, mode);
        Program program = programs.computeIfAbsent(
                key, k -> Compiler.compile(network, parameters(), k.images(), k.mode(), maps, pool));
        if (!key.equals(latest)) {
            run(program.prepared());
            latest = key;
        }
        pixels.write(bytes(input), images, program.images());
        run(program.forward());
        int size = images * network.outputShape().channels();
        if (logits.length < size) {
            logits = new float[size];
        }
        program.logits().get(0, logits, 0, size);
        if (program.hasDiverged()) {
            Arrays.fill(logits, Float.NaN);
        }
        return program;
    }

    /**
     * Gives batch norms the statistics of their inputs in training, so that they change nothing.
     *
     * @param norms layers in the network's order: those behind depend on those before
     */
    public void calibrate(List<Integer> norms, INDArray images) {
        input = images;
        for (int norm : norms) {
            Program.Statistics batch =
                    Objects.requireNonNull(forward(Mode.TRAINING).statistics().get(norm));
            write(new Weights(Map.of(norm, IdentityNorm.calibrated(floats(batch.mean()), floats(batch.variance())))));
        }
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] values = new float[buffer.capacity()];
        buffer.get(0, values);
        return values;
    }

    private static ByteBuffer bytes(INDArray images) {
        return dense(images).data().asNio();
    }

    private static INDArray dense(INDArray array) {
        return array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
    }

    /** Has every later step timed. */
    public void observe(StepObserver steps) {
        observer = steps;
    }

    private void run(Iterable<Program.Step> steps) {
        StepObserver present = observer;
        for (Program.Step step : steps) {
            long start = present == null ? 0 : System.nanoTime();
            step.action().run(queue);
            if (present != null) {
                present.ran(step.kind(), System.nanoTime() - start);
            }
        }
    }

    @Override
    public void setInput(INDArray images, LayerWorkspaceMgr workspaces) {
        super.setInput(images, workspaces);
        measured = false;
    }

    /** Class probabilities, {@code [images, classes]}. */
    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        forward(training ? Mode.TRAINING : Mode.INFERENCE);
        INDArray probabilities = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                DataType.FLOAT,
                input.size(0),
                network.outputShape().channels());
        loss.probabilities(
                logits, batchSize(), probabilities.data().asNioFloat().slice());
        return probabilities;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(@Nullable INDArray epsilon, LayerWorkspaceMgr workspaces) {
        Program program = forward(Mode.TRAINING);
        FloatBuffer targets = targets();
        score = loss.loss(logits, targets, batchSize());
        measured = true;
        loss.slope(logits, targets, batchSize(), program.slope());
        run(program.backward());
        Gradient gradient = new DefaultGradient(gradientsFlattened);
        gradientViews.forEach(gradient::setGradientFor);
        return Pair.of(gradient, null);
    }

    private FloatBuffer targets() {
        return dense(labels).data().asNioFloat();
    }

    @Override
    public double computeScore(double regularization, boolean training, LayerWorkspaceMgr workspaces) {
        if (!measured) {
            forward(training ? Mode.TRAINING : Mode.INFERENCE);
            score = loss.loss(logits, targets(), batchSize());
            measured = true;
        }
        return score + regularization;
    }

    @Override
    protected INDArray getLabels2d(LayerWorkspaceMgr workspaces, ArrayType type) {
        return labels;
    }

    /** Gradients are means over the batch already. */
    @Override
    public boolean updaterDivideByMinibatch(String key) {
        return false;
    }

    @Override
    public void close() {
        forgetPrograms();
        pool.close();
        queue.deallocate();
    }
}
