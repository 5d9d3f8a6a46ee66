// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one setting may be: reads a value as it stands in a settings file, or says in words what it should have been. */
sealed interface SettingType {
    /** The typed value; empty where the value in the file is not one of this type. */
    Optional<Object> read(ConfigValue value);

    /** What is allowed, to follow "expected". */
    String expected();

    /**
     * The type of a record's component, with the limits of its annotations.
     *
     * @param inherited limits of the group around it, which count where the component has none of its own
     * @throws IllegalArgumentException for a component of a type that no setting can have
     */
    static SettingType of(RecordComponent component, Limits inherited) {
        Limits limits = limits(component, inherited);
        boolean filled = component.isAnnotationPresent(NotEmpty.class);
        if (component.getGenericType() instanceof ParameterizedType list && list.getRawType() == List.class) {
            return new ListOf(of(list.getActualTypeArguments()[0], limits, true, null), filled);
        }
        return of(component.getGenericType(), limits, filled, component.getAnnotation(Matching.class));
    }

    static Limits limits(RecordComponent component, Limits inherited) {
        Within within = component.getAnnotation(Within.class);
        OneOf choices = component.getAnnotation(OneOf.class);
        return within == null && choices == null ? inherited : Limits.of(within, choices);
    }

    private static SettingType of(Type type, Limits limits, boolean filled, @Nullable Matching form) {
        if (type == int.class || type == Integer.class) {
            return new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, limits);
        }
        if (type == long.class || type == Long.class) {
            return new Whole(Long.MIN_VALUE, Long.MAX_VALUE, limits);
        }
        if (type == double.class || type == Double.class) {
            return new Real(limits);
        }
        if (type == Duration.class) {
            return new Span(limits);
        }
        if (type == String.class) {
            return new Text(filled, form);
        }
        if (type instanceof Class<?> choice && choice.isEnum()) {
            return new Choice(Arrays.stream(choice.getEnumConstants())
                    .<Enum<?>>map(constant -> (Enum<?>) constant)
                    .toList());
        }
        throw new IllegalArgumentException("No setting can be of type " + type);
    }

    /** The number that a value is, or that its text holds: the environment and property files know texts alone. */
    private static Optional<BigDecimal> number(ConfigValue value) {
        String text = String.valueOf(value.unwrapped()).strip();
        boolean plain = value.valueType() == ConfigValueType.NUMBER || value.valueType() == ConfigValueType.STRING;
        return plain && text.matches("[+-]?([0-9]++\\.?[0-9]*+|\\.[0-9]++)([eE][+-]?[0-9]{1,3})?")
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    /** A whole number that fits {@code int} or {@code long}. */
    record Whole(long least, long most, Limits limits) implements SettingType {
        @Override
        public Optional<Object> read(ConfigValue value) {
            return number(value)
                    .filter(number -> number.stripTrailingZeros().scale() <= 0
                            && number.compareTo(BigDecimal.valueOf(least)) >= 0
                            && number.compareTo(BigDecimal.valueOf(most)) <= 0
                            && limits.admit(number.doubleValue()))
                    .map(number ->
                            most == Integer.MAX_VALUE ? (Object) number.intValue() : (Object) number.longValue());
        }

        @Override
        public String expected() {
            return "a whole number" + limits.words("");
        }
    }

    /** A number. */
    record Real(Limits limits) implements SettingType {
        @Override
        public Optional<Object> read(ConfigValue value) {
            return number(value)
                    .map(BigDecimal::doubleValue)
                    .filter(limits::admit)
                    .map(Object.class::cast);
        }

        @Override
        public String expected() {
            return "a number" + limits.words("");
        }
    }

    /** A length of time. A number without a unit is refused: the format would take it for milliseconds. */
    record Span(Limits limits) implements SettingType {
        @Override
        public Optional<Object> read(ConfigValue value) {
            if (!(value.unwrapped() instanceof String text) || text.chars().noneMatch(Character::isLetter)) {
                return Optional.empty();
            }
            try {
                Duration duration = value.atKey("duration").getDuration("duration");
                return limits.admit(duration.toNanos() / 1e9) ? Optional.of(duration) : Optional.empty();
            } catch (ConfigException.BadValue notOne) {
                return Optional.empty();
            }
        }

        @Override
        public String expected() {
            return "a duration with its unit, such as 90 s, 5.5 m or 12 h," + limits.words(" s");
        }
    }

    /** A text; a number or truth value without quotes is taken as it is written. */
    record Text(boolean filled, @Nullable Matching form) implements SettingType {
        @Override
        public Optional<Object> read(ConfigValue value) {
            if (value.valueType() == ConfigValueType.OBJECT
                    || value.valueType() == ConfigValueType.LIST
                    || value.valueType() == ConfigValueType.NULL) {
                return Optional.empty();
            }
            String text = value.atKey("text").getString("text");
            return (filled && text.isBlank()) || (form != null && !text.matches(form.value()))
                    ? Optional.empty()
                    : Optional.of(text);
        }

        @Override
        public String expected() {
            return form != null ? form.expected() : filled ? "a text that is not empty" : "a text";
        }
    }

    /** One of an enum's constants. */
    record Choice(List<? extends Enum<?>> constants) implements SettingType {
        @Override
        public Optional<Object> read(ConfigValue value) {
            return constants.stream()
                    .filter(constant -> Keys.of(constant).equals(value.unwrapped()))
                    .map(Object.class::cast)
                    .findFirst();
        }

        @Override
        public String expected() {
            return Keys.either(constants);
        }
    }

    /** A list whose elements are all of one type. */
    record ListOf(SettingType element, boolean filled) implements SettingType {
        @Override
        public Optional<Object> read(ConfigValue value) {
            Optional<ConfigList> list = list(value);
            if (list.isEmpty() || (filled && list.get().isEmpty())) {
                return Optional.empty();
            }
            List<Object> elements = new ArrayList<>();
            for (ConfigValue each : list.get()) {
                Optional<Object> read = element.read(each);
                if (read.isEmpty()) {
                    return Optional.empty();
                }
                elements.add(read.get());
            }
            return Optional.of(List.copyOf(elements));
        }

        /** A property file writes a list as a group of numbers: {@code morphs.0=widen}. */
        private static Optional<ConfigList> list(ConfigValue value) {
            if (value.valueType() == ConfigValueType.STRING) {
                return Optional.empty();
            }
            try {
                return Optional.of(value.atKey("list").getList("list"));
            } catch (ConfigException.WrongType notOne) {
                return Optional.empty();
            }
        }

        @Override
        public String expected() {
            return (filled ? "a list [..] of at least one element" : "a list [..]") + ", each " + element.expected();
        }
    }
}
