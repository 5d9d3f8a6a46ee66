// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How names in the code become keys and values in a settings file. */
final class Keys {
    /** Everything the benchmark reads stands below this key. */
    static final String ROOT = "aiperf";

    private Keys() {}

    /** {@code batchSize} becomes {@code batch-size}. */
    static String of(String componentName) {
        return componentName.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** {@code AS_IS} becomes {@code as-is}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constants as {@code a, b or c}. */
    static String either(Collection<? extends Enum<?>> constants) {
        String all = constants.stream().map(Keys::of).collect(Collectors.joining(", "));
        return all.replaceFirst(", ([^,]*)$", " or $1");
    }

    static String join(String group, String key) {
        return group.isEmpty() ? key : group + "." + key;
    }
}
