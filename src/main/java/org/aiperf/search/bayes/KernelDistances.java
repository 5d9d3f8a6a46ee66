// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.List;
import java.util.function.Supplier;
import org.aiperf.foreign.Cause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many pairs at once on a GPU: the device aligns the layers while the CPU matches the skips. The results are those of
 * {@link BatchDistances} to the last bit, so that when the device fails, plain batches take over with one warning.
 */
final class KernelDistances implements DistanceBackend {

    private static final Logger LOG = LoggerFactory.getLogger(KernelDistances.class);

    /** Others of one launch: what the device holds at a time stays below a few hundred megabytes. */
    private static final int LAUNCH = 1 << 16;

    private final ScalarDistances banded = new ScalarDistances();
    private final BatchDistances batches = new BatchDistances();
    private volatile @Nullable DistanceKernel kernel;

    KernelDistances(DistanceKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public String name() {
        return kernel == null ? batches.name() : "cuda";
    }

    @Override
    public void distances(NetworkCode query, List<NetworkCode> others, double[] out) {
        distances(List.of(query), others, new double[][] {out});
    }

    @Override
    public void distancesWithin(NetworkCode query, List<NetworkCode> others, double threshold, double[] out) {
        // What a threshold leaves to do is less than a launch costs.
        banded.distancesWithin(query, others, threshold, out);
    }

    @Override
    public void distances(List<NetworkCode> queries, List<NetworkCode> others, double[][] out) {
        if (queries.isEmpty() || others.isEmpty()) {
            return;
        }
        DistanceKernel device = kernel;
        if (device != null) {
            try {
                onDevice(device, queries, others, out);
                return;
            } catch (DeviceException e) {
                kernel = null;
                LOG.warn("Edit distances are computed on the CPU from now on: {}", Cause.of(e));
            }
        }
        batches.distances(queries, others, out);
    }

    private static void onDevice(
            DistanceKernel device, List<NetworkCode> queries, List<NetworkCode> others, double[][] out) {
        FixedPoint scale = FixedPoint.forLength(Math.max(longest(queries), longest(others)));
        SkipMatching matching = new SkipMatching();
        for (int from = 0; from < others.size(); from += LAUNCH) {
            List<NetworkCode> some = others.subList(from, Math.min(from + LAUNCH, others.size()));
            Supplier<int[]> layers = device.start(PairBatch.of(queries, some, scale));
            for (int q = 0; q < queries.size(); q++) {
                for (int i = 0; i < some.size(); i++) {
                    out[q][from + i] = matching.distance(
                            queries.get(q).skips(), some.get(i).skips());
                }
            }
            int[] fixed = layers.get();
            for (int q = 0; q < queries.size(); q++) {
                for (int i = 0; i < some.size(); i++) {
                    out[q][from + i] += scale.toDouble(fixed[q * some.size() + i]);
                }
            }
        }
    }

    private static int longest(List<NetworkCode> codes) {
        return codes.stream().mapToInt(NetworkCode::length).max().orElse(0);
    }
}
