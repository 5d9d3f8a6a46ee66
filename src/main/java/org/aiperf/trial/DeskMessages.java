// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.aiperf.foreign.Cause;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorRecord;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RecordJson;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.bayes.NumberReader;
import org.aiperf.search.bayes.NumberWriter;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TrialDesk} over a channel of strings: client and server side by side. Strings, because a remote answer of a
 * class that only the application knows cannot be read by Spark's own class loader.
 */
public final class DeskMessages {

    private static final ObjectMapper MAPPER = new ObjectMapper().addMixIn(HistoryChunk.class, ChunkMixIn.class);
    /** Stands behind the name of the call, and behind the first of two arguments. */
    private static final char SEPARATOR = '\n';

    /** A chunk is written as its bytes, in Base64. */
    private interface ChunkMixIn {
        @JsonValue
        byte[] toBytes();

        @JsonCreator
        static HistoryChunk ofBytes(byte[] bytes) {
            return HistoryChunk.ofBytes(bytes);
        }
    }

    private DeskMessages() {}

    /**
     * A desk that asks through a channel.
     *
     * @param chunks where sealed chunks come from, which are too many for the channel
     */
    public static TrialDesk client(UnaryOperator<String> ask, ChunkSource chunks) {
        return new Client(ask, chunks);
    }

    /**
     * Answers one message of a client.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String answer(TrialDesk desk, String message) {
        int name = message.indexOf(SEPARATOR);
        String argument = message.substring(name + 1);
        Object answer =
                switch (message.substring(0, Math.max(name, 0))) {
                    case "next" -> desk.next(argument).orElse(null);
                    case "begin" -> {
                        int code = argument.indexOf(SEPARATOR);
                        yield desk.begin(
                                (TrialStarted) record(argument.substring(code + 1)),
                                code(argument.substring(0, Math.max(code, 0))));
                    }
                    case "epoch" -> desk.epoch((EpochFinished) record(argument));
                    case "end" -> {
                        desk.end((TrialEnded) record(argument));
                        yield TrialDesk.Decision.GO;
                    }
                    case "history" -> desk.history(Long.parseLong(argument));
                    case "alive" -> {
                        desk.alive(argument);
                        yield TrialDesk.Decision.GO;
                    }
                    case "unable" -> {
                        int task = argument.indexOf(SEPARATOR);
                        desk.unable(argument.substring(0, task), argument.substring(task + 1));
                        yield TrialDesk.Decision.STOP;
                    }
                    case "machine" -> {
                        desk.machine((ExecutorRecord) record(argument));
                        yield TrialDesk.Decision.GO;
                    }
                    case "abort" -> {
                        desk.abort(argument);
                        yield TrialDesk.Decision.STOP;
                    }
                    case "exhausted" -> {
                        desk.exhausted(argument);
                        yield TrialDesk.Decision.STOP;
                    }
                    default -> throw new IllegalArgumentException("Not a message to the driver: " + message);
                };
        return text(answer);
    }

    private static String text(NetworkCode code) {
        NumberWriter out = new NumberWriter();
        code.write(out, NetworkCode.EMPTY);
        return Base64.getEncoder().encodeToString(out.toBytes());
    }

    private static NetworkCode code(String text) {
        try {
            NumberReader in = new NumberReader(Base64.getDecoder().decode(text));
            NetworkCode code = NetworkCode.read(in, NetworkCode.EMPTY);
            in.end();
            return code;
        } catch (InvalidNetworkException e) {
            throw new IllegalArgumentException("Not the code of a network: " + Cause.of(e), e);
        }
    }

    private static HistoryRecord record(String line) {
        try {
            return RecordJson.read(line);
        } catch (IOException e) {
            throw new IllegalArgumentException("Not a record: " + Cause.of(e), e);
        }
    }

    private static String text(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot write " + value, e);
        }
    }

    private static <T> T parse(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot read the message " + json, e);
        }
    }

    private record Client(UnaryOperator<String> ask, ChunkSource source) implements TrialDesk {

        private String call(String name, String argument) {
            return ask.apply(name + SEPARATOR + argument);
        }

        @Override
        public Optional<Ticket> next(String task) {
            String answer = call("next", task);
            return answer.equals("null") ? Optional.empty() : Optional.of(parse(answer, Ticket.class));
        }

        @Override
        public Decision begin(TrialStarted start, NetworkCode code) {
            return parse(call("begin", text(code) + SEPARATOR + RecordJson.write(start)), Decision.class);
        }

        @Override
        public Decision epoch(EpochFinished epoch) {
            return parse(call("epoch", RecordJson.write(epoch)), Decision.class);
        }

        @Override
        public void end(TrialEnded end) {
            call("end", RecordJson.write(end));
        }

        @Override
        public HistoryUpdate history(long version) {
            return parse(call("history", Long.toString(version)), HistoryUpdate.class);
        }

        @Override
        public List<HistoryChunk> chunks(int from, int to) {
            return source.chunks(from, to);
        }

        @Override
        public void alive(String trial) {
            call("alive", trial);
        }

        @Override
        public void unable(String task, String reason) {
            call("unable", task + SEPARATOR + reason);
        }

        @Override
        public void machine(ExecutorRecord told) {
            call("machine", RecordJson.write(told));
        }

        @Override
        public void abort(String reason) {
            call("abort", reason);
        }

        @Override
        public void exhausted(String reason) {
            call("exhausted", reason);
        }
    }
}
