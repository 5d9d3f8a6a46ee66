// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the text of a morph, as its {@code toString} writes it and the history records it. */
public final class MorphText {

    private static final Pattern TEXT = Pattern.compile("([a-z-]+)\\((\\d{1,9})(?:,(\\d{1,9}))?\\)");

    private MorphText() {}

    /**
     * The morph of a text.
     *
     * @throws IllegalArgumentException if no morph is written so
     */
    public static Morph parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            int layer = Integer.parseInt(matcher.group(2));
            List<Integer> more =
                    Stream.ofNullable(matcher.group(3)).map(Integer::valueOf).toList();
            Morph morph = more.isEmpty() ? parse(matcher.group(1), layer) : parse(matcher.group(1), layer, more.get(0));
            if (morph != null) {
                return morph;
            }
        }
        throw new IllegalArgumentException("'%s' is no morph".formatted(text));
    }

    private static @Nullable Morph parse(String kind, int layer) {
        return switch (kind) {
            case "insert-basic-block" -> new InsertResidual(layer, InsertResidual.Block.BASIC);
            case "insert-bottleneck" -> new InsertResidual(layer, InsertResidual.Block.BOTTLENECK);
            case "remove-conv" -> new RemoveConv(layer);
            default -> null;
        };
    }

    private static @Nullable Morph parse(String kind, int layer, int argument) {
        return switch (kind) {
            case "widen" -> new Widen(layer, argument);
            case "deepen" -> new Deepen(layer, argument);
            case "skip-add" -> new SkipAdd(layer, argument, SkipAdd.Projection.ALWAYS);
            case "skip-concat" -> new SkipConcat(layer, argument);
            case "grow-kernel" -> new GrowKernel(layer, argument);
            case "narrow" -> new Narrow(layer, argument);
            case "remove-branch" -> new RemoveBranch(layer, argument);
            default -> null;
        };
    }
}
