// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.IOException;
import java.util.Objects;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.VisibleStrings;
import org.aiperf.foreign.VisibleText;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.PackedNetwork;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationCountJson;

/** Writer and reader of the history's lines. Thread-safe. */
public final class RecordJson {

    private static final String NETWORK = "network";
    private static final String LINE = "line";

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            // A null is only where the record says so.
            .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .addMixIn(PackedNetwork.class, NetworkMixIn.class)
            .addMixIn(OperationCount.class, CountMixIn.class)
            .registerModule(new VisibleStrings())
            .registerModule(new SimpleModule().addDeserializer(PackedNetwork.class, new NetworkText()));

    private RecordJson() {}

    /** One line without its end. */
    public static String write(HistoryRecord record) {
        try {
            return MAPPER.writerFor(HistoryRecord.class).writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + record, e);
        }
    }

    /**
     * Reads one line.
     *
     * @throws IOException if it is no record of the history, naming the field, or begins lines of another format
     */
    public static HistoryRecord read(String line) throws IOException {
        try {
            HistoryRecord record = parsed(line);
            if (record instanceof RunStarted started && !isRead(started.format())) {
                throw otherFormat(Integer.toString(started.format()));
            }
            return record;
        } catch (JsonProcessingException e) {
            return earlier(line, e);
        }
    }

    private static HistoryRecord parsed(String line) throws JsonProcessingException {
        return MAPPER.readerFor(HistoryRecord.class).withAttribute(LINE, line).readValue(line);
    }

    private static boolean isRead(int format) {
        return format >= RunStarted.OLDEST && format <= RunStarted.FORMAT;
    }

    /** What earlier histories do not tell is null. */
    private static HistoryRecord earlier(String line, JsonProcessingException reason) throws IOException {
        try {
            if (MAPPER.readTree(line) instanceof ObjectNode json && completed(json)) {
                return parsed(json.toString());
            }
        } catch (JsonProcessingException otherwise) {
            reason.addSuppressed(otherwise);
        }
        throw notARecord(line, reason);
    }

    private static boolean completed(ObjectNode json) {
        return switch (json.path("type").asText()) {
            case "run-started" -> added(json, "data");
            case "trial-started" -> json.get("search") instanceof ObjectNode search && added(search, "waitedMillis");
            case "epoch-finished" -> added(json, "firstLosses");
            case "trial-ended" -> added(json, "model");
            default -> false;
        };
    }

    private static boolean added(ObjectNode json, String field) {
        if (json.has(field)) {
            return false;
        }
        json.putNull(field);
        return true;
    }

    /** Why: of another format the number says it, because its fields mean nothing here. */
    private static IOException notARecord(String line, JsonProcessingException reason) {
        try {
            JsonNode json = MAPPER.readTree(line);
            JsonNode format = json.path("format");
            if (!json.isObject()) {
                return new IOException("it is no JSON object", reason);
            } else if (!format.isMissingNode() && !isRead(format.asInt())) {
                return otherFormat(VisibleText.of(format.toString()));
            }
        } catch (JsonProcessingException noJson) {
            reason.addSuppressed(noJson);
        }
        return new IOException(VisibleText.of(Cause.of(reason)), reason);
    }

    private static IOException otherFormat(String format) {
        return new IOException("it has format %s, and this version of AIPerf reads formats %d and %d"
                .formatted(format, RunStarted.OLDEST, RunStarted.FORMAT));
    }

    /** Written as it was packed. */
    private interface NetworkMixIn {
        @JsonValue
        @JsonRawValue
        String json();
    }

    /** Packs a network's text as it stands in the line: whether it is a network turns out when it is looked at. */
    private static final class NetworkText extends StdDeserializer<PackedNetwork> {
        private static final long serialVersionUID = 1L;

        NetworkText() {
            super(PackedNetwork.class);
        }

        @Override
        public PackedNetwork deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.isExpectedStartObjectToken()) {
                throw JsonMappingException.from(
                        parser, "", new InvalidNetworkException("the network is no JSON object"));
            }
            String line = (String) Objects.requireNonNull(context.getAttribute(LINE));
            int begin = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            int end = (int) parser.currentTokenLocation().getCharOffset() + 1;
            boolean inPlace = begin >= 0 && end > begin + 1 && line.charAt(begin) == '{' && line.charAt(end - 1) == '}';
            // Where its type is not the first field of a record, the parser has read ahead and lost the places.
            return PackedNetwork.ofText(
                    inPlace
                            ? line.substring(begin, end)
                            : MAPPER.readTree(line).path(NETWORK).toString());
        }
    }

    @JsonSerialize(converter = CountWriter.class)
    @JsonDeserialize(converter = CountReader.class)
    private interface CountMixIn {}

    private static final class CountWriter extends StdConverter<OperationCount, ObjectNode> {
        @Override
        public ObjectNode convert(OperationCount count) {
            return OperationCountJson.write(count);
        }
    }

    private static final class CountReader extends StdConverter<JsonNode, OperationCount> {
        @Override
        public OperationCount convert(JsonNode json) {
            return OperationCountJson.read(json);
        }
    }
}
