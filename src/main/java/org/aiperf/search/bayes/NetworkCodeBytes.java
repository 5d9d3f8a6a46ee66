// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.search.bayes.Edits.Edit;

/**
 * The stored form of a {@link NetworkCode}: what is to be done to another one, which the reader has. First the edits of
 * the chain, each with the layers that stay, go and come, a layer that takes the place of one of its kind by what
 * differs; then, as the other skips move with their layers, those that are lost and those that are new.
 */
final class NetworkCodeBytes {

    private static final int MOST = 1 << 16;

    private NetworkCodeBytes() {}

    static void write(NumberWriter out, NetworkCode code, NetworkCode base) {
        List<Edit> edits = Edits.between(base.symbols(), code.symbols());
        out.number(edits.size());
        int place = 0;
        for (Edit edit : edits) {
            place += edit.kept();
            out.number(edit.kept());
            out.number(edit.dropped());
            out.number(edit.inserted().size());
            for (int i = 0; i < edit.inserted().size(); i++) {
                LayerClass layer = LayerAlphabet.layer(edit.inserted().get(i));
                write(out, layer, replaced(base, place, edit.dropped(), i, layer.kind()));
            }
            place += edit.dropped();
        }
        writeSkips(out, code.skips(), moved(base, edits));
    }

    static NetworkCode read(NumberReader in, NetworkCode base) {
        List<Edit> edits = new ArrayList<>();
        int place = 0;
        int length = base.length();
        for (int count = in.number("the number of edits", MOST); count > 0; count--) {
            int kept = in.number("a number of layers that stay", base.length() - place + 1);
            place += kept;
            int dropped = in.number("a number of layers that go", base.length() - place + 1);
            int coming = in.number("a number of layers that come", MOST);
            length += coming - dropped;
            if (length >= MOST) {
                throw new InvalidNetworkException("a network has %d layers or more".formatted(MOST));
            }
            List<Integer> inserted = new ArrayList<>();
            for (int i = 0; i < coming; i++) {
                inserted.add(LayerAlphabet.number(read(in, base, place, dropped, i)));
            }
            place += dropped;
            edits.add(new Edit(kept, dropped, inserted));
        }
        return new NetworkCode(Edits.apply(edits, base.symbols()), readSkips(in, moved(base, edits)));
    }

    private static void write(NumberWriter out, LayerClass layer, LayerClass replaced) {
        out.number(LayerClass.code(layer.kind()));
        if (LayerClass.isMeasured(layer.kind())) {
            out.signed(layer.first() - replaced.first());
            out.signed(layer.second() - replaced.second());
            out.signed(layer.third() - replaced.third());
        }
    }

    private static LayerClass read(NumberReader in, NetworkCode base, int place, int dropped, int position) {
        int code = in.number("a kind of layer", Integer.MAX_VALUE);
        Layer.Kind kind = LayerClass.coded(code)
                .orElseThrow(() -> new InvalidNetworkException("a layer is of the unknown kind %d".formatted(code)));
        if (!LayerClass.isMeasured(kind)) {
            return new LayerClass(kind, 0, 0, 0);
        }
        LayerClass replaced = replaced(base, place, dropped, position, kind);
        return new LayerClass(
                kind, size(in, replaced.first()), size(in, replaced.second()), size(in, replaced.third()));
    }

    private static int size(NumberReader in, int replaced) {
        int size = replaced + in.signed("a layer's size");
        if (size < 0) {
            throw new InvalidNetworkException("a layer has the size %d".formatted(size));
        }
        return size;
    }

    /** The layer in whose place a layer comes if that is of its kind, else one without any size. */
    private static LayerClass replaced(NetworkCode base, int place, int dropped, int position, Layer.Kind kind) {
        LayerClass none = new LayerClass(kind, 0, 0, 0);
        LayerClass replaced = position < dropped ? LayerAlphabet.layer(base.symbols()[place + position]) : none;
        return replaced.kind() == kind ? replaced : none;
    }

    /** Where the skips of the base lead once its layers have moved, in ascending order. */
    private static long[] moved(NetworkCode base, List<Edit> edits) {
        int[] places = Edits.places(edits, base.length());
        return Arrays.stream(base.skips())
                .map(skip -> {
                    int from = Math.min(Skips.from(skip), base.length());
                    int to = Math.min(Skips.from(skip) + Skips.length(skip), base.length());
                    return Skips.pack(places[from], places[to] - places[from], Skips.MERGES.get(Skips.merge(skip)));
                })
                .sorted()
                .toArray();
    }

    private static void writeSkips(NumberWriter out, long[] skips, long[] moved) {
        List<Integer> lost = new ArrayList<>();
        List<Long> fresh = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < moved.length || j < skips.length) {
            if (j == skips.length || (i < moved.length && moved[i] < skips[j])) {
                lost.add(i++);
            } else if (i == moved.length || skips[j] < moved[i]) {
                fresh.add(skips[j++]);
            } else {
                i++;
                j++;
            }
        }
        out.number(lost.size());
        lost.forEach(out::number);
        out.number(fresh.size());
        for (long skip : fresh) {
            out.number(Skips.merge(skip));
            out.number(Skips.from(skip));
            out.number(Skips.length(skip));
        }
    }

    private static long[] readSkips(NumberReader in, long[] moved) {
        boolean[] lost = new boolean[moved.length];
        for (int count = in.number("the number of lost skips", moved.length + 1); count > 0; count--) {
            lost[in.number("a lost skip", moved.length)] = true;
        }
        List<Long> skips = new ArrayList<>();
        for (int i = 0; i < moved.length; i++) {
            if (!lost[i]) {
                skips.add(moved[i]);
            }
        }
        for (int count = in.number("the number of new skips", MOST); count > 0; count--) {
            int merge = in.number("a merge", Skips.MERGES.size());
            skips.add(Skips.pack(
                    in.number("a skip's position", MOST), in.number("a skip's length", MOST), Skips.MERGES.get(merge)));
        }
        return skips.stream().mapToLong(Long::longValue).toArray();
    }
}
