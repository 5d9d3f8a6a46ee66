// SPDX-License-Identifier: Apache-2.0
package org.aiperf.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aiperf.dataset.Preprocessing;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.VisibleStrings;
import org.aiperf.foreign.VisibleText;
import org.aiperf.training.Normalization;

/**
 * What a model's file tells about itself: where it comes from, and what to do with an image before it sees it.
 *
 * @param format version of this record's format
 * @param run name of the run
 * @param trial that trained it
 * @param epoch from 1, after which its weights were taken
 * @param accuracy share of the validation images that it classified rightly then, from 0 to 1
 * @param data name of the data set
 * @param height rows of an image that it takes
 * @param width columns of an image that it takes
 * @param channels 1 grey, 3 red, green, blue
 * @param classes number of classes
 * @param classNames a name for each; empty if nobody knows them
 * @param preprocessing what is done to an image after decoding, as the configuration spells it
 * @param normalization applied to the pixels inside the network
 */
public record ModelCard(
        int format,
        String run,
        String trial,
        int epoch,
        double accuracy,
        String data,
        int height,
        int width,
        int channels,
        int classes,
        List<String> classNames,
        String preprocessing,
        Normalization normalization) {

    /** The format that this version writes, and the only one that it reads. */
    public static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .registerModule(new VisibleStrings());

    public ModelCard {
        classNames = List.copyOf(classNames);
        if (height < 1 || width < 1 || (channels != 1 && channels != 3) || classes < 1) {
            throw new IllegalArgumentException("No model takes images of %d x %d x %d and knows %d classes"
                    .formatted(height, width, channels, classes));
        }
        if (!classNames.isEmpty() && classNames.size() != classes) {
            throw new IllegalArgumentException(
                    "There are %d classes and %d names".formatted(classes, classNames.size()));
        }
        Preprocessing.parse(preprocessing);
    }

    /** What to call a class. */
    public String className(int label) {
        return classNames.isEmpty() ? "class " + label : classNames.get(label);
    }

    byte[] json() {
        try {
            return MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + this, e);
        }
    }

    /** @throws IOException if it is none; tells why, as the end of a sentence */
    static ModelCard read(byte[] json) throws IOException {
        try {
            JsonNode tree = MAPPER.readValue(json, JsonNode.class);
            if (tree.path("format").asInt() != FORMAT) {
                throw new IOException("it has format %s, and this version of AIPerf reads format %d"
                        .formatted(tree.path("format"), FORMAT));
            }
            return MAPPER.treeToValue(tree, ModelCard.class);
        } catch (JsonProcessingException e) {
            throw new IOException("its description cannot be read: " + VisibleText.of(Cause.of(e)), e);
        }
    }

    /** The same as text by name. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("run", run);
        properties.put("trial", trial);
        properties.put("epoch", Integer.toString(epoch));
        properties.put("accuracy", Double.toString(accuracy));
        properties.put("data", data);
        properties.put("preprocessing", preprocessing);
        properties.put("class_names", String.join("\n", classNames));
        return properties;
    }
}
