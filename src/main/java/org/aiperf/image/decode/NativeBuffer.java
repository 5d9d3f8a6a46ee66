// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import com.sun.jna.Memory;
import java.io.Closeable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Memory outside of the heap that grows to the largest size asked for. Not thread-safe. */
final class NativeBuffer implements Closeable {

    private @Nullable Memory memory;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /** Memory of at least this size; what it held before is lost when it grows. */
    Memory atLeast(long size) {
        Memory present = memory;
        if (present == null || present.size() < size) {
            close();
            present = new Memory(size + size / 4);
            memory = present;
            bytes = present.getByteBuffer(0, present.size());
        }
        return present;
    }

    /** The memory asked for last. */
    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }
}
