// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.util.List;
import org.aiperf.config.DataSettings;

/**
 * From an unsigned byte to the network's input: {@code (x / 255 - mean) / deviation}, for each channel.
 *
 * @param mean mean of each channel, or one for all
 * @param deviation standard deviation of each channel, or one for all
 */
public record Normalization(List<Double> mean, List<Double> deviation) {

    /** Only {@code x / 255}, as the reference does. */
    public static final Normalization UNIT = new Normalization(List.of(0.0), List.of(1.0));

    /** By mean and deviation of ImageNet's red, green and blue, as most train on it. */
    public static final Normalization IMAGENET =
            new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    public Normalization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty()
                || mean.size() != deviation.size()
                || !deviation.stream().allMatch(d -> d > 0)) {
            throw new IllegalArgumentException(
                    "Impossible normalisation: mean %s, deviation %s".formatted(mean, deviation));
        }
    }

    /** The one that belongs to a preprocessing. */
    public static Normalization of(DataSettings.Preprocessing preprocessing) {
        return switch (preprocessing) {
            case AS_IS, AIPERF -> UNIT;
            case INCEPTION -> IMAGENET;
        };
    }

    /** What a pixel is multiplied by in each channel. */
    public float[] scales(int channels) {
        float[] scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = (float) (1 / (255 * of(deviation, c, channels)));
        }
        return scales;
    }

    /** What is added to a scaled pixel in each channel. */
    public float[] offsets(int channels) {
        float[] offsets = new float[channels];
        for (int c = 0; c < channels; c++) {
            offsets[c] = (float) (-of(mean, c, channels) / of(deviation, c, channels));
        }
        return offsets;
    }

    private static double of(List<Double> values, int channel, int channels) {
        if (values.size() != 1 && values.size() != channels) {
            throw new IllegalArgumentException(
                    "A normalisation of %d channels for images of %d channels".formatted(values.size(), channels));
        }
        return values.get(values.size() == 1 ? 0 : channel);
    }
}
