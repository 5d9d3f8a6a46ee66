// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Serializable;

/**
 * A piece of a source that one task lists, such as a directory or an archive.
 *
 * @param split which images it holds
 * @param label number of the class that all of them have, or -1 if they differ
 * @param file the directory or file
 * @param offset where in the file the piece begins
 * @param length bytes of the piece, or images where the source counts them
 */
public record SourcePart(Split split, int label, String file, long offset, long length) implements Serializable {

    private static final long serialVersionUID = 1L;
}
