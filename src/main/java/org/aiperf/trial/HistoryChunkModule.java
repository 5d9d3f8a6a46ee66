// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import org.aiperf.search.HistoryChunk;

/** Writes a {@link HistoryChunk} as its bytes in Base64. */
final class HistoryChunkModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    HistoryChunkModule() {
        addSerializer(new Writer());
        addDeserializer(HistoryChunk.class, new Reader());
    }

    private static final class Writer extends StdSerializer<HistoryChunk> {

        private static final long serialVersionUID = 1L;

        Writer() {
            super(HistoryChunk.class);
        }

        @Override
        public void serialize(HistoryChunk chunk, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeBinary(chunk.toBytes());
        }
    }

    private static final class Reader extends StdDeserializer<HistoryChunk> {

        private static final long serialVersionUID = 1L;

        Reader() {
            super(HistoryChunk.class);
        }

        @Override
        public HistoryChunk deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return HistoryChunk.ofBytes(in.getBinaryValue());
        }
    }
}
