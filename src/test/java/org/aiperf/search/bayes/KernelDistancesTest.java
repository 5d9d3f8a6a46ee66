// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.aiperf.network.Layer;
import org.junit.jupiter.api.Test;

/** What of the GPU's back end can be tested without one: what goes to the device, and what becomes of its answers. */
class KernelDistancesTest {

    private static final List<NetworkCode> NETWORKS = RandomNetworks.large(60, 41);

    @Test
    void equalsPlainBatchesToTheLastBit() {
        List<NetworkCode> queries = NETWORKS.subList(0, 5);
        double[][] expected = new double[queries.size()][NETWORKS.size()];
        double[][] found = new double[queries.size()][NETWORKS.size()];

        new BatchDistances().distances(queries, NETWORKS, expected);
        new KernelDistances(new PlainKernel()).distances(queries, NETWORKS, found);

        assertThat(found).isDeepEqualTo(expected);
    }

    @Test
    void servesLongChainsAndAlphabetsOfManyLetters() {
        int[] letters = IntStream.range(1, 400)
                .map(filters -> LayerAlphabet.number(LayerClass.of(Layer.Conv.same(8, filters, 3, 1))))
                .toArray();
        NetworkCode various = new NetworkCode(letters, new long[0]);
        int[] backwards = new int[2000];
        Arrays.setAll(backwards, i -> letters[(2000 - i) % letters.length]);
        NetworkCode longest = new NetworkCode(backwards, new long[0]);
        List<NetworkCode> all = List.of(various, longest, NETWORKS.get(0));
        double[][] expected = new double[3][3];
        double[][] found = new double[3][3];

        new BatchDistances().distances(all, all, expected);
        new KernelDistances(new PlainKernel()).distances(all, all, found);

        assertThat(found).isDeepEqualTo(expected);
        assertThat(found[0][1]).isPositive();
    }

    @Test
    void computesOnTheCpuWhenTheDeviceFails() {
        AtomicInteger launches = new AtomicInteger();
        KernelDistances backend = new KernelDistances(batch -> {
            launches.incrementAndGet();
            return () -> {
                throw new DeviceException("CUDA cannot align 60 pairs: CUDA_ERROR_LAUNCH_FAILED");
            };
        });
        assertThat(backend.name()).isEqualTo("cuda");
        double[] expected = new double[NETWORKS.size()];
        new BatchDistances().distances(NETWORKS.get(7), NETWORKS, expected);

        for (int i = 0; i < 2; i++) {
            double[] found = new double[NETWORKS.size()];
            backend.distances(NETWORKS.get(7), NETWORKS, found);
            assertThat(found).containsExactly(expected);
        }
        assertThat(launches).hasValue(1);
        assertThat(backend.name()).isEqualTo("batch");
    }

    @Test
    void theDeviceCodeIsThatOfTheSource() throws IOException, NoSuchAlgorithmException {
        String ptx = new String(resource("edit.ptx"), StandardCharsets.US_ASCII);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(resource("edit.cu")));

        assertThat(ptx)
                .as("run ci/gpu/ptx.py after a change of edit.cu")
                .startsWith(
                        "// SPDX-License-Identifier: Apache-2.0\n// Made by ci/gpu/ptx.py of edit.cu " + hash + "\n")
                .contains("\n.version 7.7\n", "\n.target sm_60\n", "\n.address_size 64\n")
                .contains(".visible .entry edit_shared(", ".visible .entry edit_global(", ".maxntid 256, 1, 1");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PairBatch.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
