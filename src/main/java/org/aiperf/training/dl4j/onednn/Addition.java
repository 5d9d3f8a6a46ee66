// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/** A sum of nodes, with the rectifier behind it if there is one. */
final class Addition implements Operation {

    private final List<Integer> inputs;
    private final boolean rectified;
    private final int output;

    Addition(List<Integer> inputs, boolean rectified, int output) {
        this.inputs = inputs;
        this.rectified = rectified;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value sum = compiler.value(inputs.get(0)).share();
        for (int i = 1; i < inputs.size(); i++) {
            Value term = compiler.converted(compiler.value(inputs.get(i)), sum.layout());
            boolean last = rectified && i == inputs.size() - 1;
            Value next =
                    add(compiler, sum, term, last ? Compiler.attributes(Compiler.rectified()) : compiler.attributes());
            compiler.release(term);
            compiler.release(sum);
            sum = next;
        }
        compiler.define(output, sum);
    }

    /** Never in place: with a rectifier and channels that fill no block, oneDNN 2.5 would then add to what is gone. */
    private static Value add(Compiler compiler, Value first, Value second, primitive_attr attributes) {
        memory.desc layout = first.layout();
        Value sum = compiler.allocate(layout);
        binary.primitive_desc description = new binary.primitive_desc(
                new binary.desc(algorithm.binary_add, layout, layout, layout), attributes, compiler.engine());
        compiler.call(
                Kind.SUM,
                new binary(description),
                description,
                Map.of(
                        DNNL_ARG_SRC_0, first.memory(),
                        DNNL_ARG_SRC_1, second.memory(),
                        DNNL_ARG_DST, sum.memory()));
        return sum;
    }

    /** Every term has the gradient of the sum. */
    @Override
    public void backward(Compiler compiler) {
        if (!compiler.learns(output)) {
            return;
        }
        Value gradient = compiler.gradient(output);
        Value slope = rectified ? Relu.slope(compiler, gradient, compiler.value(output)) : gradient;
        for (int i = 1; i < inputs.size(); i++) {
            slope.share();
        }
        inputs.forEach(input -> compiler.pass(input, slope));
    }
}
