// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The value of {@code --source}: a kind, an equals sign, and where the images are, or for made-up ones what they are.
 *
 * @param kind the kind
 * @param place a directory, or the settings of {@code synthnet}
 */
record SourceOption(Kind kind, String place) {

    private static final Set<String> SYNTHNET = Set.of("classes", "size", "train", "validation", "difficulty");

    /** The forms in which people have their images. */
    enum Kind {
        IMAGENET_TARS,
        FOLDERS,
        HF_PARQUET,
        WEBDATASET,
        TFRECORD,
        FASHION_MNIST,
        SYNTHNET;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    static SourceOption parse(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        List<String> known = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            known.add(kind.text());
            if (kind.text().equals(name)) {
                if (equals < 0 || equals == text.length() - 1) {
                    throw new UsageException("--source %s needs a place: --source %s=%s"
                            .formatted(
                                    name,
                                    name,
                                    kind == Kind.SYNTHNET ? "classes=10,size=64x64,train=2000,validation=500" : "DIR"));
                }
                String place = text.substring(equals + 1);
                return new SourceOption(
                        kind,
                        place.length() > 1 && place.endsWith("/") ? place.substring(0, place.length() - 1) : place);
            }
        }
        throw new UsageException(
                "--source %s: there is no kind '%s'; use one of: %s".formatted(text, name, String.join(", ", known)));
    }

    /** The settings of {@code synthnet}, checked to be known. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        for (String each : place.split(",", -1)) {
            String[] pair = each.split("=", 2);
            if (pair.length < 2 || !SYNTHNET.contains(pair[0])) {
                throw new UsageException(
                        "--source synthnet: '%s' is no setting; there are classes=N, size=HEIGHTxWIDTH, train=N, validation=N and difficulty=0..1"
                                .formatted(each));
            }
            settings.put(pair[0], pair[1]);
        }
        return settings;
    }

    /** One of the settings of {@code synthnet} that is a whole number. */
    static int number(Map<String, String> settings, String key, int other) {
        String text = settings.get(key);
        if (text == null) {
            return other;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new UsageException("--source synthnet: %s=%s is no whole number".formatted(key, text));
        }
        return Integer.parseInt(text);
    }
}
