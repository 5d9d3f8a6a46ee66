// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes records the way {@link ConfigBinder} reads them. */
final class SettingsWriter {
    private SettingsWriter() {}

    /** One line of JSON. */
    static String json(Record group) {
        return ConfigValueFactory.fromAnyRef(plain(group)).render(ConfigRenderOptions.concise());
    }

    /** Every setting below its full key, in the order of the records, as a settings file would have it. */
    static Map<String, String> entries(Record group) {
        Map<String, String> entries = new LinkedHashMap<>();
        collect("", plain(group), entries);
        return entries;
    }

    private static void collect(String path, Object value, Map<String, String> entries) {
        if (value instanceof Map<?, ?> group) {
            group.forEach((key, each) -> collect(Keys.join(path, key.toString()), each, entries));
        } else {
            entries.put(path, value.toString());
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Record group) {
            Map<String, Object> keys = new LinkedHashMap<>();
            for (RecordComponent component : group.getClass().getRecordComponents()) {
                keys.put(Keys.of(component.getName()), plain(value(group, component)));
            }
            return keys;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SettingsWriter::plain).toList();
        }
        if (value instanceof Enum<?> constant) {
            return Keys.of(constant);
        }
        return value instanceof Duration duration ? text(duration) : value;
    }

    private static String text(Duration duration) {
        if (duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
            return duration.toSeconds() + " s";
        }
        return duration.equals(duration.truncatedTo(ChronoUnit.MILLIS))
                ? duration.toMillis() + " ms"
                : duration.toNanos() + " ns";
    }

    private static Object value(Record group, RecordComponent component) {
        try {
            return component.getAccessor().invoke(group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component + " of " + group, e);
        }
    }
}
