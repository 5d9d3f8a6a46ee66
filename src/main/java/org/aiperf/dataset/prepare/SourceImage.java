// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Serializable;

/**
 * Where one image of a source lies.
 *
 * @param name unique among the images of its split; the same wherever the source lies
 * @param label number of its class, from 0
 * @param file the file that holds it
 * @param offset where in the file it begins; its number where the source counts images
 * @param length its bytes; an estimate where the source does not know them before it reads
 */
public record SourceImage(String name, int label, String file, long offset, int length) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The last part of the name. */
    public String filename() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
