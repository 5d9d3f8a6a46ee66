// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.training.dl4j.onednn.MemoryPool.Block;
import org.aiperf.training.dl4j.onednn.Program.Action;
import org.aiperf.training.dl4j.onednn.Program.Call;
import org.aiperf.training.dl4j.onednn.Program.Statistics;
import org.aiperf.training.dl4j.onednn.Program.Step;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Turns a network into a {@link Program}. Operations use it to allocate values, to emit steps and to pass gradients on.
 * Every value has four dimensions, {@code [images, channels, height, width]}; a vector is a map of one pixel. Maps that
 * convolutions make are in the processor's blocked layout and in the type that was asked for, images and vectors are
 * plain and in 32 bits.
 */
final class Compiler {

    private final Network network;
    private final Parameters parameters;
    private final int images;
    private final Mode mode;
    private final data_type maps;
    private final MemoryPool pool;
    private final BitSet learning;
    private final primitive_attr attributes = userScratchpad();
    private final Map<Integer, Value> values = new HashMap<>();
    private final Map<Integer, List<Value>> gradients = new HashMap<>();
    private final List<memory> scratchpads = new ArrayList<>();
    private final List<Step> prepared = new ArrayList<>();
    private final List<Step> forward = new ArrayList<>();
    private final List<Step> backward = new ArrayList<>();
    private List<Step> emitted = forward;
    private final Map<Integer, Statistics> statistics = new TreeMap<>();
    private long scratchpadBytes;

    /** What a program is for. */
    enum Mode {
        TRAINING,
        INFERENCE
    }

    private Compiler(Network network, Parameters parameters, int images, Mode mode, data_type maps, MemoryPool pool) {
        this.network = network;
        this.parameters = parameters;
        this.images = images;
        this.mode = mode;
        this.maps = maps;
        this.learning = learning(network);
        this.pool = pool;
    }

    /**
     * Compiles a network.
     *
     * @param maps type of feature maps and of their gradients
     * @param pool memory that no other program uses at the same time
     */
    static Program compile(
            Network network, Parameters parameters, int images, Mode mode, data_type maps, MemoryPool pool) {
        PointerScope natives = new PointerScope();
        try (natives) {
            pool.releaseAll();
            Program program = new Compiler(network, parameters, images, mode, maps, pool).program(natives);
            natives.extend();
            return program;
        }
    }

    private Program program(PointerScope natives) {
        Plan plan = Plan.of(network, mode);
        Value image = plain(network.shape(0));
        values.put(0, image);
        for (int i = 0; i < plan.steps().size(); i++) {
            plan.steps().get(i).operation().forward(this);
            if (mode == Mode.INFERENCE) {
                plan.lastReadBy(i).forEach(this::forget);
            }
        }
        Value logits = value(network.logits());
        FloatBuffer slope = FloatBuffer.allocate(0);
        if (mode == Mode.TRAINING) {
            emitted = backward;
            Value gradient = allocate(logits.layout());
            slope = gradient.floats();
            gradients.put(network.logits(), new ArrayList<>(List.of(gradient)));
            for (int i = plan.steps().size() - 1; i >= 0; i--) {
                plan.steps().get(i).operation().backward(this);
                forget(plan.steps().get(i).output());
            }
        }
        if (scratchpadBytes > 0) {
            Pointer scratchpad = pool.scratchpad(scratchpadBytes);
            scratchpads.forEach(each -> each.set_data_handle(scratchpad));
        }
        return new Program(prepared, forward, backward, image.floats(), logits.floats(), slope, statistics, natives);
    }

    private void forget(int node) {
        Value value = values.remove(node);
        if (value != null) {
            release(value);
        }
    }

