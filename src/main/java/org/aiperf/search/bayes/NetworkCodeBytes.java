// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.aiperf.network.InvalidNetworkException;

/**
 * The stored form of a {@link NetworkCode}: a format number, the network's layer classes with their attributes, the
 * chain as positions among these, the skips. Numbers take 7 bits a byte, lowest first.
 */
final class NetworkCodeBytes {

    private static final int FORMAT = 1;
    private static final int MOST = 1 << 20;

    private NetworkCodeBytes() {}

    static byte[] write(NetworkCode code) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * code.length());
        write(out, FORMAT);
        write(out, code.alphabet().length);
        for (int symbol : code.alphabet()) {
            LayerClass layer = LayerAlphabet.layer(symbol);
            write(out, layer.kind().code());
            if (layer.kind().measured()) {
                write(out, layer.first());
                write(out, layer.second());
                write(out, layer.third());
            }
        }
        write(out, code.length());
        for (int letter : code.letters()) {
            write(out, letter);
        }
        write(out, code.skips().length);
        for (long skip : code.skips()) {
            write(out, Skips.merge(skip));
            write(out, Skips.from(skip));
            write(out, Skips.length(skip));
        }
        return out.toByteArray();
    }

    static NetworkCode read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int format = number(in, "the format", Integer.MAX_VALUE);
            if (format != FORMAT) {
                throw new InvalidNetworkException(
                        "A network's code is in format %d; this version reads format %d".formatted(format, FORMAT));
            }
            int[] alphabet = new int[number(in, "the number of classes", MOST)];
            for (int i = 0; i < alphabet.length; i++) {
                alphabet[i] = LayerAlphabet.number(layer(in));
            }
            int[] symbols = new int[number(in, "the number of layers", MOST)];
            for (int i = 0; i < symbols.length; i++) {
                symbols[i] = alphabet[number(in, "a class", alphabet.length)];
            }
            long[] skips = new long[number(in, "the number of skips", MOST)];
            for (int i = 0; i < skips.length; i++) {
                int merge = number(in, "a merge", Skips.MERGES.size());
                skips[i] = Skips.pack(
                        number(in, "a position", MOST), number(in, "a length", MOST), Skips.MERGES.get(merge));
            }
            if (in.hasRemaining()) {
                throw new InvalidNetworkException(
                        "A network's code is followed by %d more bytes".formatted(in.remaining()));
            }
            return new NetworkCode(symbols, skips);
        } catch (BufferUnderflowException e) {
            throw new InvalidNetworkException(
                    "A network's code ends too early, after %d bytes".formatted(bytes.length), e);
        }
    }

    private static LayerClass layer(ByteBuffer in) {
        int code = number(in, "a kind of layer", Integer.MAX_VALUE);
        LayerClass.Kind kind = LayerClass.Kind.coded(code)
                .orElseThrow(() -> new InvalidNetworkException(
                        "A network's code has a layer of the unknown kind %d".formatted(code)));
        return kind.measured()
                ? new LayerClass(
                        kind,
                        number(in, "a layer's size", Integer.MAX_VALUE),
                        number(in, "a layer's size", Integer.MAX_VALUE),
                        number(in, "a layer's size", Integer.MAX_VALUE))
                : new LayerClass(kind, 0, 0, 0);
    }

    private static void write(ByteArrayOutputStream out, int number) {
        int rest = number;
        while (rest > 0x7F) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static int number(ByteBuffer in, String what, int bound) {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if (value < bound) {
                    return (int) value;
                }
                break;
            }
        }
        throw new InvalidNetworkException(
                "A network's code is damaged: %s is out of range, at byte %d".formatted(what, in.position() - 1));
    }
}
