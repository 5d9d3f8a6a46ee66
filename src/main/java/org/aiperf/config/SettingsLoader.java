// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aiperf.foreign.VisibleText;
import org.jspecify.annotations.Nullable;

/**
 * Finds, reads and checks settings in three layers: {@code --set} options over one settings file over
 * {@code reference.conf}. Thread-safe.
 */
public final class SettingsLoader {
    /** The resource that holds every default. */
    static final String DEFAULTS = "reference.conf";

    /** Other libraries on the class path may bring a file of the same name: only our part counts. */
    private static final Config BELOW_ALL = ConfigFactory.parseResources(
                    SettingsLoader.class.getClassLoader(), DEFAULTS)
            .withOnlyPath(Keys.ROOT);

    private static final String SUFFIX = ".conf";
    private static final String RECORDED = "recorded settings";

    private final @Nullable Path presets;

    /** @param presets the directory of the settings files that can be named without path and suffix, if there is one */
    public SettingsLoader(@Nullable Path presets) {
        this.presets = presets;
    }

    /** With the presets of the installation, whose directory the launcher gives as {@code aiperf.conf.dir}. */
    public static SettingsLoader ofInstallation() {
        String directory = System.getProperty("aiperf.conf.dir");
        return new SettingsLoader(directory == null ? null : Path.of(directory));
    }

    /**
     * The settings of a run.
     *
     * @param file a settings file or the name of a preset; {@code null}: the defaults alone
     * @param sets {@code key=value}, the key with or without {@code aiperf.}; a later one wins
     * @throws InvalidSettingsException with every mistake found
     */
    public Settings load(@Nullable String file, List<String> sets) throws InvalidSettingsException {
        return load(file, () -> lowest(file), sets);
    }

    /**
     * The settings of a recorded run, some of them changed.
     *
     * @throws InvalidSettingsException with every mistake found
     */
    public Settings changed(Settings recorded, List<String> sets) throws InvalidSettingsException {
        return load(RECORDED, () -> text(recorded.render(), RECORDED), sets);
    }

    private static Settings load(@Nullable String name, Source source, List<String> sets)
            throws InvalidSettingsException {
        List<Problem> problems = new ArrayList<>();
        return sentences(name, () -> bind(layers(source.read(), sets, problems), problems));
    }

    /**
     * The same settings as others may see them, in a history that travels: see {@link ShownSettings}.
     *
     * @throws InvalidSettingsException as {@link #load}
     */
    public Settings shown(@Nullable String file, List<String> sets) throws InvalidSettingsException {
        return shown(file, () -> lowest(file), sets);
    }

    /** As {@link #shown(String, List)}, of the settings of a recorded run, some of them changed. */
    public Settings shownChanged(Settings recorded, List<String> sets) throws InvalidSettingsException {
        return shown(RECORDED, () -> text(recorded.render(), RECORDED), sets);
    }

    private static Settings shown(@Nullable String name, Source source, List<String> sets)
            throws InvalidSettingsException {
        List<Problem> problems = new ArrayList<>();
        return sentences(name, () -> {
            Config layers = layers(source.read(), sets, problems);
            return bind(ShownSettings.of(layers.withFallback(BELOW_ALL), resolve(layers)), problems);
        });
    }

    /** Where the lowest layer of the user's comes from. */
    @FunctionalInterface
    private interface Source {
        Config read() throws InvalidSettingsException;
    }

    private Config lowest(@Nullable String file) throws InvalidSettingsException {
        return file == null ? ConfigFactory.empty() : read(file);
    }

