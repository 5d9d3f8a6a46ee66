// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.aiperf.foreign.Cause;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.bayes.NumberReader;
import org.aiperf.search.bayes.NumberWriter;
import org.aiperf.search.morph.MorphKind;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive observations of a run as they travel: at most {@value #SIZE}, deflated. Column by column, as like things
 * compress best side by side. A trial's network is written once, as what distinguishes it from another network that was written
 * before, in this chunk or an earlier one; so chunks are read in their order. Immutable.
 */
public final class HistoryChunk {

    /** Observations of a full chunk. */
    public static final int SIZE = 128;

    private static final int FORMAT = 2;

    /** Far more than networks of thousands of layers take. */
    private static final int MOST_BYTES = 1 << 23;

    private static final int LONGEST_ID = 256;
    private static final int NETWORK = 1;
    private static final int ACCURACY = 2;

    /** The network is written as what distinguishes it from its parent's. */
    private static final int BY_PARENT = 4;

    private static final int KINDS = MorphKind.values().length;

    private final byte[] bytes;

    /**
     * An observation, and how it is written.
     *
     * @param observation what is known of a trial now
     * @param network where the trial is new, what distinguishes its network; else null
     * @param byParent whether it is distinguished from its parent's
     */
    record Entry(Observation observation, @Nullable NumberWriter network, boolean byParent) {

        /** What a known trial has come to be worth; its network is known. */
        static Entry known(int sequence, @Nullable Double accuracy) {
            return new Entry(new Observation("", sequence, 0, NetworkCode.EMPTY, accuracy), null, false);
        }

        /**
         * The first observation of a trial.
         *
         * @param base a known trial whose network is much like it, or null
         */
        static Entry first(Observation observation, @Nullable Observation base) {
            NumberWriter network = new NumberWriter();
            int sequence = observation.sequence();
            network.signed(sequence - (base == null ? sequence : base.sequence()));
            observation.code().write(network, base == null ? NetworkCode.EMPTY : base.code());
            OptionalInt parent = observation.descent().parent();
            return new Entry(
                    observation, network, base != null && parent.isPresent() && parent.getAsInt() == base.sequence());
        }

        int contents() {
            return (network == null ? 0 : NETWORK)
                    | (observation.accuracy() == null ? 0 : ACCURACY)
                    | (byParent ? BY_PARENT : 0);
        }

        void writeParent(NumberWriter out) {
            OptionalInt parent = observation.descent().parent();
            if (!byParent) {
                out.signed(parent.isPresent() ? observation.sequence() - parent.getAsInt() : 0);
            }
        }

        int kinds() {
            return MorphKind.bits(observation.descent().kinds());
        }
    }

    private HistoryChunk(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The chunk of some bytes; whether they are one is found when it is read. */
    public static HistoryChunk ofBytes(byte[] bytes) {
        return new HistoryChunk(bytes.clone());
    }

    static HistoryChunk of(List<Entry> entries) {
        NumberWriter out = new NumberWriter();
        out.number(entries.size());
        int before = 0;
        for (Entry entry : entries) {
            int sequence = entry.observation().sequence();
            out.signed(sequence - before);
            before = sequence;
        }
        for (Entry entry : entries) {
            out.number(entry.contents());
        }
        List<Entry> begun =
                entries.stream().filter(entry -> entry.network() != null).toList();
        begun.forEach(entry -> out.text(entry.observation().trial()));
        begun.forEach(entry -> out.bits(entry.observation().network()));
        begun.forEach(entry -> entry.writeParent(out));
        begun.forEach(entry -> out.number(entry.kinds()));
        for (Entry entry : entries) {
            Double accuracy = entry.observation().accuracy();
            if (accuracy != null) {
                out.bits(Double.doubleToLongBits(accuracy));
            }
        }
        begun.stream().map(Entry::network).filter(Objects::nonNull).forEach(out::append);
        return new HistoryChunk(deflated(out.toBytes()));
    }

    /** What is sent. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * The observations in their order.
     *
     * @param known all that the chunks before this one hold
     * @throws InvalidNetworkException if the bytes are damaged or of another format, or refer to what is not known
     */
    public List<Observation> read(SearchHistory known) {
        try {
            return read(new NumberReader(inflated()), known);
        } catch (InvalidNetworkException e) {
            throw new InvalidNetworkException("A chunk of the history cannot be read: " + Cause.of(e), e);
        }
    }

    private static List<Observation> read(NumberReader in, SearchHistory known) {
        int count = in.number("the number of observations", SIZE + 1);
        int[] sequences = new int[count];
        int[] contents = new int[count];
        for (int i = 0; i < count; i++) {
            sequences[i] = (i == 0 ? 0 : sequences[i - 1]) + in.signed("a trial's number");
        }
        for (int i = 0; i < count; i++) {
            contents[i] = in.number("what is written of a trial", NETWORK + ACCURACY + BY_PARENT + 1);
        }
        int[] news = IntStream.range(0, count)
                .filter(i -> (contents[i] & NETWORK) != 0)
                .toArray();
        int begun = news.length;
        List<String> trials = new ArrayList<>();
        for (int i = 0; i < begun; i++) {
            trials.add(in.text("the length of a trial's id", LONGEST_ID));
        }
        long[] networks = new long[begun];
        for (int i = 0; i < begun; i++) {
            networks[i] = in.bits();
        }
        int[] parents = new int[begun];
        for (int j = 0; j < begun; j++) {
            parents[j] = (contents[news[j]] & BY_PARENT) != 0 ? 0 : in.signed("the number of a parent");
        }
        List<Set<MorphKind>> kinds = new ArrayList<>();
        for (int j = 0; j < begun; j++) {
            kinds.add(MorphKind.of(in.number("the kinds of morphs", 1 << KINDS)));
        }
        Double[] accuracies = new Double[count];
        for (int i = 0; i < count; i++) {
            accuracies[i] = (contents[i] & ACCURACY) == 0 ? null : accuracy(in.bits());
        }
        Known decoded = new Known(known);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0, j = 0; i < count; i++) {
            if ((contents[i] & NETWORK) != 0) {
                int distance = in.signed("the number of a like trial");
                NetworkCode base = distance == 0
                        ? NetworkCode.EMPTY
                        : decoded.trial(sequences[i] - distance).code();
                NetworkCode code = NetworkCode.read(in, base);
                int above = (contents[i] & BY_PARENT) != 0 ? distance : parents[j];
                Descent descent = new Descent(
                        above == 0 ? OptionalInt.empty() : OptionalInt.of(sequences[i] - above), kinds.get(j));
                observations.add(decoded.add(
                        new Observation(trials.get(j), sequences[i], networks[j], code, accuracies[i], descent)));
                j++;
            } else {
                observations.add(decoded.add(decoded.trial(sequences[i]).worth(accuracies[i])));
            }
        }
        in.end();
        return observations;
    }

    private static double accuracy(long bits) {
        double accuracy = Double.longBitsToDouble(bits);
        if (!(accuracy >= 0 && accuracy <= 1)) {
            throw new InvalidNetworkException("a trial has the accuracy " + accuracy);
        }
        return accuracy;
    }

    /** What this chunk has brought so far, or an earlier one. */
    private record Known(SearchHistory before, Map<Integer, Observation> here) {

        Known(SearchHistory before) {
            this(before, new HashMap<>());
        }

        Observation trial(int sequence) {
            Observation found = here.get(sequence);
            return found != null
                    ? found
                    : before.trial(sequence)
                            .orElseThrow(() -> new InvalidNetworkException(
                                    "it refers to trial %d, which nothing before it tells of".formatted(sequence)));
        }

        Observation add(Observation observation) {
            here.put(observation.sequence(), observation);
            return observation;
        }
    }

    /** The format, the length, and the deflated rest, which carries a checksum of its own. */
    private static byte[] deflated(byte[] raw) {
        NumberWriter head = new NumberWriter();
        head.number(FORMAT);
        head.number(raw.length);
        byte[] header = head.toBytes();
        // Deflate adds 5 bytes for each 16 kB that it cannot compress, and a frame.
        byte[] out = Arrays.copyOf(header, header.length + raw.length + raw.length / 1024 + 64);
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(raw);
            deflater.finish();
            int length = deflater.deflate(out, header.length, out.length - header.length);
            return Arrays.copyOf(out, header.length + length);
        } finally {
            deflater.end();
        }
    }

    private byte[] inflated() {
        NumberReader head = new NumberReader(bytes);
        int format = head.number("the format", Integer.MAX_VALUE);
        if (format != FORMAT) {
            throw new InvalidNetworkException(
                    "it is in format %d; this version reads format %d".formatted(format, FORMAT));
        }
        byte[] raw = new byte[head.number("the length", MOST_BYTES)];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, head.position(), bytes.length - head.position());
            int length = inflater.inflate(raw);
            // A stream that is whole says so when it is asked for one byte more.
            int more = inflater.inflate(new byte[1]);
            if (length != raw.length || more != 0 || !inflater.finished() || inflater.getRemaining() > 0) {
                throw new InvalidNetworkException("it holds not the %d bytes that it promises".formatted(raw.length));
            }
            return raw;
        } catch (DataFormatException e) {
            throw new InvalidNetworkException("it is damaged: " + Cause.of(e), e);
        } finally {
            inflater.end();
        }
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof HistoryChunk other && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "%d bytes of history".formatted(bytes.length);
    }
}
