// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;

/**
 * A record of a shard is cut off or is not what was written: its checksum, length or number is wrong; or what was written
 * is no image with a label of the data set.
 */
public final class DamagedShardException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long record;
    private final long offset;

    /**
     * @param file the shard
     * @param record number of the damaged record in its file, from 1
     * @param offset where that record starts, in bytes from the start of the file
     * @param problem what is wrong, as the end of a sentence
     */
    public DamagedShardException(String file, long record, long offset, String problem) {
        super("%s is damaged: record %d, at byte %d, %s; copy or prepare this file again"
                .formatted(file, record, offset, problem));
        this.file = file;
        this.record = record;
        this.offset = offset;
    }

    /**
     * A shard of which no single record is bad.
     *
     * @param file the shard
     * @param problem what is wrong, as the end of a sentence
     */
    public DamagedShardException(String file, String problem) {
        super("%s is damaged: %s; copy or prepare this file again".formatted(file, problem));
        this.file = file;
        this.record = 0;
        this.offset = 0;
    }

    /** The shard. */
    public String file() {
        return file;
    }

    /** Number of the damaged record in its file, from 1; 0 for the whole file. */
    public long record() {
        return record;
    }

    /** Where the damaged record starts, in bytes from the start of the file. */
    public long offset() {
        return offset;
    }
}
