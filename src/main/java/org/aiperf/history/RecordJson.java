// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.PackedNetwork;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationCountJson;

/** Writer and reader of the history's lines. Thread-safe. */
public final class RecordJson {

    private static final String WAITED = "waitedMillis";

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .registerModule(new SimpleModule()
                    .addSerializer(PackedNetwork.class, new NetworkWriter())
                    .addDeserializer(PackedNetwork.class, new NetworkReader())
                    .addSerializer(OperationCount.class, new CountWriter())
                    .addDeserializer(OperationCount.class, new CountReader()));

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
            HistoryRecord record = MAPPER.readValue(line, HistoryRecord.class);
            if (record instanceof RunStarted started && started.format() != RunStarted.FORMAT) {
                throw otherFormat(Integer.toString(started.format()));
            }
            return record;
        } catch (JsonProcessingException e) {
            return earlier(line, e);
        }
    }

    /** The first histories do not say how long a slot waited for its search. */
    private static HistoryRecord earlier(String line, JsonProcessingException reason) throws IOException {
        try {
            if (MAPPER.readTree(line) instanceof ObjectNode json
                    && json.get("search") instanceof ObjectNode search
                    && !search.has(WAITED)) {
                search.putNull(WAITED);
                return MAPPER.treeToValue(json, HistoryRecord.class);
            }
        } catch (JsonProcessingException otherwise) {
            reason.addSuppressed(otherwise);
        }
        throw notARecord(line, reason);
    }

    /** Why: of another format the number says it, because its fields mean nothing here. */
    private static IOException notARecord(String line, JsonProcessingException reason) {
        try {
            JsonNode json = MAPPER.readTree(line);
            JsonNode format = json.path("format");
            if (!json.isObject()) {
                return new IOException("it is no JSON object", reason);
            } else if (!format.isMissingNode() && format.asInt() != RunStarted.FORMAT) {
                return otherFormat(format.toString());
            }
        } catch (JsonProcessingException noJson) {
            reason.addSuppressed(noJson);
        }
        return new IOException(reason.getOriginalMessage(), reason);
    }

    private static IOException otherFormat(String format) {
        return new IOException(
                "it has format %s, and this version of AIPerf reads format %d".formatted(format, RunStarted.FORMAT));
    }

    private static final class NetworkWriter extends StdSerializer<PackedNetwork> {
        private static final long serialVersionUID = 1L;

        NetworkWriter() {
            super(PackedNetwork.class);
        }

        @Override
        public void serialize(PackedNetwork value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeRawValue(value.json());
        }
    }

    private static final class NetworkReader extends StdDeserializer<PackedNetwork> {
        private static final long serialVersionUID = 1L;

        NetworkReader() {
            super(PackedNetwork.class);
        }

        @Override
        public PackedNetwork deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return PackedNetwork.of(NetworkJson.read(parser.<JsonNode>readValueAsTree()));
        }
    }

    private static final class CountWriter extends StdSerializer<OperationCount> {
        private static final long serialVersionUID = 1L;

        CountWriter() {
            super(OperationCount.class);
        }

        @Override
        public void serialize(OperationCount value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeTree(OperationCountJson.write(value));
        }
    }

    private static final class CountReader extends StdDeserializer<OperationCount> {
        private static final long serialVersionUID = 1L;

        CountReader() {
            super(OperationCount.class);
        }

        @Override
        public OperationCount deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return OperationCountJson.read(parser.<JsonNode>readValueAsTree());
        }
    }
}
