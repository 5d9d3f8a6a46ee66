// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds included files beside the including one or among the presets, and refuses what the library would skip: a missing one.
 * Settings come from files only: nothing is fetched from where a file says.
 */
final class RequiredIncludes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final @Nullable Path presets;

    RequiredIncludes(@Nullable Path presets) {
        this.presets = presets;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File file) {
        return ConfigFactory.parseFile(file, context.parseOptions().setAllowMissing(false))
                .root();
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL url) {
        throw refused("url", url.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String resource) {
        throw refused("classpath", resource);
    }

    private static ConfigException refused(String kind, String place) {
        return new ConfigException.Generic(
                "settings are not fetched from elsewhere; copy what you need beside the file instead of: include %s(\"%s\")"
                        .formatted(kind, place));
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String name) {
        ConfigParseOptions options = context.parseOptions().setAllowMissing(false);
        ConfigParseable beside = context.relativeTo(name);
        try {
            if (beside != null) {
                return beside.parse(options);
            }
        } catch (ConfigException.IO notBeside) {
            // Looked for among the presets.
        }
        Path preset = presets == null ? null : presets.resolve(name);
        if (preset != null && Files.isRegularFile(preset)) {
            return ConfigFactory.parseFile(preset.toFile(), options).root();
        }
        throw new ConfigException.Generic("cannot find the file of: include \"" + name + "\"");
    }
}
