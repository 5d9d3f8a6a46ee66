// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules of a closed division (method section 6): what runs must have in common to be compared.
 *
 * @param name of the division
 * @param digests content digests of the data sets that it accepts
 * @param fixed settings that are the same in all of its runs, by their full key
 */
public record Rules(String name, Set<String> digests, Map<String, String> fixed) {

    private static final String ROOT = "rules";

    public Rules {
        digests = Set.copyOf(digests);
        fixed = Map.copyOf(fixed);
    }

    /** The rules that ship with the application. */
    public static List<Rules> shipped() {
        return Shipped.ALL;
    }

    /** Read once, when they are first asked for. */
    private static final class Shipped {

        private static final List<Rules> ALL = Stream.of("closed-imagenet", "closed-fashion-mnist")
                .map(Shipped::read)
                .toList();

        private static Rules read(String name) {
            try {
                return of(ConfigFactory.parseResources(
                        Rules.class.getClassLoader(),
                        "org/aiperf/rules/" + name + ".conf",
                        ConfigParseOptions.defaults().setAllowMissing(false)));
            } catch (InvalidSettingsException e) {
                throw new IllegalStateException("The rules of " + name + " are none", e);
            }
        }
    }

    /**
     * Reads the rules that an organiser gives.
     *
     * @throws InvalidSettingsException if the file holds none, with what is wrong
     */
    public static Rules read(Path file) throws InvalidSettingsException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidSettingsException(List.of(file + ": no such file of rules"));
        }
        try {
            return of(ConfigFactory.parseFile(
                    file.toFile(),
                    ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new RequiredIncludes(null))));
        } catch (ConfigException e) {
            throw new InvalidSettingsException(List.of(HoconProblem.of(e).sentence()));
        }
    }

    private static Rules of(Config file) throws InvalidSettingsException {
        Config rules = file.resolve().getConfig(ROOT);
        Config fixed = rules.getConfig("fixed");
        Map<String, String> entries =
                SettingsLoader.bind(fixed.atPath(Keys.ROOT), List.of()).entries();
        Map<String, String> chosen = new TreeMap<>();
        for (var entry : fixed.entrySet()) {
            String key = Keys.join(Keys.ROOT, String.join(".", ConfigUtil.splitPath(entry.getKey())));
            chosen.put(key, Optional.ofNullable(entries.get(key)).orElseThrow());
        }
        return new Rules(rules.getString("name"), Set.copyOf(rules.getStringList("data-digests")), chosen);
    }

    /**
     * What keeps a run out of this division, a sentence each; none if it belongs there.
     *
     * @param digest content digest of what it trained on; empty if it has none
     */
    public List<String> deviations(Settings settings, Optional<String> digest) {
        List<String> deviations = new ArrayList<>();
        if (digest.isEmpty()) {
            deviations.add("The data set has no content digest.");
        } else if (!digests.contains(digest.get())) {
            deviations.add("The data set has the content digest %s, which is not one of the division."
                    .formatted(digest.get()));
        }
        Map<String, String> entries = settings.entries();
        new TreeMap<>(fixed).forEach((key, value) -> {
            String own = entries.get(key);
            if (!value.equals(own)) {
                deviations.add("%s is %s instead of %s.".formatted(key, own, value));
            }
        });
        return deviations;
    }
}
