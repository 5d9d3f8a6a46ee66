// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.ImageDecoder;

/** What is done to an image between decoding and the network. */
public enum Preprocessing {
    /** Nothing: every image must have the size asked for. */
    AS_IS {
        @Override
        public Transform training(ImageDecoder decoder, ImageSize size) {
            return new PlainImage(decoder, size);
        }

        @Override
        public Transform validation(ImageDecoder decoder, ImageSize size) {
            return new PlainImage(decoder, size);
        }
    },
    /** As the reference treats ImageNet: {@link RandomWindow} to train on, {@link ResizedCentre} to validate with. */
    AIPERF {
        @Override
        public Transform training(ImageDecoder decoder, ImageSize size) {
            return new RandomWindow(decoder, size);
        }

        @Override
        public Transform validation(ImageDecoder decoder, ImageSize size) {
            return new ResizedCentre(decoder, size);
        }
    },
    /** As most train on ImageNet: {@link RandomResizedCrop} to train on, {@link ResizedCentre} to validate with. */
    INCEPTION {
        @Override
        public Transform training(ImageDecoder decoder, ImageSize size) {
            return new RandomResizedCrop(decoder, size);
        }

        @Override
        public Transform validation(ImageDecoder decoder, ImageSize size) {
            return new ResizedCentre(decoder, size);
        }
    };

    /** For the images of training, each with draws of its own; closes the decoder with it. */
    public abstract Transform training(ImageDecoder decoder, ImageSize size);

    /** For the images of validation, without randomness; closes the decoder with it. */
    public abstract Transform validation(ImageDecoder decoder, ImageSize size);

    /** The name in configurations and reports: {@code as-is}, {@code aiperf}, {@code inception}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The preprocessing of this name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public static Preprocessing parse(String text) {
        return Stream.of(values())
                .filter(value -> value.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Preprocessing '%s' is unknown; use one of: %s"
                        .formatted(
                                text,
                                Stream.of(values()).map(Preprocessing::text).collect(Collectors.joining(", ")))));
    }
}
