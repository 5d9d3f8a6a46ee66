// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/**
 * Why something failed, in a sentence. Our own exceptions say it; those of the JDK and of libraries say a bare path, a word
 * or nothing, and mean the rest by their type. What else a library says is quoted as its words, never passed on as advice.
 */
public final class Cause {

    /** As the JDK writes it: {@code /a/b (Permission denied)}. */
    private static final Pattern WITH_REASON = Pattern.compile("(.*) \\(([^()]*)\\)");

    private static final Pattern SCHEME = Pattern.compile("No FileSystem for scheme:? \"?([^\"]*)\"?");

    private static final Pattern NO_NUMBER = Pattern.compile("string: \"(.{0,40})\"");

    private static final Pattern MISSING = Pattern.compile("Missing .*property '([^']*)'");

    /** What code throws that takes damaged bytes for whole ones. */
    private static final List<Class<? extends RuntimeException>> DAMAGE = List.of(
            ArithmeticException.class,
            ArrayStoreException.class,
            BufferOverflowException.class,
            BufferUnderflowException.class,
            ClassCastException.class,
            IndexOutOfBoundsException.class,
            NegativeArraySizeException.class,
            NoSuchElementException.class,
            NullPointerException.class);

    private static final String NO_SPACE = "No space left on device";

    private Cause() {}

    /** The sentence. */
    public static String of(Throwable failure) {
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            return of(wrapped.getCause());
        }
        return known(failure).orElseGet(() -> isOurs(failure) ? own(failure) : foreign(failure));
    }

    /** Whether a disk is full, also where the library tells it behind words of its own. */
    public static boolean isFullDisk(Throwable failure) {
        String text = failure.getMessage();
        return (text != null && text.contains(NO_SPACE))
                || (failure.getCause() != null && isFullDisk(failure.getCause()));
    }

    /** Whether this application made it, and so its sentence. */
    private static boolean isOurs(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 || trace[0].getClassName().startsWith("org.aiperf.");
    }

    private static String own(Throwable failure) {
        return failure.getMessage() == null || failure.getMessage().isBlank() ? silent(failure) : failure.getMessage();
    }

    private static String silent(Throwable failure) {
        return "It failed without a reason (%s)".formatted(failure.getClass().getSimpleName());
    }

    private static String foreign(Throwable failure) {
        String text = firstLine(failure);
        if (isFullDisk(failure)) {
            return "no space is left on the disk; free some, or choose another place";
        } else if (failure instanceof JsonProcessingException json) {
            return of(json);
        } else if (failure instanceof NumberFormatException) {
            Matcher matcher = NO_NUMBER.matcher(text);
            return matcher.find() ? "'%s' is no number".formatted(matcher.group(1)) : "a number in it cannot be read";
        } else if (DAMAGE.stream().anyMatch(kind -> kind.isInstance(failure))) {
            return "it is damaged, or not of the form that is expected (%s)"
                    .formatted(failure.getClass().getSimpleName());
        } else if (text.isBlank()) {
            return silent(failure);
        } else if (failure instanceof IOException) {
            return text;
        }
        return "a library refuses it, saying \"%s\"".formatted(text);
    }

    private static String of(JsonProcessingException failure) {
        Matcher missing = MISSING.matcher(failure.getOriginalMessage());
        if (failure.getCause() != null && isOurs(failure.getCause())) {
            return of(failure.getCause());
        } else if (failure instanceof UnrecognizedPropertyException unknown) {
            return "its field '%s' is not known".formatted(unknown.getPropertyName());
        } else if (failure instanceof InvalidTypeIdException type) {
            return "its type '%s' is not known".formatted(type.getTypeId());
        } else if (missing.find()) {
            return "its field '%s' is missing".formatted(missing.group(1));
        } else if (failure instanceof JsonMappingException field
                && !field.getPath().isEmpty()) {
            String name = field.getPath().stream()
                    .map(each -> each.getFieldName() == null ? "[%d]".formatted(each.getIndex()) : each.getFieldName())
                    .collect(Collectors.joining("."));
            return "its field '%s' has not the form that is expected".formatted(name);
        }
        JsonLocation place = failure.getLocation();
        return "it is no JSON of the form that is expected"
                + (place == null ? "" : ", at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr()));
    }

    private static String firstLine(Throwable failure) {
        return Objects.toString(failure.getMessage(), "")
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }

    private static Optional<String> known(Throwable failure) {
        String text = firstLine(failure);
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
                || failure instanceof SocketTimeoutException
                || text.startsWith("End of File Exception between local host")) {
            return Optional.of("A server does not answer (%s); check its address, and whether it runs".formatted(text));
        } else if (failure instanceof EOFException && (text.isEmpty() || !isOurs(failure))) {
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
