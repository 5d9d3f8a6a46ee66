// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The columns of a Parquet file that hold images and their classes. The image is a group with {@code bytes} (and
 * {@code path}), as Hugging Face writes it, or bytes alone; the class is a whole number, true or false, a number with a
 * point and nothing behind it, or text.
 *
 * @param file the file, for errors
 * @param image column of the image
 * @param label column of the class
 * @param classNames names of the classes that the file itself gives; empty if it gives none
 */
record ParquetColumns(String file, Type image, Type label, List<String> classNames) {

    private static final String BYTES = "bytes";
    private static final String PATH = "path";
    private static final String METADATA = "huggingface";
    private static final String LABEL = "label";
    private static final Set<String> LABELS = Set.of("labels", "cls", "class", "target");
    private static final Set<String> IMAGES = Set.of("image", "img", "jpg", "jpeg", "png");

    /** @throws IOException if there are none, or the file does not say which they are */
    static ParquetColumns of(ParquetFileReader reader, String file) throws IOException {
        MessageType schema = reader.getFileMetaData().getSchema();
        JsonNode features = features(reader, file);
        Type image = one(
                schema,
                file,
                "image",
                field -> field.getName().equals("image") && isImage(field),
                ParquetColumns::isImage);
        Type label = one(
                schema,
                file,
                "class",
                field -> field.getName().equals(LABEL),
                field -> features.path(field.getName()).path("_type").asText().equals("ClassLabel"),
                field -> LABELS.contains(field.getName()));
        requireClass(label, file);
        List<String> names = new ArrayList<>();
        features.path(label.getName()).path("names").forEach(name -> names.add(name.asText()));
        return new ParquetColumns(file, image, label, names);
    }

    /** The first rule that exactly one column fulfils tells it. */
    @SafeVarargs
    private static Type one(MessageType schema, String file, String what, Predicate<Type>... rules) throws IOException {
        for (Predicate<Type> rule : rules) {
            List<Type> found = schema.getFields().stream().filter(rule).toList();
            if (found.size() == 1) {
                return found.get(0);
            }
        }
        throw new IOException(
                "%s does not tell the column of the %s; its columns are %s, expected are image{bytes, path} and label"
                        .formatted(
                                file,
                                what,
                                String.join(
                                        ", ",
                                        schema.getFields().stream()
                                                .map(ParquetColumns::text)
                                                .toList())));
    }

    private static boolean isImage(Type field) {
        if (field.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        return field.isPrimitive()
                ? IMAGES.contains(field.getName()) && isBinary(field) && field.getLogicalTypeAnnotation() == null
                : field.asGroupType().containsField(BYTES)
                        && isBinary(field.asGroupType().getType(BYTES));
    }

    private static boolean isBinary(Type field) {
        return field.isPrimitive() && field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    }

    private static void requireClass(Type label, String file) throws IOException {
        boolean fits = label.isPrimitive() && !label.isRepetition(Type.Repetition.REPEATED);
        LogicalTypeAnnotation meaning = label.getLogicalTypeAnnotation();
        fits = fits
                && switch (label.asPrimitiveType().getPrimitiveTypeName()) {
                    case INT32, INT64 -> meaning == null || meaning instanceof IntLogicalTypeAnnotation;
                    case BINARY -> meaning == null || meaning instanceof StringLogicalTypeAnnotation;
                    case BOOLEAN, FLOAT, DOUBLE -> true;
                    default -> false;
                };
        if (!fits) {
            throw new IOException(
                    "Column %s of %s is %s; expected is one whole number, true or false, or text for each image"
                            .formatted(label.getName(), file, text(label)));
        }
    }

    private static String text(Type type) {
        return type.toString().replaceAll("\\s+", " ").strip();
    }

    /** What to read: all of image and label, or the label and what names the image. */
    MessageType schema(Wanted wanted) {
        Type kept = image;
        if (wanted == Wanted.NAMES && !image.isPrimitive()) {
            GroupType group = image.asGroupType();
            kept = group.containsField(PATH) ? group.withNewFields(group.getType(PATH)) : image;
        }
        return new MessageType("images", kept, label);
    }

    /** What of the rows to read. */
    enum Wanted {
        NAMES,
        IMAGES
    }

    /** The last part of an image's path; empty if the row has none. */
    String name(Group row) {
        if (image.isPrimitive() || row.getFieldRepetitionCount(image.getName()) == 0) {
            return "";
        }
        Group group = row.getGroup(image.getName(), 0);
        if (!group.getType().containsField(PATH) || group.getFieldRepetitionCount(PATH) == 0) {
            return "";
        }
        String path = group.getString(PATH, 0);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** @param where the row, for errors */
    byte[] image(Group row, String where) throws IOException {
        String name = image.getName();
        if (row.getFieldRepetitionCount(name) > 0) {
            if (image.isPrimitive()) {
                return row.getBinary(name, 0).getBytes();
            }
            Group group = row.getGroup(name, 0);
            if (group.getFieldRepetitionCount(BYTES) > 0) {
                return group.getBinary(BYTES, 0).getBytes();
            }
        }
        throw new IOException("%s has no bytes in column %s; use a copy of the data set that holds its images"
                .formatted(where, name));
    }

    /** @param where the row, for errors */
    int label(Group row, Labels labels, String where) throws IOException {
        String name = label.getName();
        if (row.getFieldRepetitionCount(name) == 0) {
            throw new IOException(
                    "%s has no value in column %s; leave images without a class out".formatted(where, name));
        }
        String column = "Column %s (%s) in %s".formatted(name, text(label), where);
        return switch (label.asPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> Labels.number(row.getInteger(name, 0), column);
            case INT64 -> Labels.number(row.getLong(name, 0), column);
            case BOOLEAN -> row.getBoolean(name, 0) ? 1 : 0;
            case FLOAT -> whole(row.getFloat(name, 0), column);
            case DOUBLE -> whole(row.getDouble(name, 0), column);
            default -> labels.of(row.getString(name, 0).strip(), column);
        };
    }

    private static int whole(double number, String column) throws IOException {
        if (number != Math.rint(number) || Double.isInfinite(number)) {
            throw new IOException(
                    "%s is %s, expected is the whole number of a class, from 0".formatted(column, number));
        }
        return Labels.number((long) number, column);
    }

    private static JsonNode features(ParquetFileReader reader, String file) throws IOException {
        String description = reader.getFileMetaData().getKeyValueMetaData().get(METADATA);
        try {
            return new ObjectMapper()
                    .readTree(description == null ? "{}" : description)
                    .at("/info/features");
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s describes its columns by text that is not JSON; write it again without the metadata '%s', and give the class names by --classes"
                            .formatted(file, METADATA),
                    e);
        }
    }
}
