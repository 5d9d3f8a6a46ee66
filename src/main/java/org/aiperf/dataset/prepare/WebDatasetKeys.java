// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The members of one archive by their keys, as WebDataset defines them: the key is the path up to the first dot of the
 * file's name, the rest is the kind. An image is a member of kind {@code jpg}, {@code jpeg} or {@code png}; its class is
 * in the member {@code cls} of the same key, a number from 0 or a class name, else in {@code json} under "label", else the
 * name in {@code txt}. Not thread-safe.
 */
final class WebDatasetKeys {

    private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png");
    private static final Set<String> ARCHIVES = Set.of("tar", "tar.gz", "tgz", "zip");
    private static final Set<String> LABELS = Set.of("cls", "json", "txt");
    private static final int LONGEST_LABEL = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String archive;
    private final Labels labels;
    private final boolean named;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Leftovers leftovers = new Leftovers();

    /** Reads a small member. */
    @FunctionalInterface
    interface Text {
        byte[] read() throws IOException;
    }

    private static final class Key {
        private TarMembers.@Nullable Member image;
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final List<String> others = new ArrayList<>();
    }

    /**
     * @param archive the file, for errors
     * @param classNames what a class may be called, in label order; empty for numbers alone
     */
    WebDatasetKeys(String archive, List<String> classNames) {
        this.archive = archive;
        this.labels = new Labels(classNames);
        this.named = !classNames.isEmpty();
    }

    /** Whether a member is the image of its key. */
    static boolean isImage(String name) {
        return IMAGES.contains(kind(name.substring(name.lastIndexOf('/') + 1)));
    }

    private static String kind(String file) {
        int dot = file.indexOf('.');
        return dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Adds the next member.
     *
     * @param text its bytes, read only if they tell a class
     */
    void add(TarMembers.Member member, Text text) throws IOException {
        String name = member.name();
        String file = name.substring(name.lastIndexOf('/') + 1);
        if (SourceFiles.leftOut(name.startsWith("__MACOSX/") ? "__MACOSX" : file, name + " in " + archive, leftovers)) {
            return;
        }
        int dot = file.indexOf('.');
        String kind = kind(file);
        Key key = keys.computeIfAbsent(
                name.substring(0, name.length() - file.length() + (dot < 0 ? file.length() : dot)), none -> new Key());
        if (IMAGES.contains(kind)) {
            if (key.image != null) {
                throw new IOException("%s holds two images of one key: %s and %s; a key names one image"
                        .formatted(archive, key.image.name(), name));
            }
            key.image = member;
        } else if (LABELS.contains(kind)) {
            if (key.labels.containsKey(kind)) {
                throw new IOException("%s holds two members %s; a key has one of each kind".formatted(archive, name));
            }
            key.labels.put(kind, member.length() > LONGEST_LABEL ? "" : new String(text.read(), UTF_8).strip());
        } else if (ARCHIVES.contains(kind)) {
            throw new IOException(
                    "%s holds an archive, %s; unpack the archives in it first, or name those of ILSVRC2012 by --source imagenet-tars=DIR"
                            .formatted(archive, name));
        } else {
            key.others.add(name);
        }
    }

    /**
     * The images with their classes.
     *
     * @param part all of the archive
     * @param place its path as seen from the source's directory
     */
    SourceListing listing(SourcePart part, String place) throws IOException {
        List<SourceImage> images = new ArrayList<>();
        for (Map.Entry<String, Key> each : keys.entrySet()) {
            Key key = each.getValue();
            TarMembers.Member image = key.image;
            int others = key.others.size() + (image == null ? key.labels.size() : 0);
            if (others > 0) {
                String example = key.others.isEmpty()
                        ? each.getKey() + "." + key.labels.keySet().iterator().next()
                        : key.others.get(0);
                leftovers.add(image == null ? Reason.NO_IMAGE : Reason.MEMBER, others, example + " in " + archive);
            }
            if (image == null) {
                continue;
            }
            if (image.length() == 0) {
                leftovers.add(Reason.EMPTY, image.name() + " in " + archive);
                continue;
            }
            images.add(new SourceImage(
                    place + "/" + image.name(),
                    label(each.getKey(), key),
                    part.file(),
                    image.offset(),
                    Math.toIntExact(image.length())));
        }
        return new SourceListing(images, leftovers);
    }

    private int label(String name, Key key) throws IOException {
        String cls = key.labels.get("cls");
        if (cls != null) {
            return labels.of(cls, "%s.cls in %s".formatted(name, archive));
        }
        String json = key.labels.get("json");
        if (json != null) {
            JsonNode label = label(json, "%s.json in %s".formatted(name, archive));
            if (label != null) {
                return labels.of(label.asText(), "\"label\" of %s.json in %s".formatted(name, archive));
            }
        }
        String txt = key.labels.get("txt");
        if (txt != null && named) {
            return labels.of(txt, "%s.txt in %s".formatted(name, archive));
        }
        throw new IOException(
                "%s holds the image %s but nothing that tells its class: expected is %s.cls with its number, from 0, or %s.json with \"label\"%s"
                        .formatted(
                                archive,
                                key.image == null ? name : key.image.name(),
                                name,
                                name,
                                txt == null
                                        ? "; where an archive is a class, unpack each into a directory of its own and name them by --source folders=DIR"
                                        : ", or --classes FILE with the names that " + name + ".txt may hold"));
    }

    private static @Nullable JsonNode label(String json, String where) throws IOException {
        try {
            JsonNode label = JSON.readTree(json).get("label");
            return label == null || label.isNull() ? null : label;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s is no JSON; give each image a .cls with the number of its class".formatted(where), e);
        }
    }
}
