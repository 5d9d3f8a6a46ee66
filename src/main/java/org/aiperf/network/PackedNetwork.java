// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    private final int layers;
    private final long parameters;

    /** While anybody still has the network it need not be made again: a record is mostly looked at when it comes. */
    private WeakReference<Network> unpacked;

    private PackedNetwork(byte[] bytes, Network network) {
        this.bytes = bytes;
        this.layers = network.layers().size();
        this.parameters = network.parameters();
        this.unpacked = new WeakReference<>(network);
    }

    public static PackedNetwork of(Network network) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(NetworkJson.write(network).toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail", e);
        } finally {
            deflater.end();
        }
        return new PackedNetwork(packed.toByteArray(), network);
    }

    /** The network. */
    public Network unpack() {
        Network network = unpacked.get();
        if (network == null) {
            network = NetworkJson.parse(json());
            unpacked = new WeakReference<>(network);
        }
        return network;
    }

    /** The network as {@link NetworkJson} writes it. */
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
        return layers;
    }

    /** As {@link Network#parameters}. */
    public long parameters() {
        return parameters;
    }

    /** As {@link Network#equals}. */
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
        return unpack().toString();
    }
}