    private static primitive_attr userScratchpad() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(scratchpad_mode.user);
        return attributes;
    }

    // What operations ask for

    boolean isTraining() {
        return mode == Mode.TRAINING;
    }

    int images() {
        return images;
    }

    Network network() {
        return network;
    }

    Parameters parameters() {
        return parameters;
    }

    engine engine() {
        return OneDnn.engine();
    }

    /** Attributes that every primitive has. */
    primitive_attr attributes() {
        return attributes;
    }

    /** Attributes that every primitive has, and an operation on what it makes. */
    static primitive_attr attributes(post_ops operations) {
        primitive_attr attributes = userScratchpad();
        attributes.set_post_ops(operations);
        return attributes;
    }

    /** The rectifier as an operation on what a primitive makes. */
    static post_ops rectified() {
        post_ops operations = new post_ops();
        operations.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
        return operations;
    }

    /** {@code [images, channels, height, width]} of a shape. */
    long[] dimensions(Shape shape) {
        return shape instanceof FeatureMap map
                ? new long[] {images, map.channels(), map.height(), map.width()}
                : new long[] {images, shape.channels(), 1, 1};
    }

    memory.desc layout(Shape shape, data_type type, format_tag tag) {
        return new memory.desc(dimensions(shape), type, tag);
    }

    /** The type of feature maps. */
    data_type maps() {
        return maps;
    }

    /** The layout of what convolutions make. */
    memory.desc blocked(Shape shape) {
        return layout(shape, maps, OneDnn.blocked(maps));
    }

    // Values

    Value value(int node) {
        return Objects.requireNonNull(values.get(node), () -> "Node " + node + " has no value yet");
    }

    /** Gives a node its value; it lives until nothing needs it any more. */
    void define(int node, Value value) {
        values.put(node, value);
    }

    /** A value in 32 bits in the order of its dimensions. */
    Value plain(Shape shape) {
        return allocate(layout(shape, data_type.f32, format_tag.abcd));
    }

    Value allocate(memory.desc layout) {
        return in(pool.acquire(layout.get_size()), layout);
    }

    /** Memory that keeps what {@link #prepare prepared} steps put there; it is never released. */
    Value allocateForever(memory.desc layout) {
        return in(pool.acquireAlone(layout.get_size()), layout);
    }

    private Value in(Block block, memory.desc layout) {
        return new Value(layout, new memory(layout, engine(), block.address()), block);
    }

    void release(Value value) {
        if (value.dropShare()) {
            pool.release(value.block());
        }
    }

    /** Memory that is not of the pool. */
    memory memory(memory.desc layout, Pointer address) {
        return new memory(layout, engine(), address);
    }

    /** The same value in another layout: shared if it has it, copied otherwise. To be released. */
    Value converted(Value value, memory.desc layout) {
        if (value.layout().equals(layout)) {
            return value.share();
        }
        Value copy = allocate(layout);
        copy(value.memory(), copy.memory());
        return copy;
    }

    // Steps

    void copy(memory from, memory to) {
        reorder.primitive_desc description = new reorder.primitive_desc(from, to, attributes, false);
        call(Kind.LAYOUT, new reorder(description), description, Map.of(DNNL_ARG_FROM, from, DNNL_ARG_DST, to));
    }

    void call(Kind kind, primitive routine, primitive_desc_base description, Map<Integer, memory> arguments) {
        IntMemoryMap map = new IntMemoryMap();
        arguments.forEach(map::put);
        memory.desc scratchpad = description.scratchpad_desc();
        if (scratchpad.get_size() > 0) {
            memory own = new memory(scratchpad, engine(), new Address(0));
            scratchpads.add(own);
            scratchpadBytes = Math.max(scratchpadBytes, scratchpad.get_size());
            map.put(DNNL_ARG_SCRATCHPAD, own);
        }
        emitted.add(new Step(kind, new Call(routine, map)));
    }

    void run(Kind kind, Action action) {
        emitted.add(new Step(kind, action));
    }

    /** Runs when the parameters have changed. */
    void prepare(Action action) {
        prepared.add(new Step(Kind.LAYOUT, action));
    }

    /** Where a batch normalisation leaves the statistics of a batch. */
    void report(int layer, Statistics batch) {
        statistics.put(layer, batch);
    }

    // Gradients

    /** Whether anything that leads to a node has parameters, so that its gradient is needed. */
    boolean learns(int node) {
        return learning.get(node);
    }

    private static BitSet learning(Network network) {
        BitSet learning = new BitSet(network.nodeCount());
        for (int id : network.topologicalOrder()) {
            PlacedLayer placed = network.layer(id);
            learning.set(
                    placed.output(),
                    placed.layer().parameters() > 0 || placed.inputs().stream().anyMatch(learning::get));
        }
        return learning;
    }

    /** The gradient of a node, the sum of what its readers passed on. To be released, or passed on. */
    Value gradient(int node) {
        List<Value> parts = Objects.requireNonNull(gradients.remove(node), () -> "Node " + node + " has no gradient");
        Value total = parts.get(0);
        for (Value part : parts.subList(1, parts.size())) {
            total = sum(total, part);
        }
        return total;
    }

    private Value sum(Value first, Value second) {
        Value target = first.isShared() ? second : first;
        Value other = target == first ? second : first;
        Value result = target.isShared() ? allocate(target.layout()) : target;
        binary.primitive_desc description = new binary.primitive_desc(
                new binary.desc(algorithm.binary_add, target.layout(), other.layout(), result.layout()),
                attributes,
                engine());
        call(
                Kind.SUM,
                new binary(description),
                description,
                Map.of(
                        DNNL_ARG_SRC_0, target.memory(),
                        DNNL_ARG_SRC_1, other.memory(),
                        DNNL_ARG_DST, result.memory()));
        release(other);
        if (result != target) {
            release(target);
        }
        return result;
    }

    /** Passes a gradient on to a node, in any layout. It is not the operation's any more. */
    void pass(int node, Value gradient) {
        if (!learns(node)) {
            release(gradient);
            return;
        }
        Value converted = converted(gradient, value(node).layout());
        release(gradient);
        gradients.computeIfAbsent(node, n -> new ArrayList<>()).add(converted);
    }
}
