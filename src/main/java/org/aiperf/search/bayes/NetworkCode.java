// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aiperf.network.Descriptor;
import org.aiperf.network.Descriptor.Skip;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.jspecify.annotations.Nullable;

/**
 * What the edit distance sees of a network: the classes of the layers along its main chain, as numbers of this JVM, and
 * the skips (method section 3.2). What {@link #write} writes is independent of the JVM. Immutable.
 */
public final class NetworkCode {

    /** No layers. */
    public static final NetworkCode EMPTY = new NetworkCode(new int[0], new long[0]);

    private final int[] alphabet;
    private final int[] letters;
    private final int[] symbols;
    private final long[] skips;
    private final long hash;

    /**
     * Takes its arrays over.
     *
     * @param symbols class of each layer
     * @param skips connections in any order, each by {@link Skips#pack}
     */
    NetworkCode(int[] symbols, long[] skips) {
        this.symbols = symbols;
        this.alphabet = Arrays.stream(symbols).distinct().toArray();
        this.letters = new int[symbols.length];
        for (int i = 0; i < symbols.length; i++) {
            while (alphabet[letters[i]] != symbols[i]) {
                letters[i]++;
            }
        }
        Arrays.sort(skips);
        this.skips = skips;
        this.hash = hashed();
    }

    public static NetworkCode of(Network network) {
        Descriptor descriptor = Descriptor.of(network);
        List<PlacedLayer> layers = network.layers();
        return new NetworkCode(
                descriptor.layers().stream()
                        .mapToInt(id -> LayerAlphabet.number(
                                LayerClass.of(layers.get(id).layer())))
                        .toArray(),
                descriptor.skips().stream().mapToLong(NetworkCode::packed).toArray());
    }

    /**
     * Reads what {@link #write} wrote, in this JVM or another.
     *
     * @param base what the writer was given
     * @throws org.aiperf.network.InvalidNetworkException if the bytes are damaged
     */
    public static NetworkCode read(NumberReader in, NetworkCode base) {
        return NetworkCodeBytes.read(in, base);
    }

    /**
     * Writes what distinguishes this code from another, some ten bytes for a child and its parent.
     *
     * @param base a code that the reader has too, or {@link #EMPTY}
     */
    public void write(NumberWriter out, NetworkCode base) {
        NetworkCodeBytes.write(out, this, base);
    }

    /**
     * A 64-bit hash, the same in every JVM: equal for networks at distance 0, and by chance alone for others. Networks at
     * distance 0 may still differ in what the distance does not see; {@link Network#hash} tells those apart.
     */
    public long hash() {
        return hash;
    }

    /** Layers along the main chain; a shortcut's Add counts twice. */
    public int length() {
        return symbols.length;
    }

    /** Classes of the layers; callers must not change them. */
    int[] symbols() {
        return symbols;
    }

    /** The distinct symbols in the order of their first occurrence; callers must not change them. */
    int[] alphabet() {
        return alphabet;
    }

    /** For each layer the position of its symbol in the alphabet; callers must not change them. */
    int[] letters() {
        return letters;
    }

    /** The skips in ascending order, each by {@link Skips#pack}; callers must not change them. */
    long[] skips() {
        return skips;
    }

    private static long packed(Skip skip) {
        return Skips.pack(skip.from(), Math.abs(skip.to() - skip.from()), skip.merge());
    }

    private long hashed() {
        long[] values = Arrays.stream(alphabet)
                .mapToObj(LayerAlphabet::layer)
                .mapToLong(NetworkCode::identity)
                .toArray();
        long value = symbols.length;
        for (int letter : letters) {
            value = mix(value ^ values[letter]);
        }
        for (long skip : skips) {
            value = mix(value ^ mix(skip));
        }
        return value;
    }

    private static long identity(LayerClass layer) {
        return mix(mix(mix(LayerClass.code(layer.kind()) ^ mix(layer.first())) ^ layer.second()) ^ layer.third());
    }

    /** Finaliser of SplittableRandom: every input bit reaches every output bit. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Whether the two are at distance 0. */
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof NetworkCode other
                && Arrays.equals(symbols, other.symbols)
                && Arrays.equals(skips, other.skips);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    /** The chain and the number of skips. */
    @Override
    public String toString() {
        List<String> chain = new ArrayList<>();
        for (int symbol : symbols) {
            LayerClass layer = LayerAlphabet.layer(symbol);
            chain.add(
                    LayerClass.isMeasured(layer.kind())
                            ? "%s(%d,%d,%d)".formatted(layer.kind(), layer.first(), layer.second(), layer.third())
                            : layer.kind().toString());
        }
        return "%s with %d skips".formatted(String.join(" ", chain), skips.length);
    }
}
