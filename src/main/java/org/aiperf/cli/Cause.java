// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Why something failed, in a sentence. Our own exceptions say it; those of the JDK and its kind say a bare path, a word or
 * nothing, and mean the rest by their type.
 */
final class Cause {

    /** As the JDK writes it: {@code /a/b (Permission denied)}. */
    private static final Pattern WITH_REASON = Pattern.compile("(.*) \\(([^()]*)\\)");

    private static final Pattern SCHEME = Pattern.compile("No FileSystem for scheme:? \"?([^\"]*)\"?");

    private Cause() {}

    /** The sentence. */
    static String of(Throwable failure) {
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            return of(wrapped.getCause());
        }
        return known(failure)
                .orElseGet(() ->
                        failure.getMessage() == null || failure.getMessage().isBlank()
                                ? "It failed without a reason (%s)"
                                        .formatted(failure.getClass().getSimpleName())
                                : failure.getMessage());
    }

    private static Optional<String> known(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        if (failure instanceof FileSystemException file) {
            return Optional.of(of(file));
        } else if (failure instanceof FileNotFoundException) {
            Matcher matcher = WITH_REASON.matcher(text);
            return matcher.matches()
                    ? Optional.of("'%s' cannot be opened: %s".formatted(matcher.group(1), lower(matcher.group(2))))
                    : Optional.empty();
        } else if (failure instanceof UnknownHostException) {
            return Optional.of("There is no host '%s'; check the name".formatted(text.replaceAll(":.*", "")));
        } else if (failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof SocketTimeoutException) {
            return Optional.of("A server does not answer (%s); check its address, and whether it runs".formatted(text));
        } else if (failure instanceof EOFException) {
            return Optional.of("A file ends early; copy it again");
        } else if (failure instanceof ZipException) {
            return Optional.of("A compressed file is damaged; copy it again");
        } else if (failure instanceof CharacterCodingException) {
            return Optional.of("A file is no text in UTF-8");
        } else if (failure instanceof InvalidPathException path) {
            return Optional.of("'%s' is no path".formatted(path.getInput()));
        }
        Matcher scheme = SCHEME.matcher(text);
        return scheme.matches()
                ? Optional.of("There is no file system '%s' here; check the location, or add its library by --jars"
                        .formatted(scheme.group(1)))
                : Optional.empty();
    }

    private static String of(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return "There is no file '%s'".formatted(file);
        } else if (failure instanceof AccessDeniedException) {
            return "'%s' cannot be used: permission denied; choose another place, or get the right".formatted(file);
        } else if (failure instanceof FileAlreadyExistsException) {
            return "'%s' exists already".formatted(file);
        } else if (failure instanceof NotDirectoryException) {
            return "'%s' is no directory".formatted(file);
        } else if (failure instanceof DirectoryNotEmptyException) {
            return "'%s' is not empty".formatted(file);
        }
        String reason = failure.getReason();
        return "'%s' cannot be used: %s"
                .formatted(file, reason == null ? failure.getClass().getSimpleName() : lower(reason));
    }

    private static String lower(String reason) {
        return reason.isEmpty() ? reason : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }
}
