// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** Native objects that outlive the scope in which they were made, until this is closed. Confined to one thread. */
final class Owned implements AutoCloseable {

    private final List<Pointer> pointers = new ArrayList<>();

    <T extends Pointer> T keep(T pointer) {
        pointer.retainReference();
        pointers.add(pointer);
        return pointer;
    }

    /** Frees the newest first. Closing again does nothing. */
    @Override
    public void close() {
        for (int i = pointers.size() - 1; i >= 0; i--) {
            pointers.get(i).releaseReference();
        }
        pointers.clear();
    }
}
