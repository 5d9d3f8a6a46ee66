// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.nio.FloatBuffer;
import java.util.Map;
import org.aiperf.network.Layer;
import org.aiperf.network.Weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;

/** A convolution in inference, with the batch normalisation behind it in its kernel and bias, and with the rectifier. */
final class FoldedConvolution implements Operation {

    private final int layer;
    private final Layer.Conv conv;
    private final int norm;
    private final boolean rectified;
    private final int input;
    private final int output;

    /** A convolution from node to node; the batch normalisation's layer is -1 if there is none. */
    FoldedConvolution(int layer, Layer.Conv conv, int norm, boolean rectified, int input, int output) {
        this.layer = layer;
        this.conv = conv;
        this.norm = norm;
        this.rectified = rectified;
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        ConvolutionChoice choice = new ConvolutionChoice(
                compiler,
                conv,
                compiler.network().shape(input),
                compiler.network().shape(output));
        primitive_attr attributes = rectified ? Compiler.attributes(Compiler.rectified()) : compiler.attributes();
        convolution_forward.primitive_desc made = choice.forward(attributes);
        Value in = compiler.converted(compiler.value(input), made.src_desc());
        Value plain = compiler.allocateForever(choice.kernel());
        Value kernel = compiler.allocateForever(made.weights_desc());
        Value bias = compiler.allocateForever(choice.bias());
        compiler.prepare(folding(compiler.parameters(), plain.floats(), bias.floats()));
        compiler.prepare(copying(plain.memory(), kernel.memory()));
        Value out = compiler.allocate(made.dst_desc());
        compiler.call(
                Kind.CONVOLUTION,
                new convolution_forward(made),
                made,
                Map.of(
                        DNNL_ARG_SRC, in.memory(),
                        DNNL_ARG_WEIGHTS, kernel.memory(),
                        DNNL_ARG_BIAS, bias.memory(),
                        DNNL_ARG_DST, out.memory()));
        compiler.release(in);
        compiler.define(output, out);
    }

    private static Program.Action copying(memory from, memory to) {
        reorder copy = new reorder(from, to);
        org.bytedeco.dnnl.IntMemoryMap arguments = new org.bytedeco.dnnl.IntMemoryMap();
        arguments.put(DNNL_ARG_FROM, from);
        arguments.put(DNNL_ARG_DST, to);
        return new Program.Call(copy, arguments);
    }

    private Program.Action folding(Parameters parameters, FloatBuffer kernel, FloatBuffer bias) {
        FloatBuffer learnedKernel = parameters.values(layer, Weights.KERNEL);
        FloatBuffer learnedBias = parameters.values(layer, Weights.BIAS);
        if (norm < 0) {
            return queue -> {
                kernel.put(0, learnedKernel, 0, learnedKernel.capacity());
                bias.put(0, learnedBias, 0, learnedBias.capacity());
            };
        }
        FloatBuffer gamma = parameters.values(norm, Weights.GAMMA);
        FloatBuffer beta = parameters.values(norm, Weights.BETA);
        FloatBuffer mean = parameters.values(norm, Weights.MEAN);
        FloatBuffer variance = parameters.values(norm, Weights.VARIANCE);
        int size = learnedKernel.capacity() / conv.filters();
        return queue -> {
            for (int filter = 0; filter < conv.filters(); filter++) {
                double scale = gamma.get(filter) / Math.sqrt(variance.get(filter) + Layer.BatchNorm.EPSILON);
                for (int i = filter * size; i < (filter + 1) * size; i++) {
                    kernel.put(i, (float) (scale * learnedKernel.get(i)));
                }
                bias.put(filter, (float) (scale * (learnedBias.get(filter) - mean.get(filter)) + beta.get(filter)));
            }
        };
    }

    /** Inference has no way back. */
    @Override
    public void backward(Compiler compiler) {
        throw new UnsupportedOperationException("A folded convolution does not learn");
    }
}
