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
import org.aiperf.search.bayes.NetworkCode;

/** Writes a {@link NetworkCode} as its bytes in Base64. */
final class NetworkCodeModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    NetworkCodeModule() {
        addSerializer(new Writer());
        addDeserializer(NetworkCode.class, new Reader());
    }

    private static final class Writer extends StdSerializer<NetworkCode> {

        private static final long serialVersionUID = 1L;

        Writer() {
            super(NetworkCode.class);
        }

        @Override
        public void serialize(NetworkCode code, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeBinary(code.toBytes());
        }
    }

    private static final class Reader extends StdDeserializer<NetworkCode> {

        private static final long serialVersionUID = 1L;

        Reader() {
            super(NetworkCode.class);
        }

        @Override
        public NetworkCode deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return NetworkCode.parse(in.getBinaryValue());
        }
    }
}
