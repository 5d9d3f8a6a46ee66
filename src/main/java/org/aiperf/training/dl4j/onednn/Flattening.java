// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import org.aiperf.network.Shape;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** A map as a vector in the order height, width, channel. */
final class Flattening implements Operation {

    private final int input;
    private final int output;

    Flattening(int input, int output) {
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value vector = compiler.plain(compiler.network().shape(output));
        compiler.copy(compiler.value(input).memory(), asMap(compiler, vector));
        compiler.define(output, vector);
    }

    /** The vector's memory as a map with the channels last. */
    private memory asMap(Compiler compiler, Value vector) {
        Shape map = compiler.network().shape(input);
        return compiler.memory(compiler.layout(map, data_type.f32, format_tag.acdb), vector.address());
    }

    @Override
    public void backward(Compiler compiler) {
        if (!compiler.learns(output)) {
            return;
        }
        Value gradient = compiler.gradient(output);
        Value result = compiler.allocate(compiler.value(input).layout());
        compiler.copy(asMap(compiler, gradient), result.memory());
        compiler.release(gradient);
        compiler.pass(input, result);
    }
}
