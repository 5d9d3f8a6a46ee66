// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds included files beside the including one or among the presets, and refuses what the library would skip: a missing one. */
final class RequiredIncludes implements ConfigIncluder {
    private final @Nullable Path presets;

    RequiredIncludes(@Nullable Path presets) {
        this.presets = presets;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
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
