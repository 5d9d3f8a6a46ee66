// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command tells its result: in words, as JSON, or by its exit code alone. The same on every command that has one. */
final class OutputOptions {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup
    private @Nullable Form form;

    /** One of them. */
    static final class Form {

        @Option(names = "--json", required = true, description = "Print the result as one JSON value and nothing else.")
        private boolean json;

        @Option(names = "--quiet", required = true, description = "Print nothing but what goes wrong.")
        private boolean quiet;
    }

    /** Takes what is for people; it leads nowhere if they do not listen. */
    PrintWriter words() {
        return isWords() ? command.commandLine().getOut() : new PrintWriter(Writer.nullWriter());
    }

    /** Whether people listen. */
    boolean isWords() {
        return form == null || !(form.json || form.quiet);
    }

    /** Prints the result if a program listens: a tree of JSON, or records, lists and maps of plain values. */
    void result(Object value) {
        if (form != null && form.json) {
            print(value);
        }
    }

    /** Prints a result that has no words, unless nobody listens. */
    void jsonOnly(Object value) {
        if (form == null || !form.quiet) {
            print(value);
        }
    }

    private void print(Object value) {
        try {
            command.commandLine().getOut().println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A result is not JSON", e);
        }
    }
}
