// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as the settings write it, with its unit. */
final class TimeOption implements ITypeConverter<Duration> {

    private static final String KEY = "time";

    @Override
    public Duration convert(String text) {
        try {
            Duration time = ConfigFactory.empty()
                    .withValue(KEY, ConfigValueFactory.fromAnyRef(text))
                    .getDuration(KEY);
            if (!text.matches(".*[a-z].*") || time.isNegative()) {
                throw new TypeConversionException("'%s' is no time; write it like 90 s, 7 m or 12 h".formatted(text));
            }
            return time;
        } catch (ConfigException e) {
            throw new TypeConversionException("'%s' is no time; write it like 90 s, 7 m or 12 h".formatted(text));
        }
    }

    /** A time in the largest unit of which it has at least one. */
    static String text(Duration time) {
        double seconds = time.toNanos() / 1e9;
        return seconds >= 3600
                ? number(seconds / 3600) + " h"
                : seconds >= 60
                        ? number(seconds / 60) + " m"
                        : seconds >= 1 ? number(seconds) + " s" : number(1000 * seconds) + " ms";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }
}
