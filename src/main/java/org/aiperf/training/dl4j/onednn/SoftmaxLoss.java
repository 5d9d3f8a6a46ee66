// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.nio.FloatBuffer;

/** Softmax and cross entropy with any targets that sum to 1 for each image, such as smoothed labels. */
final class SoftmaxLoss {

    private final int classes;
    private final double[] powers;

    SoftmaxLoss(int classes) {
        this.classes = classes;
        this.powers = new double[classes];
    }

    /** Mean loss of an image. */
    double loss(float[] logits, FloatBuffer targets, int images) {
        double loss = 0;
        for (int image = 0; image < images; image++) {
            double logarithm = softmax(logits, image * classes);
            for (int c = 0; c < classes; c++) {
                int i = image * classes + c;
                loss -= targets.get(i) * (logits[i] - logarithm);
            }
        }
        return loss / images;
    }

    /** The gradient of the mean loss with respect to the logits. */
    void slope(float[] logits, FloatBuffer targets, int images, FloatBuffer slope) {
        for (int image = 0; image < images; image++) {
            softmax(logits, image * classes);
            for (int c = 0; c < classes; c++) {
                int i = image * classes + c;
                slope.put(i, (float) ((powers[c] - targets.get(i)) / images));
            }
        }
    }

    /** Probabilities of each image's classes. */
    void probabilities(float[] logits, int images, FloatBuffer probabilities) {
        for (int image = 0; image < images; image++) {
            softmax(logits, image * classes);
            for (int c = 0; c < classes; c++) {
                probabilities.put(image * classes + c, (float) powers[c]);
            }
        }
    }

    /** Leaves the probabilities of one image in {@code powers}; returns what is to be subtracted for their logarithms. */
    private double softmax(float[] logits, int from) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            powers[c] = Math.exp(logits[from + c] - max);
            sum += powers[c];
        }
        for (int c = 0; c < classes; c++) {
            powers[c] /= sum;
        }
        return max + Math.log(sum);
    }
}