    private static Config text(String text, String origin) {
        return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription(origin));
    }

    private static Config layers(Config lowest, List<String> sets, List<Problem> problems) {
        Config layers = lowest;
        for (String set : sets) {
            layers = option(set, problems).withFallback(layers);
        }
        return layers;
    }

    /** Work on settings whose text may be anything. */
    @FunctionalInterface
    private interface Work {
        Settings run() throws InvalidSettingsException;
    }

    /** Whatever the library makes of a text that holds no settings is a sentence. */
    private static Settings sentences(@Nullable String file, Work work) throws InvalidSettingsException {
        try {
            return work.run();
        } catch (ConfigException.Generic e) {
            throw new InvalidSettingsException(List.of(file + ": " + sentence(e)));
        } catch (ConfigException e) {
            throw new InvalidSettingsException(List.of(sentence(e)));
        } catch (StackOverflowError e) {
            throw new InvalidSettingsException(List.of(file + ": the settings are nested too deeply"));
        }
    }

    /** Checks a text of settings without any layer below it but the defaults. */
    static Settings parse(String text, String origin) throws InvalidSettingsException {
        return sentences(origin, () -> bind(text(text, origin), List.of()));
    }

    /** Checks the user's layers together with the defaults below them. */
    static Settings bind(Config layers, List<Problem> found) throws InvalidSettingsException {
        Config complete = resolve(layers);
        ConfigBinder binder = new ConfigBinder();
        Optional<Settings.Root> root = binder.bind(Settings.Root.class, complete.root());
        List<Problem> problems = new ArrayList<>(found);
        problems.addAll(binder.problems());
        if (root.isEmpty() || !problems.isEmpty()) {
            throw new InvalidSettingsException(problems.stream()
                    .sorted(Problem.BY_PLACE)
                    .map(Problem::sentence)
                    .toList());
        }
        return root.get().aiperf();
    }

    private static Config resolve(Config layers) {
        try {
            return layers.withFallback(BELOW_ALL).resolve();
        } catch (ConfigException.UnresolvedSubstitution e) {
            // Where a value hides a whole group, defaults that refer to the group must not hide that mistake.
            return layers.withFallback(BELOW_ALL.resolve()).resolve();
        }
    }

    private Config read(String file) throws InvalidSettingsException {
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            path = preset(file).orElseThrow(() -> missing(file));
        }
        if (!Files.isRegularFile(path)) {
            throw new InvalidSettingsException(List.of(path + ": not a settings file"));
        }
        return ConfigFactory.parseFile(
                path.toFile(),
                ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new RequiredIncludes(presets)));
    }

    private Optional<Path> preset(String name) {
        return presets == null || name.contains("/") || name.endsWith(SUFFIX)
                ? Optional.empty()
                : Optional.of(presets.resolve(name + SUFFIX)).filter(Files::isRegularFile);
    }

    private InvalidSettingsException missing(String file) {
        List<String> names = presetNames();
        return new InvalidSettingsException(List.of(file + ": no such settings file"
                + (names.isEmpty() ? "" : "; the presets are " + String.join(", ", names))));
    }

    private List<String> presetNames() {
        if (presets == null || !Files.isDirectory(presets)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(presets)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the presets in " + presets, e);
        }
    }

    private static Config option(String set, List<Problem> problems) {
        String source = Problem.option(set);
        int equals = set.indexOf('=');
        if (equals <= 0) {
            problems.add(new Problem(source, 0, "expected key=value"));
            return ConfigFactory.empty();
        }
        try {
            List<String> names = ConfigUtil.splitPath(set.substring(0, equals).strip());
            String key = ConfigUtil.joinPath(names);
            return value(set.substring(equals + 1).strip(), source)
                    .atPath(names.get(0).equals(Keys.ROOT) ? key : Keys.join(Keys.ROOT, key));
        } catch (ConfigException.BadPath e) {
            problems.add(new Problem(source, 0, "expected a key of names with dots between them before the ="));
        } catch (ConfigException.Parse notWellFormed) {
            problems.add(new Problem(
                    source,
                    0,
                    "the value is not well-formed; look for a bracket or a quote that is missing or too many"));
        }
        return ConfigFactory.empty();
    }

    /**
     * Lists, groups, quoted texts and numbers as in a file; anything else is the text itself, because paths such as
     * {@code hdfs://host/a} would otherwise need two layers of quotes.
     */
    private static ConfigValue value(String text, String source) {
        return text.matches("[\\[{\"].*|[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
                ? ConfigFactory.parseString(
                                "value=" + text, ConfigParseOptions.defaults().setOriginDescription(source))
                        .getValue("value")
                : ConfigValueFactory.fromAnyRef(text, source);
    }

    private static String sentence(ConfigException e) {
        // What is generic has been said by the includer, in our words.
        String text = e instanceof ConfigException.Generic
                ? String.valueOf(e.getMessage())
                : HoconProblem.of(e).sentence();
        return VisibleText.sentence(Secrets.hidden(text));
    }
}
