// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.aiperf.network.Layer;
import org.aiperf.network.Shape;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * How one convolution is computed: the first of several ways that oneDNN has optimised code for. Winograd's algorithm
 * (Lavin and Gray 2016), where it applies, needs a quarter of the multiplications; its error is a few units in the last
 * place of the greatest value. In 16 bits there is no such code, and none is missed: the products are as fast directly.
 * Gradients of kernels are summed up in 32 bits. The choice depends on shapes and processor only, so results can be repeated.
 */
final class ConvolutionChoice {

    /** With fewer channels Winograd's transformations cost more than they save. */
    private static final int CHANNELS_FOR_WINOGRAD = 32;

    /** A first convolution reads an image of few channels as it is. */
    private static final int CHANNELS_OF_IMAGE = 3;

    private final Compiler compiler;
    private final Layer.Conv conv;
    private final Shape in;
    private final Shape out;

    ConvolutionChoice(Compiler compiler, Layer.Conv conv, Shape in, Shape out) {
        this.compiler = compiler;
        this.conv = conv;
        this.in = in;
        this.out = out;
    }

    /** Ways to lay out source and destination, of a type. */
    private record Layouts(data_type type, memory.desc source, memory.desc destination) {}

    private Stream<Layouts> layouts(data_type type) {
        format_tag tag = OneDnn.blocked(type);
        return Stream.of(
                new Layouts(
                        type,
                        compiler.layout(in, type, conv.inputs() <= CHANNELS_OF_IMAGE ? format_tag.abcd : tag),
                        compiler.layout(out, type, tag)),
                new Layouts(
                        type, compiler.layout(in, type, format_tag.any), compiler.layout(out, type, format_tag.any)));
    }

    /** What there is no code for in the type of the maps is computed in 32 bits. */
    private List<Layouts> layouts() {
        return Stream.of(compiler.maps(), data_type.f32)
                .distinct()
                .flatMap(this::layouts)
                .toList();
    }

    private List<algorithm> algorithms(data_type type) {
        boolean worthwhile = type == data_type.f32
                && conv.kernel() == 3
                && conv.stride() == 1
                && conv.padding() == 1
                && Math.min(conv.inputs(), conv.filters()) >= CHANNELS_FOR_WINOGRAD;
        return worthwhile
                ? List.of(algorithm.convolution_winograd, algorithm.convolution_direct)
                : List.of(algorithm.convolution_direct);
    }

    private <T extends primitive_desc_base> T first(BiFunction<algorithm, Layouts, T> ways) {
        for (Layouts layouts : layouts()) {
            for (algorithm way : algorithms(layouts.type)) {
                T description = ways.apply(way, layouts);
                if (description.asBoolean()
                        && !description.impl_info_str().getString().startsWith("ref")) {
                    return description;
                }
            }
        }
        List<Layouts> all = layouts();
        return ways.apply(algorithm.convolution_direct, all.get(all.size() - 1));
    }

    /** {@code [filters, inputs, height, width]}, as Deeplearning4j keeps it. */
    memory.desc kernel() {
        return kernel(data_type.f32, format_tag.abcd);
    }

    private memory.desc kernel(data_type type, format_tag tag) {
        return new memory.desc(new long[] {conv.filters(), conv.inputs(), conv.kernel(), conv.kernel()}, type, tag);
    }

    memory.desc bias() {
        return new memory.desc(new long[] {conv.filters()}, data_type.f32, format_tag.a);
    }

    private long[] strides() {
        return new long[] {conv.stride(), conv.stride()};
    }

    private long[] padding() {
        return new long[] {conv.padding(), conv.padding()};
    }

    convolution_forward.primitive_desc forward(primitive_attr attributes) {
        return first((way, layouts) -> new convolution_forward.primitive_desc(
                new convolution_forward.desc(
                        compiler.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                        way,
                        layouts.source,
                        kernel(layouts.type, format_tag.any),
                        bias(),
                        layouts.destination,
                        strides(),
                        padding(),
                        padding()),
                attributes,
                compiler.engine(),
                true));
    }

    convolution_backward_data.primitive_desc toSource(convolution_forward.primitive_desc forward) {
        return first((way, layouts) -> new convolution_backward_data.primitive_desc(
                new convolution_backward_data.desc(
                        way,
                        layouts.source,
                        kernel(layouts.type, format_tag.any),
                        layouts.destination,
                        strides(),
                        padding(),
                        padding()),
                compiler.attributes(),
                compiler.engine(),
                forward,
                true));
    }

    convolution_backward_weights.primitive_desc toKernel(convolution_forward.primitive_desc forward) {
        return toKernel(
                forward,
                (way, layouts) -> new convolution_backward_weights.desc(
                        way,
                        layouts.source,
                        kernel(data_type.f32, format_tag.any),
                        layouts.destination,
                        strides(),
                        padding(),
                        padding()));
    }

    convolution_backward_weights.primitive_desc toKernelAndBias(convolution_forward.primitive_desc forward) {
        return toKernel(
                forward,
                (way, layouts) -> new convolution_backward_weights.desc(
                        way,
                        layouts.source,
                        kernel(data_type.f32, format_tag.any),
                        bias(),
                        layouts.destination,
                        strides(),
                        padding(),
                        padding()));
    }

    private convolution_backward_weights.primitive_desc toKernel(
            convolution_forward.primitive_desc forward,
            BiFunction<algorithm, Layouts, convolution_backward_weights.desc> ways) {
        return first((way, layouts) -> new convolution_backward_weights.primitive_desc(
                ways.apply(way, layouts), compiler.attributes(), compiler.engine(), forward, true));
    }
}
