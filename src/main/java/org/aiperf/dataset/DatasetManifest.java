// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.VisibleText;

/**
 * What {@code dataset.json} says about the shards beside it. Its reader and writer are here side by side.
 *
 * @param name short name of the data set
 * @param height rows of every image; 0 if they differ
 * @param width columns of every image; 0 if they differ
 * @param channels 1 grey, 3 red-green-blue
 * @param classNames one name a class, in label order
 * @param labelBase the label of the first class: 1 in the shards of ImageNet
 * @param training shards of the training images
 * @param validation shards of the validation images
 * @param seed the seed that drew the images and their order
 * @param licence licence and copyright of the images
 * @param source where the images come from
 * @param content what the shards hold, whatever they are; empty in manifests of earlier releases
 * @param leftOut files of the source that the shards do not hold, by reason
 */
public record DatasetManifest(
        String name,
        int height,
        int width,
        int channels,
        List<String> classNames,
        int labelBase,
        List<Shard> training,
        List<Shard> validation,
        long seed,
        String licence,
        String source,
        Optional<Content> content,
        List<LeftOut> leftOut) {

    /** The manifest's name in the data set's directory. */
    public static final String FILE = "dataset.json";

    private static final int VERSION = 1;

    private static final String VERSION_KEY = "formatVersion";
    private static final String NAME = "name";
    private static final String HEIGHT = "height";
    private static final String WIDTH = "width";
    private static final String CHANNELS = "channels";
    private static final String CLASS_NAMES = "classNames";
    private static final String LABEL_BASE = "labelBase";
    private static final String TRAINING = "training";
    private static final String VALIDATION = "validation";
    private static final String IMAGES = "images";
    private static final String SHARDS = "shards";
    private static final String SHARD_FILE = "file";
    private static final String RECORDS = "records";
    private static final String SHA_256 = "sha256";
    private static final String SEED = "seed";
    private static final String LICENCE = "licence";
    private static final String SOURCE = "source";

    private static final String LEFT_OUT = "leftOut";
    private static final String REASON = "reason";
    private static final String FILES = "files";
    private static final String EXAMPLE = "example";
    private static final String CONTENT = "content";
    private static final String REPEATED_IN_TRAINING = "repeatedInTraining";
    private static final String REPEATED_IN_VALIDATION = "repeatedInValidation";
    private static final String IN_BOTH = "inBoth";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One TFRecord file.
     *
     * @param file its name in the data set's directory
     * @param records images in it
     * @param sha256 its SHA-256, 64 lower-case hexadecimal digits
     */
    public record Shard(String file, int records, String sha256) {

        private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
        private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

        public Shard {
            require(FILE_NAME.matcher(file).matches(), "a shard's file must be a plain file name, not '" + file + "'");
            require(records > 0, "shard " + file + " must have at least one record, not " + records);
            require(DIGEST.matcher(sha256).matches(), "shard " + file + " must have a SHA-256 of 64 hex digits");
        }
    }

    public DatasetManifest {
        classNames = List.copyOf(classNames);
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        leftOut = List.copyOf(leftOut);
        require(height >= 0 && width >= 0, "height and width must not be negative");
        require((height == 0) == (width == 0), "height and width must both be given or both be 0");
        require(channels == 1 || channels == 3, "channels must be 1 or 3, not " + channels);
        require(classNames.size() >= 2, "there must be at least two class names");
        require(labelBase >= 0, "labelBase must not be negative");
        require(!training.isEmpty() && !validation.isEmpty(), "training and validation must have shards");
    }

    /** Number of classes. */
    public int classes() {
        return classNames.size();
    }

    /** Number of training images. */
    public int trainImages() {
        return images(training);
    }

    /** Number of validation images. */
    public int validationImages() {
        return images(validation);
    }

    /** The content of {@code dataset.json}. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put(VERSION_KEY, VERSION);
        root.put(NAME, name);
        root.put(HEIGHT, height);
        root.put(WIDTH, width);
        root.put(CHANNELS, channels);
        classNames.forEach(root.putArray(CLASS_NAMES)::add);
        root.put(LABEL_BASE, labelBase);
        root.set(TRAINING, toJson(training));
        root.set(VALIDATION, toJson(validation));
        root.put(SEED, seed);
        root.put(LICENCE, licence);
        root.put(SOURCE, source);
        content.ifPresent(held -> root.putObject(CONTENT)
                .put(SHA_256, held.sha256())
                .put(REPEATED_IN_TRAINING, held.repeatedInTraining())
                .put(REPEATED_IN_VALIDATION, held.repeatedInValidation())
                .put(IN_BOTH, held.inBoth()));
        ArrayNode left = root.putArray(LEFT_OUT);
        leftOut.forEach(each -> left.addObject()
                .put(REASON, each.reason())
                .put(FILES, each.files())
                .put(EXAMPLE, each.example()));
        return root.toPrettyString() + "\n";
    }

    /**
     * Reads the content of a {@code dataset.json}.
     *
     * @param json the content
     * @param file the name that errors give
     * @throws IOException if it is of another format version or a value is missing or impossible, naming the key
     */
    public static DatasetManifest parse(String json, String file) throws IOException {
        try {
            JsonNode root = JSON.readTree(json);
            int version = number(root, VERSION_KEY);
            require(
                    version == VERSION,
                    "format version %d is unknown, only %d can be read; use a release that knows it or prepare again"
                            .formatted(version, VERSION));
            List<String> names = new ArrayList<>();
            for (JsonNode className : present(root, CLASS_NAMES)) {
                names.add(VisibleText.of(className.asText()));
            }
            return new DatasetManifest(
                    text(root, NAME),
                    number(root, HEIGHT),
                    number(root, WIDTH),
                    number(root, CHANNELS),
                    names,
                    number(root, LABEL_BASE),
                    shards(present(root, TRAINING), TRAINING),
                    shards(present(root, VALIDATION), VALIDATION),
                    seed(root),
                    text(root, LICENCE),
                    text(root, SOURCE),
                    content(root),
                    leftOut(root));
        } catch (JsonProcessingException e) {
            throw new IOException("Cannot read %s: it is not JSON: %s".formatted(file, Cause.of(e)), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("Cannot read %s: %s".formatted(file, Cause.of(e)), e);
        }
    }

    /** The same with another content. */
    public DatasetManifest withContent(Content held) {
        return new DatasetManifest(
                name,
                height,
                width,
                channels,
                classNames,
                labelBase,
                training,
                validation,
                seed,
                licence,
                source,
                Optional.of(held),
                leftOut);
    }

    private static List<LeftOut> leftOut(JsonNode root) {
        List<LeftOut> list = new ArrayList<>();
        for (JsonNode each : root.path(LEFT_OUT)) {
            list.add(new LeftOut(text(each, REASON), present(each, FILES).asLong(), text(each, EXAMPLE)));
        }
        return list;
    }

    private static Optional<Content> content(JsonNode root) {
        JsonNode content = root.get(CONTENT);
        return content == null
                ? Optional.empty()
                : Optional.of(new Content(
                        text(content, SHA_256),
                        number(content, REPEATED_IN_TRAINING),
                        number(content, REPEATED_IN_VALIDATION),
                        number(content, IN_BOTH)));
    }

    private static ObjectNode toJson(List<Shard> shards) {
        ObjectNode node = JSON.createObjectNode();
        node.put(IMAGES, images(shards));
        for (Shard shard : shards) {
            node.withArray(SHARDS)
                    .addObject()
                    .put(SHARD_FILE, shard.file())
                    .put(RECORDS, shard.records())
                    .put(SHA_256, shard.sha256());
        }
        return node;
    }

    private static List<Shard> shards(JsonNode node, String key) {
        List<Shard> shards = new ArrayList<>();
        for (JsonNode shard : present(node, SHARDS)) {
            shards.add(new Shard(text(shard, SHARD_FILE), number(shard, RECORDS), text(shard, SHA_256)));
        }
        int images = number(node, IMAGES);
        require(
                images == images(shards),
                "%s.images is %d but its shards have %d records".formatted(key, images, images(shards)));
        return shards;
    }

    private static int images(List<Shard> shards) {
        return Math.toIntExact(shards.stream().mapToLong(Shard::records).sum());
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = present(node, key);
        require(value.isTextual(), key + " must be a text");
        return VisibleText.of(value.textValue());
    }

    private static int number(JsonNode node, String key) {
        JsonNode value = present(node, key);
        require(value.isInt(), key + " must be a whole number");
        return value.intValue();
    }

    private static long seed(JsonNode root) {
        JsonNode value = present(root, SEED);
        require(value.canConvertToLong(), SEED + " must be a whole number");
        return value.longValue();
    }

    private static JsonNode present(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
