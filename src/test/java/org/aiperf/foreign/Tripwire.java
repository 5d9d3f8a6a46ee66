// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** An object that counts how often it was made out of bytes, as one that does harm would. */
public final class Tripwire implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final AtomicInteger MADE = new AtomicInteger();

    /** The object as a stranger writes it into a file. */
    public static byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Tripwire());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** How often it was made in this process. */
    public static int made() {
        return MADE.get();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        MADE.incrementAndGet();
    }
}
