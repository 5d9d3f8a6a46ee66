// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkJson;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ArchiveWriter;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.OutputArchive;

/** The library's own file format: tensors named {@code layer12_kernel}, and the network as JSON under {@code network}. */
final class Archive {

    private Archive() {}

    static void write(Network network, Parameters parameters, OutputStream out) throws IOException {
        try (PointerScope scope = new PointerScope();
                ArchiveWriter writer = new Writer(out)) {
            OutputArchive archive = new OutputArchive();
            archive.write("network", new IValue(NetworkJson.write(network).toString()));
            parameters
                    .layers()
                    .forEach((id, tensors) -> tensors.forEach((name, tensor) -> archive.write(
                            "layer%d_%s".formatted(id, name), tensor.detach().cpu())));
            archive.save_to(writer);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Called back from native code. */
    private static final class Writer extends ArchiveWriter {

        private final OutputStream out;

        Writer(OutputStream out) {
            this.out = out;
        }

        @Override
        public long call(Pointer bytes, long length) {
            byte[] copy = new byte[Math.toIntExact(length)];
            new BytePointer(bytes).get(copy);
            try {
                out.write(copy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return length;
        }
    }
}
