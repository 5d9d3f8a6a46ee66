// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
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
        assertThat(Arrays.stream(Layer.Kind.values()).map(LayerClass::code))
                .doesNotHaveDuplicates()
                .allSatisfy(code ->
                        assertThat(LayerClass.coded(code)).map(LayerClass::code).contains(code));
    }

    @Test
    void survivesItsBytes() {
        List<NetworkCode> codes = RandomNetworks.small(40, 2);
        for (NetworkCode code : codes) {
            for (NetworkCode base : List.of(NetworkCode.EMPTY, code, codes.get(0), codes.get(39))) {
                NetworkCode read = NetworkCode.read(new NumberReader(bytes(code, base)), base);
                assertThat(read).isEqualTo(code);
                assertThat(read.hash()).isEqualTo(code.hash());
            }
        }
    }

    @Test
    void aNetworkIsToldByLittleMoreThanItsMorphsAndAlwaysHasThisHash() {
        NetworkCode code = NetworkCode.of(Golden.network("resnet50"));
        NetworkCode child = RandomNetworks.large(2, 4).get(1);
        assertThat(bytes(code, code)).hasSize(3);
        assertThat(bytes(child, code)).hasSizeLessThan(60);
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
        NetworkCode code = NetworkCode.of(Golden.network("cnn3_skip_add"));
        byte[] bytes = bytes(code, NetworkCode.EMPTY);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> NetworkCode.read(new NumberReader(cut), NetworkCode.EMPTY))
                    .isInstanceOf(InvalidNetworkException.class)
                    .hasMessageContaining("ends too early");
        }
        assertRefused(bytes, 1, 5, "layers that stay is out of range, at byte 1");
        assertRefused(bytes, 4, 99, "unknown kind 99");
        assertRefused(bytes, bytes.length - 3, 3, "a merge is out of range, at byte " + (bytes.length - 3));
        RandomGenerator random = new SplittableRandom(8);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertThat(refusedOrRead(damaged)).isTrue();
        }
    }

    private static boolean refusedOrRead(byte[] bytes) {
        try {
            return NetworkCode.read(new NumberReader(bytes), NetworkCode.EMPTY).length() >= 0;
        } catch (InvalidNetworkException e) {
            return true;
        }
    }

    private static byte[] bytes(NetworkCode code, NetworkCode base) {
        NumberWriter out = new NumberWriter();
        code.write(out, base);
        return out.toBytes();
    }

    private static void assertRefused(byte[] bytes, int position, int value, String message) {
        byte[] damaged = bytes.clone();
        damaged[position] = (byte) value;
        assertThatThrownBy(() -> NetworkCode.read(new NumberReader(damaged), NetworkCode.EMPTY))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining(message);
    }
}
