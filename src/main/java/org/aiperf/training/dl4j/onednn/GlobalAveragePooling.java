// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.jspecify.annotations.Nullable;

/** Mean over height and width: from a map in blocked layout to a plain vector. */
final class GlobalAveragePooling implements Operation {

    private static final long[] ONE = {1, 1};
    private static final long[] NONE = {0, 0};

    private final int input;
    private final int output;

    private pooling_forward.@Nullable primitive_desc description;

    GlobalAveragePooling(int input, int output) {
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value in = compiler.converted(
                compiler.value(input), compiler.blocked(compiler.network().shape(input)));
        Value pixel = compiler.allocate(pixel(compiler));
        pooling_forward.primitive_desc made = new pooling_forward.primitive_desc(
                new pooling_forward.desc(
                        prop_kind.forward_training,
                        algorithm.pooling_avg_exclude_padding,
                        in.layout(),
                        pixel.layout(),
                        ONE,
                        window(compiler),
                        NONE,
                        NONE),
                compiler.attributes(),
                compiler.engine());
        description = made;
        compiler.call(
                Kind.POOLING,
                new pooling_forward(made),
                made,
                Map.of(DNNL_ARG_SRC, in.memory(), DNNL_ARG_DST, pixel.memory()));
        compiler.release(in);
        Shape shape = compiler.network().shape(output);
        compiler.define(output, compiler.converted(pixel, compiler.layout(shape, data_type.f32, format_tag.abcd)));
        compiler.release(pixel);
    }

    private memory.desc pixel(Compiler compiler) {
        return compiler.blocked(compiler.network().shape(output));
    }

    private long[] window(Compiler compiler) {
        FeatureMap map = (FeatureMap) compiler.network().shape(input);
        return new long[] {map.height(), map.width()};
    }

    @Override
    public void backward(Compiler compiler) {
        if (!compiler.learns(output)) {
            return;
        }
        Value gradient = compiler.gradient(output);
        Value pixel = compiler.converted(gradient, pixel(compiler));
        compiler.release(gradient);
        Value result = compiler.allocate(compiler.blocked(compiler.network().shape(input)));
        pooling_backward.primitive_desc backward = new pooling_backward.primitive_desc(
                new pooling_backward.desc(
                        algorithm.pooling_avg_exclude_padding,
                        result.layout(),
                        pixel.layout(),
                        ONE,
                        window(compiler),
                        NONE,
                        NONE),
                compiler.attributes(),
                compiler.engine(),
                Objects.requireNonNull(description));
        compiler.call(
                Kind.POOLING,
                new pooling_backward(backward),
                backward,
                Map.of(DNNL_ARG_DIFF_DST, pixel.memory(), DNNL_ARG_DIFF_SRC, result.memory()));
        compiler.release(pixel);
        compiler.pass(input, result);
    }
}
