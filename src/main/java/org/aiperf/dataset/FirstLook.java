// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether a place on a Hadoop file system answers, with patience for seconds. A run's own clients wait for servers
 * that start anew for many minutes, and would wait as long for a wrong address.
 */
public final class FirstLook {

    private static final Logger LOG = LoggerFactory.getLogger(FirstLook.class);

    /** After so long its user is told what is waited for. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** Where a client never gives up, and a machine is busy with starting it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Clients that give up within ten seconds and say why. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "dfs.client.retry.policy.enabled", "false",
            "dfs.client.failover.max.attempts", "2",
            "dfs.client.failover.sleep.base.millis", "100",
            "ipc.client.connect.max.retries", "1",
            "ipc.client.connect.max.retries.on.timeouts", "0",
            "ipc.client.connect.timeout", "6000",
            "ipc.client.rpc-timeout.ms", "8000",
            "fs.s3a.attempts.maximum", "1",
            "fs.s3a.retry.limit", "1");

    private FirstLook() {}

    /**
     * Returns when the place has answered, whether there is something or not.
     *
     * @param location a path with or without a scheme; local ones are always there
     * @throws IOException if it does not answer, in one sentence
     */
    public static void at(String location, Configuration configuration) throws IOException {
        Path path;
        try {
            path = new Path(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("'%s' is no path of a directory".formatted(location), e);
        }
        Configuration impatient = new Configuration(configuration);
        IMPATIENT.forEach(impatient::set);
        URI place = path.toUri().getScheme() == null ? FileSystem.getDefaultUri(impatient) : path.toUri();
        if (!"file".equals(place.getScheme())) {
            await(location, new FutureTask<>(() -> look(place, path, impatient)));
        }
    }

    private static boolean look(URI place, Path path, Configuration impatient) throws IOException {
        try (FileSystem files = FileSystem.newInstance(place, impatient)) {
            return files.exists(path);
        } catch (AccessControlException e) {
            return true; // it has answered; who uses it will say what is not allowed
        }
    }

    private static void await(String location, FutureTask<?> look) throws IOException {
        Thread thread = new Thread(look, "first look at " + location);
        thread.setDaemon(true);
        thread.start();
        try {
            try {
                look.get(QUIET.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.warn("Waiting for {}", location);
                look.get(PATIENCE.minus(QUIET).toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            throw new IOException(
                    "%s does not answer within %d s; correct the address, or wait until its servers run"
                            .formatted(location, PATIENCE.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "The file system of %s cannot be reached: %s"
                            .formatted(location, reason(Objects.requireNonNullElse(e.getCause(), e))),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for " + location);
        }
    }

    private static String reason(Throwable cause) {
        return cause instanceof LinkageError ? "a library is missing: " + cause : Refusal.firstLine(cause);
    }
}
