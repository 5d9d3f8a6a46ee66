// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;

/** A process of its own, because the filter of a process is set once: reads an object as a library would. */
final class ObjectReader {

    private ObjectReader() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        NoObjects.forbid();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(Tripwire.bytes()))) {
            in.readObject();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
        System.out.println("made " + Tripwire.made());
    }
}
