// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

/** Names from a history as names of files: what could lead elsewhere, or is no plain character, is an underscore. */
final class FileNames {

    private FileNames() {}

    static String of(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.isEmpty() || plain.startsWith(".") ? "_" + plain : plain;
    }
}
