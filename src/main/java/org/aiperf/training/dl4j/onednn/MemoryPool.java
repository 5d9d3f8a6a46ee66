// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Native memory that the steps of a program share: what one step no longer needs, a later one gets. It is planned when a
 * program is compiled and fixed while it runs. Confined to one thread.
 */
final class MemoryPool implements AutoCloseable {

    /** A cache line, and the widest vector. */
    private static final long ALIGNMENT = 64;

    private final List<Block> all = new ArrayList<>();
    private final List<Block> free = new ArrayList<>();
    private final Set<Block> used = new HashSet<>();
    private Block scratchpad = new Block(0);

    /** Memory of at least so many bytes that nobody else holds: the smallest that is large enough, or new. */
    Block acquire(long bytes) {
        return acquire(bytes, block -> true);
    }

    /** The same, but memory that nothing else has in this program, neither before nor after. */
    Block acquireAlone(long bytes) {
        return acquire(bytes, block -> !used.contains(block));
    }

    private Block acquire(long bytes, Predicate<Block> allowed) {
        Optional<Block> fitting = free.stream()
                // Far larger memory waits for something larger.
                .filter(block -> block.bytes >= bytes && block.bytes <= 2 * bytes + 4096 && allowed.test(block))
                .min(Comparator.comparingLong(block -> block.bytes));
        if (fitting.isPresent()) {
            free.remove(fitting.get());
            return fitting.get();
        }
        Block block = new Block(bytes);
        all.add(block);
        return block;
    }

    void release(Block block) {
        free.add(block);
        used.add(block);
    }

    /** All that it has ever needed at once, in bytes. */
    long bytes() {
        return all.stream().mapToLong(block -> block.bytes).sum();
    }

    /** Lets the next program have everything; programs of one pool never run at the same time. */
    void releaseAll() {
        free.clear();
        free.addAll(all);
        free.remove(scratchpad);
        used.clear();
    }

    /** Memory that primitives use while they run, of at least so many bytes. */
    Address scratchpad(long bytes) {
        if (scratchpad.bytes < bytes) {
            scratchpad = new Block(bytes);
            all.add(scratchpad);
        }
        return scratchpad.address();
    }

    @Override
    public void close() {
        all.forEach(block -> block.memory.deallocate());
        all.clear();
        releaseAll();
        scratchpad = new Block(0);
    }

    /** A piece of memory that begins at a cache line. */
    static final class Block {

        private final long bytes;
        private final BytePointer memory;

        private Block(long bytes) {
            this.bytes = bytes;
            this.memory = new BytePointer(bytes + ALIGNMENT);
            PointerScope compiling = PointerScope.getInnerScope();
            if (compiling != null) { // It outlives what is being compiled.
                memory.retainReference();
                compiling.detach(memory);
            }
        }

        Address address() {
            return new Address((memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        }
    }
}
