// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.JsonNodeDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Iterator;

/**
 * Makes every text of a JSON file {@link VisibleText} while it is read, so that whoever shows it later, on a terminal, in a
 * log or on a page, shows text.
 */
public final class VisibleStrings extends SimpleModule {

    private static final long serialVersionUID = 1L;

    public VisibleStrings() {
        addDeserializer(String.class, new Text());
        addDeserializer(JsonNode.class, new Tree());
        addKeyDeserializer(String.class, new Key());
    }

    private static boolean isVisible(JsonNode node) {
        if (node.isTextual()) {
            return VisibleText.isVisible(node.textValue());
        }
        for (JsonNode child : node) {
            if (!isVisible(child)) {
                return false;
            }
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            if (!VisibleText.isVisible(names.next())) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode visible(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(VisibleText.of(node.textValue()));
        } else if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(each -> copy.add(visible(each)));
            return copy;
        } else if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.fields()
                    .forEachRemaining(field -> copy.set(VisibleText.of(field.getKey()), visible(field.getValue())));
            return copy;
        }
        return node;
    }

    private static final class Text extends StdDeserializer<String> {
        private static final long serialVersionUID = 1L;

        Text() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return VisibleText.of(StringDeserializer.instance.deserialize(parser, context));
        }
    }

    private static final class Tree extends StdDeserializer<JsonNode> {
        private static final long serialVersionUID = 1L;

        /** The library's own. */
        private static final JsonDeserializer<? extends JsonNode> LIBRARY =
                JsonNodeDeserializer.getDeserializer(JsonNode.class);

        Tree() {
            super(JsonNode.class);
        }

        @Override
        public JsonNode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode tree = LIBRARY.deserialize(parser, context);
            return isVisible(tree) ? tree : visible(tree);
        }
    }

    private static final class Key extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return VisibleText.of(key);
        }
    }
}
