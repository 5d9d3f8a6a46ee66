// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.List;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * Nodes side by side along the channels. Where the parts are no whole number of blocks, the result has its channels
 * last: any part can be addressed in it then.
 */
final class Concatenation implements Operation {

    private static final int BLOCK = 16;

    private final List<Integer> inputs;
    private final int output;

    Concatenation(List<Integer> inputs, int output) {
        this.inputs = inputs;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value joined = compiler.allocate(joined(compiler));
        long from = 0;
        for (int input : inputs) {
            compiler.copy(compiler.value(input).memory(), part(compiler, joined, input, from));
            from += compiler.network().shape(input).channels();
        }
        compiler.define(output, joined);
    }

    private memory.desc joined(Compiler compiler) {
        Shape shape = compiler.network().shape(output);
        if (!(shape instanceof FeatureMap)) {
            return compiler.layout(shape, data_type.f32, format_tag.abcd);
        }
        boolean whole = inputs.stream()
                .allMatch(input -> compiler.network().shape(input).channels() % BLOCK == 0);
        return whole ? compiler.blocked(shape) : compiler.layout(shape, compiler.maps(), format_tag.acdb);
    }

    private static memory part(Compiler compiler, Value joined, int input, long from) {
        long[] dimensions = compiler.dimensions(compiler.network().shape(input));
        memory.desc layout = joined.layout().submemory_desc(dimensions, new long[] {0, from, 0, 0});
        return compiler.memory(layout, joined.address());
    }

    @Override
    public void backward(Compiler compiler) {
        if (!compiler.learns(output)) {
            return;
        }
        Value gradient = compiler.gradient(output);
        long from = 0;
        for (int input : inputs) {
            Value result = compiler.allocate(compiler.value(input).layout());
            compiler.copy(part(compiler, gradient, input, from), result.memory());
            compiler.pass(input, result);
            from += compiler.network().shape(input).channels();
        }
        compiler.release(gradient);
    }
}
