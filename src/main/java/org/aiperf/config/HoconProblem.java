// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a text holds no settings, in a sentence: the library's own texts guess at quotes where a bracket is missing, and quote
 * exceptions.
 */
final class HoconProblem {

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^{}]*+\\}");

    /** What is no bracket even if it looks like one: texts and comments. */
    private static final Pattern NO_BRACKET =
            Pattern.compile("\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|(?:#|//)[^\\n]*|\\$\\{[^{}]*+\\}");

    private HoconProblem() {}

    /** The problem, at the line where it lies. */
    static Problem of(ConfigException e) {
        @Nullable ConfigOrigin origin = e.origin();
        String source = origin == null ? "the settings" : origin.description().replaceFirst(": [0-9]+(-[0-9]+)?$", "");
        int line = origin == null ? 0 : Math.max(0, origin.lineNumber());
        if (e instanceof ConfigException.UnresolvedSubstitution) { // a kind of Parse to the library
            Matcher matcher = SUBSTITUTION.matcher(String.valueOf(e.getMessage()));
            return new Problem(
                    source,
                    line,
                    "%s has no value: neither the settings nor the environment define it, or it refers to itself"
                            .formatted(matcher.find() ? matcher.group() : "a ${..}"));
        }
        if (e instanceof ConfigException.Parse) {
            return brackets(origin)
                    .map(bracket -> new Problem(source, bracket.line(), bracket.text()))
                    .orElseGet(
                            () -> new Problem(
                                    source,
                                    line,
                                    "cannot be read from here on; look for a quote, a comma, an = or a bracket that is missing or too many"));
        }
        if (e instanceof ConfigException.IO) {
            return new Problem(source, 0, reason(e.getCause()));
        }
        return new Problem(source, line, "is not understood as settings");
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof FileNotFoundException missing
                && !String.valueOf(missing.getMessage()).contains("Permission denied")) {
            return "no such settings file";
        }
        return cause instanceof CharacterCodingException
                ? "no text in UTF-8"
                : "the settings file cannot be read; check the right to read it";
    }

    /** The bracket that is not closed, or closes nothing, if there is one. */
    private static Optional<Bracket> brackets(@Nullable ConfigOrigin origin) {
        if (origin == null || origin.filename() == null) {
            return Optional.empty();
        }
        try {
            return brackets(Files.readString(Path.of(origin.filename())));
        } catch (IOException | StackOverflowError e) {
            return Optional.empty(); // gone since, or a text of thousands of escapes: the general sentence has to do
        }
    }

    private record Bracket(char sign, int line, String text) {}

    private static Optional<Bracket> brackets(String text) {
        // What is no bracket becomes blank, so that lines stay.
        String bare = NO_BRACKET.matcher(text).replaceAll(match -> match.group().replaceAll("[^\\n]", " "));
        Deque<Bracket> open = new ArrayDeque<>();
        int line = 1;
        for (int i = 0; i < bare.length(); i++) {
            char each = bare.charAt(i);
            if (each == '\n') {
                line++;
            } else if (each == '{' || each == '[') {
                open.push(new Bracket(each, line, "the bracket %s is not closed".formatted(each)));
            } else if (each == '}' || each == ']') {
                char expected = each == '}' ? '{' : '[';
                if (open.isEmpty() || open.peek().sign() != expected) {
                    return Optional.of(new Bracket(
                            each,
                            line,
                            open.isEmpty()
                                    ? "the bracket %s closes nothing".formatted(each)
                                    : "the bracket %s does not close the %s of line %d"
                                            .formatted(
                                                    each,
                                                    open.peek().sign(),
                                                    open.peek().line())));
                }
                open.pop();
            }
        }
        return Optional.ofNullable(open.peek());
    }
}
