// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Model;
import org.aiperf.search.morph.WeightedNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {

    private static final Network NETWORK = network();
    private static final Model MODEL = new Model(
            new WeightedNetwork(NETWORK, RandomWeights.of(NETWORK, 1)),
            NETWORK.layers().size());

    private final Path file;
    private final ModelStore store;

    ModelStoreTest(@TempDir Path directory) throws IOException {
        file = directory.resolve("models/t0.model");
        store = new ModelStore(RunDirectory.of(directory.toString()));
    }

    @Test
    void givesBackNetworkAndWeights() throws IOException {
        store.save("t0", MODEL);
        assertThat(store.load("t0")).isEqualTo(MODEL);

        Model untrained = new Model(WeightedNetwork.untrained(NETWORK), 3);
        store.save("t0", untrained);
        assertThat(store.load("t0")).isEqualTo(untrained);
        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void noticesEveryFlippedByteAndEveryMissingEnd() throws IOException {
        store.save("t0", MODEL);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (i % 2 == 0 ? 0x01 : 0x80);
            Files.write(file, damaged);
            refuses("byte " + i);
        }
        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(file, Arrays.copyOf(bytes, length));
            refuses("only " + length + " bytes");
        }
    }

    private static Network network() {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(6, 6, 1));
        int node = builder.append(Layer.Conv.same(1, 3, 3, 1), 0);
        node = builder.append(new Layer.Relu(), builder.append(new Layer.BatchNorm(3), node));
        builder.append(new Layer.Dense(3, 2), builder.append(new Layer.GlobalAveragePool(), node));
        return builder.build();
    }

    private void refuses(String what) {
        assertThatThrownBy(() -> store.load("t0"))
                .as(what)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t0.model: ");
    }
}
