// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.aiperf.network.Golden;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.junit.jupiter.api.Test;

class NetworkCodeTest {

    @Test
    void seesTheChainAndTheSkipsOfTheReference() {
        for (String name : Golden.NETWORKS) {
            NetworkCode code = NetworkCode.of(Golden.network(name));
            assertThat(code.length())
                    .as(name)
                    .isEqualTo(Golden.networkJson(name)
                            .at("/expect/descriptor_layers")
                            .size());
            assertThat(code.skips())
                    .as(name)
                    .hasSize(Golden.networkJson(name)
                            .at("/expect/descriptor_skips")
                            .size());
        }
    }

    @Test
    void knowsEveryLayer() {
        assertThat(Layer.class.getPermittedSubclasses()).hasSize(LayerClass.Kind.values().length);
    }

    @Test
    void survivesItsBytes() {
        for (NetworkCode code : RandomNetworks.small(40, 2)) {
            NetworkCode read = NetworkCode.parse(code.toBytes());
            assertThat(read).isEqualTo(code);
            assertThat(read.hash()).isEqualTo(code.hash());
        }
    }

    @Test
    void resNet50TakesAFewHundredBytesAndAlwaysHasThisHash() {
        NetworkCode code = NetworkCode.of(Golden.network("resnet50"));
        assertThat(code.toBytes()).hasSizeLessThan(350);
        // Recorded once: a JVM that numbers the layers in another order must find the same.
        assertThat(code.hash()).isEqualTo(6619971020096300773L);
    }

    @Test
    void equalHashMeansDistanceZero() {
        List<NetworkCode> codes = RandomNetworks.small(120, 8);
        for (NetworkCode a : codes) {
            for (NetworkCode b : codes) {
                assertThat(a.hash() == b.hash()).isEqualTo(a.equals(b));
            }
        }
        assertThat(codes.stream().map(NetworkCode::hash).distinct().count()).isGreaterThan(60);
    }

    @Test
    void refusesDamagedBytes() {
        byte[] bytes = NetworkCode.of(Golden.network("cnn3_skip_add")).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> NetworkCode.parse(cut))
                    .isInstanceOf(InvalidNetworkException.class)
                    .hasMessageContaining("ends too early");
        }
        assertThatThrownBy(() -> NetworkCode.parse(Arrays.copyOf(bytes, bytes.length + 2)))
                .hasMessageContaining("followed by 2 more bytes");
        assertRefused(bytes, 0, 9, "format 9");
        assertRefused(bytes, 2, 99, "unknown kind 99");
        assertRefused(bytes, bytes.length - 3, 3, "a merge is out of range, at byte " + (bytes.length - 3));
    }

    private static void assertRefused(byte[] bytes, int position, int value, String message) {
        byte[] damaged = bytes.clone();
        damaged[position] = (byte) value;
        assertThatThrownBy(() -> NetworkCode.parse(damaged))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining(message);
    }
}
