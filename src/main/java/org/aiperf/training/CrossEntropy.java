// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.util.Arrays;

/**
 * The loss of a classifier and its accuracy, summed up over batches in double precision. Targets are smoothed labels:
 * {@code 1 - s + s / K} for the true class and {@code s / K} for the others (Szegedy et al. 2016, section 7).
 */
public final class CrossEntropy {

    private final int classes;
    private final double smoothing;
    private long images;
    private long hits;
    private double loss;

    public CrossEntropy(int classes, double smoothing) {
        this.classes = classes;
        this.smoothing = smoothing;
    }

    /** Writes the smoothed targets of the first labels, {@code [size, classes]} row-major. */
    public void targets(int[] labels, int size, float[] targets) {
        Arrays.fill(targets, 0, size * classes, (float) (smoothing / classes));
        for (int image = 0; image < size; image++) {
            targets[image * classes + label(labels[image])] = (float) (1 - smoothing + smoothing / classes);
        }
    }

    /**
     * Adds a batch.
     *
     * @param logits {@code [size, classes]} row-major, before the softmax
     * @return the mean loss of this batch; not finite if a logit is not
     */
    public double add(float[] logits, int[] labels, int size) {
        double sum = 0;
        for (int image = 0; image < size; image++) {
            sum += loss(logits, image * classes, label(labels[image]));
        }
        images += size;
        loss += sum;
        return sum / size;
    }

    private double loss(float[] logits, int from, int label) {
        int best = 0;
        double total = 0;
        for (int c = 0; c < classes; c++) {
            total += logits[from + c];
            best = logits[from + c] > logits[from + best] ? c : best;
        }
        hits += best == label ? 1 : 0;
        double max = logits[from + best];
        double powers = 0;
        for (int c = 0; c < classes; c++) {
            powers += Math.exp(logits[from + c] - max);
        }
        double expected = (1 - smoothing) * logits[from + label] + smoothing / classes * total;
        return max + Math.log(powers) - expected;
    }

    private int label(int label) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    "Label %d in a data set for a network of %d classes".formatted(label, classes));
        }
        return label;
    }

    public long images() {
        return images;
    }

    /** Mean loss of an image. */
    public double loss() {
        return loss / images;
    }

    /** Share of images whose greatest logit is the true class's. */
    public double accuracy() {
        return (double) hits / images;
    }
}
