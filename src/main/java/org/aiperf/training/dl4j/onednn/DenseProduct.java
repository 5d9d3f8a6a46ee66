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

import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Layer;
import org.aiperf.network.Weights;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A fully connected layer, which reads its kernel where Deeplearning4j keeps it. */
final class DenseProduct implements Operation {

    private final int layer;
    private final Layer.Dense dense;
    private final int input;
    private final int output;

    private inner_product_forward.@Nullable primitive_desc description;

    DenseProduct(int layer, Layer.Dense dense, int input, int output) {
        this.layer = layer;
        this.dense = dense;
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value out = compiler.plain(compiler.network().shape(output));
        inner_product_forward.primitive_desc made = new inner_product_forward.primitive_desc(
                new inner_product_forward.desc(
                        compiler.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                        matrix(compiler, dense.inputs()),
                        kernel(),
                        bias(),
                        matrix(compiler, dense.units())),
                compiler.attributes(),
                compiler.engine());
        description = made;
        Parameters parameters = compiler.parameters();
        compiler.call(
                Kind.DENSE,
                new inner_product_forward(made),
                made,
                Map.of(
                        DNNL_ARG_SRC, source(compiler),
                        DNNL_ARG_WEIGHTS, compiler.memory(kernel(), parameters.value(layer, Weights.KERNEL)),
                        DNNL_ARG_BIAS, compiler.memory(bias(), parameters.value(layer, Weights.BIAS)),
                        DNNL_ARG_DST, matrix(compiler, out)));
        compiler.define(output, out);
    }

    /** Images in rows. */
    private static memory.desc matrix(Compiler compiler, long columns) {
        return new memory.desc(new long[] {compiler.images(), columns}, data_type.f32, format_tag.ab);
    }

    private memory matrix(Compiler compiler, Value units) {
        return compiler.memory(matrix(compiler, dense.units()), units.address());
    }

    private memory source(Compiler compiler) {
        return compiler.memory(
                matrix(compiler, dense.inputs()), compiler.value(input).address());
    }

    /** {@code [inputs, units]} in memory, as {@link Weights} has it. */
    private memory.desc kernel() {
        return new memory.desc(new long[] {dense.units(), dense.inputs()}, data_type.f32, format_tag.ba);
    }

    private memory.desc bias() {
        return new memory.desc(new long[] {dense.units()}, data_type.f32, format_tag.a);
    }

    @Override
    public void backward(Compiler compiler) {
        Value gradient = compiler.gradient(output);
        memory slope = matrix(compiler, gradient);
        Parameters parameters = compiler.parameters();
        inner_product_backward_weights.primitive_desc weights = new inner_product_backward_weights.primitive_desc(
                new inner_product_backward_weights.desc(
                        matrix(compiler, dense.inputs()), kernel(), bias(), matrix(compiler, dense.units())),
                compiler.attributes(),
                compiler.engine(),
                Objects.requireNonNull(description));
        Pointer kernelGradient = parameters.gradient(layer, Weights.KERNEL);
        compiler.call(
                Kind.DENSE,
                new inner_product_backward_weights(weights),
                weights,
                Map.of(
                        DNNL_ARG_SRC, source(compiler),
                        DNNL_ARG_DIFF_DST, slope,
                        DNNL_ARG_DIFF_WEIGHTS, compiler.memory(kernel(), kernelGradient),
                        DNNL_ARG_DIFF_BIAS, compiler.memory(bias(), parameters.gradient(layer, Weights.BIAS))));
        if (compiler.learns(input)) {
            compiler.pass(input, source(compiler, slope));
        }
        compiler.release(gradient);
    }

    private Value source(Compiler compiler, memory slope) {
        Value result = compiler.allocate(compiler.value(input).layout());
        inner_product_backward_data.primitive_desc data = new inner_product_backward_data.primitive_desc(
                new inner_product_backward_data.desc(
                        matrix(compiler, dense.inputs()), kernel(), matrix(compiler, dense.units())),
                compiler.attributes(),
                compiler.engine(),
                Objects.requireNonNull(description));
        Pointer kernel = compiler.parameters().value(layer, Weights.KERNEL);
        compiler.call(
                Kind.DENSE,
                new inner_product_backward_data(data),
                data,
                Map.of(
                        DNNL_ARG_DIFF_DST, slope,
                        DNNL_ARG_WEIGHTS, compiler.memory(kernel(), kernel),
                        DNNL_ARG_DIFF_SRC, compiler.memory(matrix(compiler, dense.inputs()), result.address())));
        return result;
    }
}
