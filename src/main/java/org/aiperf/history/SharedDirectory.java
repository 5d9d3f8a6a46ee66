// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question to everybody who works on a run: do you see the directory that the driver sees? The driver leaves a secret
 * there; whoever reads it, and may write, works in the same place.
 *
 * @param location of the run's directory
 * @param nonce what the driver has written
 */
public record SharedDirectory(String location, String nonce) implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SharedDirectory.class);
    private static final String FILE = "driver.probe";

    /** Longer than any nonce. */
    private static final int MOST = 100;

    /** The driver's side, until it is closed. */
    public record Probe(RunDirectory run, SharedDirectory question) implements Closeable {

        /** Where it cannot be removed, it stays: it says nothing to anybody else. */
        @Override
        public void close() {
            try {
                run.delete(FILE);
            } catch (IOException e) {
                LOG.debug("The question in {} stays", run.location(), e);
            }
        }
    }

    /** Leaves a new secret in a run's directory. */
    public static Probe ask(RunDirectory run) throws IOException {
        SharedDirectory question =
                new SharedDirectory(run.location(), UUID.randomUUID().toString());
        run.publish(FILE, question.nonce().getBytes(StandardCharsets.UTF_8));
        return new Probe(run, question);
    }

    /** Where the driver itself could not write: whether others can is all that is left to ask. */
    public static SharedDirectory unasked(RunDirectory run) {
        return new SharedDirectory(run.location(), "");
    }

    /**
     * Answers on an executor.
     *
     * @throws IOException if it is another directory, or one that cannot be written, with what to do
     */
    public void require(Configuration hadoop) throws IOException {
        RunDirectory here = RunDirectory.of(location, hadoop);
        if (!nonce.equals(secret(here))) {
            throw new IOException(
                    "The run directory %s is another one here than on the driver; set aiperf.run.directory to a file system that all nodes share, such as hdfs://, s3a:// or a mounted volume"
                            .formatted(location));
        }
        String answer = FILE + "-" + UUID.randomUUID();
        here.publish(answer, new byte[1]);
        here.delete(answer);
    }

    private static String secret(RunDirectory here) throws IOException {
        try (var in = here.open(FILE)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            return "";
        }
    }
}
