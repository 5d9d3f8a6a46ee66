// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aiperf.network.Layer.BatchNorm;

/**
 * Batch normalisation that undoes itself: scale and shift are the deviation and the mean of its running statistics, so
 * in inference its output is its input, whatever the statistics. In training it is the identity, too, as far as the
 * statistics are those of the batch; a trainer sets them so before the first step (Wei et al. 2016, "Network
 * Morphism"). Training ends this state, and no trained layer is in it by chance.
 */
public final class IdentityNorm {

    private IdentityNorm() {}

    /** The tensors of a batch norm on an input of unknown statistics. */
    public static Map<String, Tensor> uncalibrated(int channels) {
        float[] variance = new float[channels];
        Arrays.fill(variance, 1);
        return calibrated(new float[channels], variance);
    }

    /** The tensors of a batch norm on an input of known statistics; both arrays are taken over. */
    public static Map<String, Tensor> calibrated(float[] mean, float[] variance) {
        int channels = mean.length;
        float[] gamma = new float[channels];
        for (int c = 0; c < channels; c++) {
            gamma[c] = scale(variance[c]);
        }
        return Map.of(
                Weights.GAMMA,
                new Tensor(gamma, channels),
                Weights.BETA,
                new Tensor(mean.clone(), channels),
                Weights.MEAN,
                new Tensor(mean, channels),
                Weights.VARIANCE,
                new Tensor(variance, channels));
    }

    /** The batch norms of a network that undo themselves, in the order in which the network computes them. */
    public static List<Integer> layers(Network network, Weights weights) {
        return network.topologicalOrder().stream()
                .filter(id -> network.layer(id).kind() == Layer.Kind.BATCH_NORM && undoesItself(weights, id))
                .toList();
    }

    private static boolean undoesItself(Weights weights, int id) {
        if (weights.layer(id).isEmpty()) {
            return false;
        }
        float[] gamma = weights.tensor(id, Weights.GAMMA).values();
        float[] variance = weights.tensor(id, Weights.VARIANCE).values();
        for (int c = 0; c < gamma.length; c++) {
            if (gamma[c] != scale(variance[c])) {
                return false;
            }
        }
        return Arrays.equals(
                weights.tensor(id, Weights.BETA).values(),
                weights.tensor(id, Weights.MEAN).values());
    }

    private static float scale(float variance) {
        return (float) Math.sqrt(variance + BatchNorm.EPSILON);
    }
}
