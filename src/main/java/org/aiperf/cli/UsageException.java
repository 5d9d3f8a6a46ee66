// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Input that a command cannot work with. The message is one sentence for the user: what, where, and what to do. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** What something else could not work with, in a sentence. */
    UsageException(Exception cause) {
        super(Cause.of(cause), cause);
    }

    UsageException(String message, Throwable cause) {
        super(withReason(message, cause), cause);
    }

    /** The JDK's failures of files have no more to say than the file, where the operating system's reason is a type. */
    private static String withReason(String message, Throwable cause) {
        if (!(cause instanceof FileSystemException failure) || !message.equals(failure.getFile())) {
            return message;
        } else if (failure instanceof AccessDeniedException) {
            return message + " cannot be used: permission denied; choose another place, or get the right";
        } else if (failure instanceof NoSuchFileException) {
            return "There is no file '%s'".formatted(message);
        }
        return "%s cannot be used: %s".formatted(message, failure.getClass().getSimpleName());
    }
}
