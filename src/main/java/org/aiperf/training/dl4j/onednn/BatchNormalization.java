// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scaleshift;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Layer;
import org.aiperf.network.Weights;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation, with the rectifier behind it if there is one. In training the gradients of running mean and
 * variance are what the update is to subtract from them.
 */
final class BatchNormalization implements Operation {

    /** Share of the running statistics that a batch leaves as it was. */
    private static final float MOMENTUM = 0.9f;

    private final int layer;
    private final boolean rectified;
    private final int input;
    private final int output;

    private batch_normalization_forward.@Nullable primitive_desc description;
    private final Map<Integer, Value> kept = new HashMap<>();

    BatchNormalization(int layer, boolean rectified, int input, int output) {
        this.layer = layer;
        this.rectified = rectified;
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value in = compiler.value(input);
        Value out = compiler.allocate(in.layout());
        Parameters parameters = compiler.parameters();
        int flags = dnnl_use_scaleshift | (rectified ? dnnl_fuse_norm_relu : 0);
        batch_normalization_forward.desc wanted = compiler.isTraining()
                ? new batch_normalization_forward.desc(dnnl_forward_training, in.layout(), epsilon(), flags)
                : new batch_normalization_forward.desc(
                        dnnl_forward_inference, in.layout(), epsilon(), flags | dnnl_use_global_stats);
        batch_normalization_forward.primitive_desc made =
                new batch_normalization_forward.primitive_desc(wanted, compiler.attributes(), compiler.engine());
        description = made;
        Map<Integer, memory> arguments = new HashMap<>();
        arguments.put(DNNL_ARG_SRC, in.memory());
        arguments.put(DNNL_ARG_DST, out.memory());
        arguments.put(
                DNNL_ARG_SCALE_SHIFT, compiler.memory(made.weights_desc(), parameters.value(layer, Weights.GAMMA)));
        if (compiler.isTraining()) {
            Value mean = keep(compiler, DNNL_ARG_MEAN, made.mean_desc());
            Value variance = keep(compiler, DNNL_ARG_VARIANCE, made.variance_desc());
            compiler.report(layer, new Program.Statistics(mean.floats(), variance.floats()));
            if (rectified) {
                keep(compiler, DNNL_ARG_WORKSPACE, made.workspace_desc());
            }
            kept.forEach((argument, value) -> arguments.put(argument, value.memory()));
        } else {
            arguments.put(DNNL_ARG_MEAN, compiler.memory(made.mean_desc(), parameters.value(layer, Weights.MEAN)));
            arguments.put(
                    DNNL_ARG_VARIANCE,
                    compiler.memory(made.variance_desc(), parameters.value(layer, Weights.VARIANCE)));
        }
        compiler.call(Kind.NORMALISATION, new batch_normalization_forward(made), made, arguments);
        compiler.define(output, out);
    }

    private static float epsilon() {
        return (float) Layer.BatchNorm.EPSILON;
    }

    private Value keep(Compiler compiler, int argument, memory.desc layout) {
        Value value = compiler.allocate(layout);
        kept.put(argument, value);
        return value;
    }

    @Override
    public void backward(Compiler compiler) {
        Value gradient = compiler.gradient(output);
        Value in = compiler.value(input);
        Value result = gradient.isShared() ? compiler.allocate(in.layout()) : gradient;
        batch_normalization_backward.primitive_desc backward = new batch_normalization_backward.primitive_desc(
                new batch_normalization_backward.desc(
                        dnnl_backward,
                        in.layout(),
                        in.layout(),
                        epsilon(),
                        dnnl_use_scaleshift | (rectified ? dnnl_fuse_norm_relu : 0)),
                compiler.attributes(),
                compiler.engine(),
                Objects.requireNonNull(description));
        Parameters parameters = compiler.parameters();
        Map<Integer, memory> arguments = new HashMap<>();
        kept.forEach((argument, value) -> arguments.put(argument, value.memory()));
        arguments.put(DNNL_ARG_SRC, in.memory());
        arguments.put(DNNL_ARG_DIFF_DST, gradient.memory());
        arguments.put(DNNL_ARG_DIFF_SRC, result.memory());
        arguments.put(
                DNNL_ARG_SCALE_SHIFT, compiler.memory(backward.weights_desc(), parameters.value(layer, Weights.GAMMA)));
        arguments.put(
                DNNL_ARG_DIFF_SCALE_SHIFT,
                compiler.memory(backward.diff_weights_desc(), parameters.gradient(layer, Weights.GAMMA)));
        compiler.call(Kind.NORMALISATION, new batch_normalization_backward(backward), backward, arguments);
        updateRunning(compiler, DNNL_ARG_MEAN, Weights.MEAN);
        updateRunning(compiler, DNNL_ARG_VARIANCE, Weights.VARIANCE);
        kept.values().forEach(compiler::release);
        if (result != gradient) {
            compiler.release(gradient);
        }
        compiler.pass(input, result);
    }

    private void updateRunning(Compiler compiler, int argument, String name) {
        FloatBuffer batch = Objects.requireNonNull(kept.get(argument)).floats();
        FloatBuffer running = compiler.parameters().values(layer, name);
        FloatBuffer change = compiler.parameters().gradients(layer, name);
        compiler.run(Kind.NORMALISATION, queue -> {
            for (int c = 0; c < change.capacity(); c++) {
                change.put(c, (1 - MOMENTUM) * (running.get(c) - batch.get(c)));
            }
        });
    }
}
