// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.Map;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** A rectifier that nothing else takes along. */
final class Relu implements Operation {

    private final int input;
    private final int output;

    Relu(int input, int output) {
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value in = compiler.value(input);
        Value out = compiler.allocate(in.layout());
        eltwise_forward.primitive_desc description = description(compiler, in.layout());
        compiler.call(
                Kind.ACTIVATION,
                new eltwise_forward(description),
                description,
                Map.of(DNNL_ARG_SRC, in.memory(), DNNL_ARG_DST, out.memory()));
        compiler.define(output, out);
    }

    @Override
    public void backward(Compiler compiler) {
        if (compiler.learns(input)) {
            compiler.pass(input, slope(compiler, compiler.gradient(output), compiler.value(output)));
        }
    }

    /** The gradient before a rectifier, from the one behind it; it takes the latter's place where it can. */
    static Value slope(Compiler compiler, Value gradient, Value rectified) {
        memory.desc layout = rectified.layout();
        Value result = gradient.isShared() ? compiler.allocate(layout) : gradient;
        eltwise_backward.primitive_desc description = new eltwise_backward.primitive_desc(
                new eltwise_backward.desc(algorithm.eltwise_relu_use_dst_for_bwd, layout, layout, 0, 0),
                compiler.attributes(),
                compiler.engine(),
                description(compiler, layout));
        compiler.call(
                Kind.ACTIVATION,
                new eltwise_backward(description),
                description,
                Map.of(
                        DNNL_ARG_DST, rectified.memory(),
                        DNNL_ARG_DIFF_DST, gradient.memory(),
                        DNNL_ARG_DIFF_SRC, result.memory()));
        if (result != gradient) {
            compiler.release(gradient);
        }
        return result;
    }

    private static eltwise_forward.primitive_desc description(Compiler compiler, memory.desc layout) {
        return new eltwise_forward.primitive_desc(
                new eltwise_forward.desc(
                        prop_kind.forward_training, algorithm.eltwise_relu_use_dst_for_bwd, layout, 0, 0),
                compiler.attributes(),
                compiler.engine());
    }
}
