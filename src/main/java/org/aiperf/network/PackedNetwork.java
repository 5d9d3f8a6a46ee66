// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A network as a history keeps tens of thousands of them: its {@link NetworkJson} deflated, two to four kilobytes instead
 * of the fifty or so that the network takes as an object. Immutable.
 */
public final class PackedNetwork {

    private final byte[] bytes;

    /** Not known before anybody asks, if it was packed as text. */
    private @Nullable Size size;

    /** While anybody still has the network it need not be made again: a record is mostly looked at when it comes. */
    private WeakReference<Network> unpacked = new WeakReference<>(null);

    private record Size(int layers, long parameters) {
        static Size of(List<Layer> layers) {
            return new Size(
                    layers.size(), layers.stream().mapToLong(Layer::parameters).sum());
        }
    }

    private PackedNetwork(byte[] bytes) {
        this.bytes = bytes;
    }

    public static PackedNetwork of(Network network) {
        PackedNetwork packed = ofText(NetworkJson.write(network).toString());
        packed.unpacked = new WeakReference<>(network);
        packed.size = new Size(network.layers().size(), network.parameters());
        return packed;
    }

    /** Packs the JSON of a network as it stands. Whether it is one turns out when it is unpacked. */
    public static PackedNetwork ofText(String json) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail", e);
        } finally {
            deflater.end();
        }
        return new PackedNetwork(packed.toByteArray());
    }

    /**
     * The network.
     *
     * @throws InvalidNetworkException if what was packed is none
     */
    public Network unpack() {
        Network network = unpacked.get();
        if (network == null) {
            network = NetworkJson.parse(json());
            unpacked = new WeakReference<>(network);
        }
        return network;
    }

    /** The text that was packed; of a network, what {@link NetworkJson} writes. */
    public String json() {
        Inflater inflater = new Inflater(true);
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes), inflater)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail", e);
        } finally {
            inflater.end();
        }
    }

    /** Number of layers. */
    public int layers() {
        return size().layers();
    }

    /** As {@link Network#parameters}. */
    public long parameters() {
        return size().parameters();
    }

    /** Its layers in order; much less work than {@link #unpack}, which also looks at how they are connected. */
    public List<Layer> layerList() {
        return NetworkJson.layers(json());
    }

    private Size size() {
        Size known = size;
        if (known == null) {
            known = Size.of(layerList());
            size = known;
        }
        return known;
    }

    /** Whether the same text was packed. */
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof PackedNetwork other && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return json();
    }
}
