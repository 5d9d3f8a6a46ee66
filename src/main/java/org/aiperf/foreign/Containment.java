// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on what a stranger wrote. Whatever that makes fail, also a value that nobody thought of, is a sentence about it and
 * never the end of the work on others.
 */
public final class Containment {

    private static final Logger LOG = LoggerFactory.getLogger(Containment.class);

    private Containment() {}

    /** Work with a result. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws Exception;
    }

    /**
     * Does the work.
     *
     * @throws IOException what was wrong with the file, as one sentence without its full stop
     */
    public static <T> T of(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (IOException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } catch (OutOfMemoryError e) {
            throw new IOException("it needs more memory than this program has; give it more by -J-Xmx8g", e);
        } catch (StackOverflowError e) {
            throw new IOException("it is nested too deeply", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(VisibleText.of(Cause.of(e)), e);
        } catch (RuntimeException e) {
            LOG.debug("A value that nobody expects", e);
            throw new IOException("it holds a value that cannot be used: " + VisibleText.of(e.toString()), e);
        } catch (Exception e) {
            throw new IOException(Cause.of(e), e);
        }
    }
}
