// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A bare address: unlike pointers made from pointers it never frees what it points to. */
final class Address extends Pointer {

    Address(long address) {
        this.address = address;
    }

    Address plus(long bytes) {
        return new Address(address + bytes);
    }

    FloatBuffer floats(long length) {
        return new FloatPointer(this).capacity(length).asBuffer();
    }
}
