// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that holds a scratch directory until it is killed; prints where. */
final class ScratchHolder {

    private ScratchHolder() {}

    public static void main(String[] arguments) throws IOException {
        Scratch scratch = Scratch.in(Path.of(arguments[0]));
        Files.writeString(scratch.path().resolve("content"), "x");
        System.out.println(scratch.path());
        System.in.read();
        scratch.close();
    }
}
