// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads records out of a configuration: a component {@code batchSize} is the key {@code batch-size}, a component that is
 * itself a record is a group of keys. Goes on after a mistake, so that all of them can be shown together. Use one for one
 * configuration; not thread-safe.
 */
final class ConfigBinder {
    private final List<Problem> problems = new ArrayList<>();
    private final SortedSet<String> known = new TreeSet<>();

    /** A default such as {@code ${aiperf.training.batch-size}} repeats the mistake of the value it refers to. */
    private final Set<ConfigValue> refused = Collections.newSetFromMap(new IdentityHashMap<>());

    /** All mistakes found so far. */
    List<Problem> problems() {
        return problems;
    }

    /** The record that the whole configuration is, where it has no mistakes. */
    <R extends Record> Optional<R> bind(Class<R> type, ConfigObject configuration) {
        learn(type, "");
        return group(type, configuration, "", Limits.NONE).map(type::cast);
    }

    private void learn(Class<?> type, String path) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = Keys.join(path, Keys.of(component.getName()));
            known.add(key);
            if (component.getType().isRecord()) {
                learn(component.getType(), key);
            }
        }
    }

    private Optional<Object> group(Class<?> type, ConfigValue value, String path, Limits inherited) {
        if (!(value instanceof ConfigObject object)) {
            problems.add(Problem.refused(path, value, "a group of settings { .. }"));
            return Optional.empty();
        }
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknown(components, object, path);
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            component(component, object, path, inherited).ifPresent(values::add);
        }
        if (values.size() < components.length) {
            return Optional.empty();
        }
        Object group = create(type, components, values.toArray());
        if (group instanceof CrossChecked checked) {
            checked.conflicts().forEach(conflict -> problems.add(problem(conflict, object, path)));
        }
        return Optional.of(group);
    }

    private void refuseUnknown(RecordComponent[] components, ConfigObject object, String path) {
        Set<String> expected = new TreeSet<>();
        Arrays.stream(components).map(RecordComponent::getName).map(Keys::of).forEach(expected::add);
        object.forEach((name, value) -> {
            if (!expected.contains(name)) {
                String key = Keys.join(path, ConfigUtil.joinPath(name));
                String hint = Spelling.nearest(key, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; reference.conf lists every key");
                problems.add(Problem.at(value, key + ": unknown key" + hint));
            }
        });
    }

    private Optional<Object> component(RecordComponent component, ConfigObject object, String path, Limits inherited) {
        String name = Keys.of(component.getName());
        String key = Keys.join(path, name);
        ConfigValue value = object.get(name);
        if (value == null) {
            problems.add(Problem.at(object, key + ": missing"));
            return Optional.empty();
        }
        if (component.getType().isRecord()) {
            return group(component.getType(), value, key, SettingType.limits(component, inherited));
        }
        SettingType type = SettingType.of(component, inherited);
        Optional<Object> read = type.read(value);
        if (read.isEmpty() && refused.add(value)) {
            problems.add(Problem.refused(key, value, type.expected()));
        }
        return read;
    }

    private static Problem problem(CrossChecked.Conflict conflict, ConfigObject group, String path) {
        ConfigValue value = group.toConfig().getValue(conflict.key());
        ConfigValue other = group.toConfig().getValue(conflict.other());
        Problem problem = Problem.refused(Keys.join(path, conflict.key()), value, conflict.expected());
        // The built-in value is never the one to correct.
        return problem.source().equals(SettingsLoader.DEFAULTS) ? Problem.at(other, problem.text()) : problem;
    }

    private static Object create(Class<?> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("Not a record of settings: " + type, e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Cannot make " + type + " of " + Arrays.toString(values), e.getCause());
        }
    }
}
