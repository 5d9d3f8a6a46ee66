// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;
import static org.bytedeco.dnnl.global.dnnl.set_primitive_cache_capacity;

import java.util.List;
import java.util.Optional;
import org.aiperf.foreign.Cause;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;

/** The native library oneDNN in this JVM. */
public final class OneDnn {

    /** Compiled primitives that the library keeps for the next network; it would keep 1024, some 100 MB. */
    private static final int CACHED_PRIMITIVES = 256;

    private static final Optional<String> PROBLEM = load();

    private OneDnn() {}

    private static Optional<String> load() {
        try {
            Loader.load(dnnl.class);
            set_primitive_cache_capacity(CACHED_PRIMITIVES);
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) {
            return Optional.of(Cause.of(e));
        }
    }

    /** Why the library cannot be used here; empty if it can. */
    public static Optional<String> problem() {
        return PROBLEM;
    }

    /** The library's version, such as {@code 2.5.2}. */
    public static String version() {
        dnnl_version_t version = dnnl_version();
        return "%d.%d.%d".formatted(version.major(), version.minor(), version.patch());
    }

    /**
     * Whether the processor multiplies numbers of 16 bits with the range of 32. Where it does not, oneDNN refuses such
     * convolutions or makes do with what is slower than 32 bits.
     */
    public static boolean hasBf16() {
        return problem().isEmpty()
                && (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    }

    static engine engine() {
        return Cpu.ENGINE;
    }

    /** A stream of the calling thread's session; streams are not shared between threads. */
    static stream stream() {
        return new stream(Cpu.ENGINE);
    }

    /** The layout of feature maps of a type that this processor's convolutions are fastest with. */
    static format_tag blocked(data_type type) {
        return type == data_type.bf16 ? CpuOfBf16.BLOCKED : Cpu.BLOCKED;
    }

    /** Exists only where the library could be loaded. */
    private static final class Cpu {

        static final engine ENGINE = new engine(engine.kind.cpu.value, 0);
        static final format_tag BLOCKED = probe(data_type.f32);

        private static format_tag probe(data_type type) {
            long[] one = {1, 1};
            long[] map = {1, 64, 16, 16};
            memory.desc any = new memory.desc(map, type, format_tag.any);
            memory.desc kernel = new memory.desc(new long[] {64, 64, 3, 3}, type, format_tag.any);
            memory.desc chosen = new convolution_forward.primitive_desc(
                            new convolution_forward.desc(
                                    prop_kind.forward_training,
                                    algorithm.convolution_direct,
                                    any,
                                    kernel,
                                    any,
                                    one,
                                    one,
                                    one),
                            ENGINE)
                    .dst_desc();
            for (format_tag tag : List.of(format_tag.aBcd16b, format_tag.aBcd8b)) {
                if (chosen.equals(new memory.desc(map, type, tag))) {
                    return tag;
                }
            }
            return format_tag.acdb;
        }
    }

    /** Exists only where the processor has the instructions. */
    private static final class CpuOfBf16 {

        static final format_tag BLOCKED = Cpu.probe(data_type.bf16);
    }
}
