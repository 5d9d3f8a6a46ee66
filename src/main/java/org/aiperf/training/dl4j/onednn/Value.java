// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.nio.FloatBuffer;
import org.aiperf.training.dl4j.onednn.MemoryPool.Block;
import org.bytedeco.dnnl.memory;

/** An activation or a gradient in its place in memory, while a program is compiled. */
final class Value {

    private final memory.desc layout;
    private final memory handle;
    private final Block block;
    private int shares = 1;

    Value(memory.desc layout, memory handle, Block block) {
        this.layout = layout;
        this.handle = handle;
        this.block = block;
    }

    memory.desc layout() {
        return layout;
    }

    memory memory() {
        return handle;
    }

    Block block() {
        return block;
    }

    /** The same memory for one more holder; whoever shares must not write. */
    Value share() {
        shares++;
        return this;
    }

    boolean isShared() {
        return shares > 1;
    }

    /** One holder less; true for the last. */
    boolean dropShare() {
        return --shares == 0;
    }

    Address address() {
        return block.address();
    }

    FloatBuffer floats() {
        return address().floats(layout.get_size() / Float.BYTES);
    }
}
