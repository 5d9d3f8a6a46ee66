// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.aiperf.dataset.Refusal;
import org.aiperf.dataset.Sha256;
import org.aiperf.foreign.Cause;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.morph.WeightedNetwork;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * The models of a run's trials, a file each: a magic number, a format version, the network as JSON, its tensors as
 * big-endian floats, and a CRC32C over all of it. A file appears under its name only when it is complete. Thread-safe.
 */
public final class ModelStore implements Models {

    private static final int MAGIC = 0x41495046;
    private static final int FORMAT = 1;

    /** Of a network's JSON: the largest ones take a tenth. */
    private static final int LONGEST_TEXT = 1 << 24;

    private final RunDirectory run;

    public ModelStore(RunDirectory run) {
        this.run = run;
    }

    /**
     * Stores the model of a trial.
     *
     * @return SHA-256 of its file in hexadecimal
     */
    public String save(String trial, Model model) throws IOException {
        Path file = run.model(trial);
        Path part = file.suffix(".part");
        MessageDigest sha256 = Sha256.digest();
        try (var stream = run.files().create(part, true)) {
            CheckedOutputStream checked = new CheckedOutputStream(new DigestOutputStream(stream, sha256), new CRC32C());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(checked, 1 << 16));
            write(out, model);
            out.flush();
            out.writeLong(checked.getChecksum().getValue());
            out.flush();
        } catch (FSError e) {
            throw Refusal.of("Cannot write the model " + part, e);
        }
        run.files().delete(file, false);
        if (!run.files().rename(part, file)) {
            throw new IOException("Cannot rename " + part + " to " + file);
        }
        return Sha256.text(sha256.digest());
    }

    @Override
    public Model load(String trial) throws IOException {
        Path file = run.model(trial);
        try (var stream = run.files().open(file)) {
            CheckedInputStream checked = new CheckedInputStream(new BufferedInputStream(stream, 1 << 16), new CRC32C());
            DataInputStream in = new DataInputStream(checked);
            Model model = read(in);
            long sum = checked.getChecksum().getValue();
            if (in.readLong() != sum) {
                throw new IOException("its checksum is wrong");
            }
            return model;
        } catch (IOException e) {
            throw Refusal.of("Cannot read the model " + file, e);
        } catch (RuntimeException e) {
            // The checksum comes last, so that a damaged number is met before the damage is known.
            throw new IOException("Cannot read the model " + file + ": it is damaged (" + Cause.of(e) + ")", e);
        }
    }

    /** Reads no further than the network: what a search asks for often, and without the weights' checksum. */
    @Override
    public Model structure(String trial) throws IOException {
        Path file = run.model(trial);
        try (var stream = run.files().open(file)) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(stream, 1 << 14));
            int seedLayers = seedLayers(in);
            return new Model(WeightedNetwork.untrained(NetworkJson.parse(text(in))), seedLayers);
        } catch (IOException e) {
            throw Refusal.of("Cannot read the model " + file, e);
        } catch (RuntimeException e) {
            throw new IOException("Cannot read the model " + file + ": " + Cause.of(e), e);
        }
    }

    private static int seedLayers(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
            throw new IOException("it is no model of this version of AIPerf");
        }
        return in.readInt();
    }

    private static void write(DataOutputStream out, Model model) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(FORMAT);
        out.writeInt(model.seedLayers());
        text(out, NetworkJson.write(model.network().network()).toString());
        Map<Integer, Map<String, Tensor>> layers = model.network().weights().layers();
        out.writeInt(layers.size());
        for (var layer : layers.entrySet()) {
            out.writeInt(layer.getKey());
            out.writeInt(layer.getValue().size());
            for (var entry : layer.getValue().entrySet()) {
                text(out, entry.getKey());
                tensor(out, entry.getValue());
            }
        }
    }

    private static Model read(DataInputStream in) throws IOException {
        int seedLayers = seedLayers(in);
        Network network = NetworkJson.parse(text(in));
        Map<Integer, Map<String, Tensor>> layers = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            int id = in.readInt();
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            int names = in.readInt();
            for (int j = 0; j < names; j++) {
                String name = text(in);
                tensors.put(name, tensor(in));
            }
            layers.put(id, tensors);
        }
        return new Model(new WeightedNetwork(network, new Weights(layers)), seedLayers);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_TEXT) {
            throw new IOException("it holds a text of %,d bytes".formatted(length));
        }
        return new String(bytes(in, length), StandardCharsets.UTF_8);
    }

    private static void tensor(DataOutputStream out, Tensor tensor) throws IOException {
        out.writeInt(tensor.shape().length);
        for (int extent : tensor.shape()) {
            out.writeInt(extent);
        }
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(tensor.values().length, Float.BYTES));
        buffer.asFloatBuffer().put(tensor.values());
        out.write(buffer.array());
    }

    private static Tensor tensor(DataInputStream in) throws IOException {
        int rank = in.readInt();
        if (rank < 1 || rank > 4) {
            throw new IOException("it holds a tensor of rank " + rank);
        }
        int[] shape = new int[rank];
        int size = 1;
        for (int i = 0; i < rank; i++) {
            shape[i] = in.readInt();
            size = Math.multiplyExact(size, shape[i]);
        }
        byte[] bytes = bytes(in, Math.multiplyExact(size, Float.BYTES));
        float[] values = new float[size];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return new Tensor(values, shape);
    }

    /** Reads as the bytes come, so that a damaged length does not ask for memory that no file fills. */
    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException("it ends too early");
        }
        return bytes;
    }
}
