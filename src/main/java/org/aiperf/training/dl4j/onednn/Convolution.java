// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Layer;
import org.aiperf.network.Weights;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * A convolution in training. Before batch normalisation its bias has no influence on anything but the running mean, so
 * its gradient is 0, not the rounding errors of a sum that cancels out.
 */
final class Convolution implements Operation {

    private final int layer;
    private final Layer.Conv conv;
    private final boolean normalised;
    private final int input;
    private final int output;

    private convolution_forward.@Nullable primitive_desc description;
    private @Nullable Value source;

    Convolution(int layer, Layer.Conv conv, boolean normalised, int input, int output) {
        this.layer = layer;
        this.conv = conv;
        this.normalised = normalised;
        this.input = input;
        this.output = output;
    }

    private ConvolutionChoice choice(Compiler compiler) {
        return new ConvolutionChoice(
                compiler,
                conv,
                compiler.network().shape(input),
                compiler.network().shape(output));
    }

    @Override
    public void forward(Compiler compiler) {
        ConvolutionChoice choice = choice(compiler);
        convolution_forward.primitive_desc made = choice.forward(compiler.attributes());
        description = made;
        Value in = compiler.converted(compiler.value(input), made.src_desc());
        source = in;
        Value kernel = kernel(compiler, made.weights_desc());
        Value out = compiler.allocate(made.dst_desc());
        compiler.call(
                Kind.CONVOLUTION,
                new convolution_forward(made),
                made,
                Map.of(
                        DNNL_ARG_SRC, in.memory(),
                        DNNL_ARG_WEIGHTS, kernel.memory(),
                        DNNL_ARG_BIAS,
                                compiler.memory(
                                        choice.bias(), compiler.parameters().value(layer, Weights.BIAS)),
                        DNNL_ARG_DST, out.memory()));
        compiler.release(kernel);
        compiler.define(output, out);
    }

    /** A copy of the kernel in the layout that a primitive wants. */
    private Value kernel(Compiler compiler, memory.desc layout) {
        Value copy = compiler.allocate(layout);
        compiler.copy(
                compiler.memory(choice(compiler).kernel(), compiler.parameters().value(layer, Weights.KERNEL)),
                copy.memory());
        return copy;
    }

    @Override
    public void backward(Compiler compiler) {
        Value gradient = compiler.gradient(output);
        learn(compiler, gradient);
        if (compiler.learns(input)) {
            passOn(compiler, gradient);
        }
        compiler.release(gradient);
        compiler.release(Objects.requireNonNull(source));
    }

    private void learn(Compiler compiler, Value gradient) {
        ConvolutionChoice choice = choice(compiler);
        convolution_forward.primitive_desc forward = Objects.requireNonNull(description);
        convolution_backward_weights.primitive_desc made =
                normalised ? choice.toKernel(forward) : choice.toKernelAndBias(forward);
        Value in = compiler.converted(Objects.requireNonNull(source), made.src_desc());
        Value slope = compiler.converted(gradient, made.diff_dst_desc());
        Value kernel = compiler.allocate(made.diff_weights_desc());
        Map<Integer, memory> arguments = new HashMap<>();
        arguments.put(DNNL_ARG_SRC, in.memory());
        arguments.put(DNNL_ARG_DIFF_DST, slope.memory());
        arguments.put(DNNL_ARG_DIFF_WEIGHTS, kernel.memory());
        if (normalised) {
            FloatBuffer bias = compiler.parameters().gradients(layer, Weights.BIAS);
            float[] zeros = new float[bias.capacity()];
            compiler.run(Kind.OTHER, queue -> bias.put(0, zeros));
        } else {
            arguments.put(
                    DNNL_ARG_DIFF_BIAS,
                    compiler.memory(choice.bias(), compiler.parameters().gradient(layer, Weights.BIAS)));
        }
        compiler.call(Kind.CONVOLUTION, new convolution_backward_weights(made), made, arguments);
        compiler.copy(
                kernel.memory(),
                compiler.memory(choice.kernel(), compiler.parameters().gradient(layer, Weights.KERNEL)));
        compiler.release(kernel);
        compiler.release(slope);
        compiler.release(in);
    }

    private void passOn(Compiler compiler, Value gradient) {
        convolution_backward_data.primitive_desc made = choice(compiler).toSource(Objects.requireNonNull(description));
        Value slope = compiler.converted(gradient, made.diff_dst_desc());
        Value kernel = kernel(compiler, made.weights_desc());
        Value result = compiler.allocate(made.diff_src_desc());
        compiler.call(
                Kind.CONVOLUTION,
                new convolution_backward_data(made),
                made,
                Map.of(
                        DNNL_ARG_DIFF_DST, slope.memory(),
                        DNNL_ARG_WEIGHTS, kernel.memory(),
                        DNNL_ARG_DIFF_SRC, result.memory()));
        compiler.release(kernel);
        compiler.release(slope);
        compiler.pass(input, result);
    }
}
