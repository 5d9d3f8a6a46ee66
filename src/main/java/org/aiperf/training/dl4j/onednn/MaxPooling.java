// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Layer;
import org.aiperf.network.Shape.FeatureMap;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.jspecify.annotations.Nullable;

/** Maximum over windows. */
final class MaxPooling implements Operation {

    private final Layer.MaxPool pool;
    private final int input;
    private final int output;

    private pooling_forward.@Nullable primitive_desc description;
    private @Nullable Value workspace;

    MaxPooling(Layer.MaxPool pool, int input, int output) {
        this.pool = pool;
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value in = compiler.converted(
                compiler.value(input), compiler.blocked(compiler.network().shape(input)));
        Value out = compiler.allocate(compiler.blocked(compiler.network().shape(output)));
        pooling_forward.primitive_desc made = new pooling_forward.primitive_desc(
                new pooling_forward.desc(
                        compiler.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                        algorithm.pooling_max,
                        in.layout(),
                        out.layout(),
                        strides(),
                        kernel(),
                        before(compiler),
                        behind(compiler)),
                compiler.attributes(),
                compiler.engine());
        description = made;
        Map<Integer, memory> arguments = new HashMap<>();
        arguments.put(DNNL_ARG_SRC, in.memory());
        arguments.put(DNNL_ARG_DST, out.memory());
        if (compiler.isTraining()) {
            Value maxima = compiler.allocate(made.workspace_desc());
            arguments.put(DNNL_ARG_WORKSPACE, maxima.memory());
            workspace = maxima;
        }
        compiler.call(Kind.POOLING, new pooling_forward(made), made, arguments);
        compiler.define(output, out);
        compiler.release(in);
    }

    private long[] strides() {
        return new long[] {pool.stride(), pool.stride()};
    }

    private long[] kernel() {
        return new long[] {pool.kernel(), pool.kernel()};
    }

    private long[] before(Compiler compiler) {
        FeatureMap in = (FeatureMap) compiler.network().shape(input);
        return new long[] {pool.before(in.height()), pool.before(in.width())};
    }

    /** What the last window reaches beyond the map; windows need not reach its end. */
    private long[] behind(Compiler compiler) {
        FeatureMap in = (FeatureMap) compiler.network().shape(input);
        FeatureMap out = (FeatureMap) compiler.network().shape(output);
        return new long[] {behind(in.height(), out.height()), behind(in.width(), out.width())};
    }

    private long behind(int in, int out) {
        return Math.max((out - 1) * pool.stride() + pool.kernel() - in - pool.before(in), 0);
    }

    @Override
    public void backward(Compiler compiler) {
        Value maxima = Objects.requireNonNull(workspace);
        if (compiler.learns(output)) {
            memory.desc layout = compiler.blocked(compiler.network().shape(input));
            Value gradient = compiler.gradient(output);
            Value result = compiler.allocate(layout);
            pooling_backward.primitive_desc backward = new pooling_backward.primitive_desc(
                    new pooling_backward.desc(
                            algorithm.pooling_max,
                            result.layout(),
                            gradient.layout(),
                            strides(),
                            kernel(),
                            before(compiler),
                            behind(compiler)),
                    compiler.attributes(),
                    compiler.engine(),
                    Objects.requireNonNull(description));
            compiler.call(
                    Kind.POOLING,
                    new pooling_backward(backward),
                    backward,
                    Map.of(
                            DNNL_ARG_DIFF_DST, gradient.memory(),
                            DNNL_ARG_DIFF_SRC, result.memory(),
                            DNNL_ARG_WORKSPACE, maxima.memory()));
            compiler.release(gradient);
            compiler.pass(input, result);
        }
        compiler.release(maxima);
    }
}
