// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import org.aiperf.foreign.VisibleText;

/**
 * One mistake in the settings.
 *
 * @param source the file or the {@code --set} option it stands in
 * @param line the line in the file; 0 where there are no lines
 * @param text what is wrong
 */
record Problem(String source, int line, String text) {
    static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::source).thenComparingInt(Problem::line);

    private static final String OPTION = "--set ";
    private static final int LONGEST_VALUE = 60;

    static Problem at(ConfigValue value, String text) {
        ConfigOrigin origin = origin(value);
        String description = origin.description();
        String source = description.replaceFirst(": [0-9]+(-[0-9]+)?$", "").replaceFirst(" @ .*", "");
        return new Problem(source, source.startsWith(OPTION) ? 0 : Math.max(0, origin.lineNumber()), text);
    }

    static Problem refused(String key, ConfigValue value, String expected) {
        return at(value, key + " = " + shown(value) + ": expected " + expected);
    }

    /** A group that several files build up has no line of its own: its first value has. */
    private static ConfigOrigin origin(ConfigValue value) {
        return value instanceof ConfigObject group && !group.isEmpty()
                ? origin(group.values().iterator().next())
                : value.origin();
    }

    static String option(String set) {
        return OPTION + set;
    }

    /** As {@code conf/my.conf: 12: aiperf.training.batch-size = "x": expected a whole number}. */
    String sentence() {
        return VisibleText.sentence(Secrets.hidden(source + ": " + (line > 0 ? line + ": " : "") + text));
    }

    private static String shown(ConfigValue value) {
        String text = Secrets.hidden(value.render(ConfigRenderOptions.concise()));
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
    }
}
