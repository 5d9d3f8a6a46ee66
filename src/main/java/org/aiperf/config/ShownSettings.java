// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings as others may see them. A text that came from the environment is shown as {@code ${NAME}}, what names itself a
 * secret is left out, the rest of the value stays readable; and where a run lies on a local disk is nobody's business. Values
 * that are checked, such as numbers, tell nothing and stay: whoever verifies a run needs them.
 */
final class ShownSettings {

    private static final String DIRECTORY = "aiperf.run.directory";

    private ShownSettings() {}

    /**
     * Hides what is to be hidden.
     *
     * @param layers all settings before anything is taken from the environment
     * @param complete the same with everything in its place
     */
    static Config of(Config layers, Config complete) {
        Config named = layers.resolve(ConfigResolveOptions.noSystem().appendResolver(new Names()));
        Config shown = complete;
        for (Map.Entry<String, ConfigValue> setting : complete.entrySet()) {
            String key = setting.getKey();
            ConfigValue value = named.hasPath(key) ? named.getValue(key) : setting.getValue();
            ConfigValue hidden = withoutSecrets(key, value);
            if (!hidden.unwrapped().equals(setting.getValue().unwrapped())) {
                Config other = shown.withValue(key, hidden);
                shown = isValid(other) ? other : shown;
            }
        }
        return shown;
    }

    private static ConfigValue withoutSecrets(String key, ConfigValue value) {
        if (value.valueType() != ConfigValueType.STRING) {
            return value;
        }
        String text = Secrets.hidden(value.unwrapped().toString());
        if (key.equals(DIRECTORY)) {
            text = text.replaceFirst("^(file:)?/.*/(?=[^/]+/*$)", ".../");
        }
        return ConfigValueFactory.fromAnyRef(text, value.origin().description());
    }

    private static boolean isValid(Config settings) {
        ConfigBinder binder = new ConfigBinder();
        binder.bind(Settings.Root.class, settings.root());
        return binder.problems().isEmpty();
    }

    /** Gives names of the environment instead of their values, where they have one. */
    private record Names() implements ConfigResolver {
        @Override
        public @Nullable ConfigValue lookup(String path) {
            String name = String.join(".", ConfigUtil.splitPath(path));
            return System.getenv(name) == null ? null : ConfigValueFactory.fromAnyRef("${" + name + "}");
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
