// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.List;

/** Settings that cannot be used, with every mistake found in them. */
public final class InvalidSettingsException extends Exception {
    private static final long serialVersionUID = 1;

    private final List<String> errors;

    InvalidSettingsException(List<String> errors) {
        super(
                errors.size() == 1
                        ? errors.get(0)
                        : errors.size() + " errors in the settings:\n  " + String.join("\n  ", errors));
        this.errors = List.copyOf(errors);
    }

    /** The same with the first mistake and the number of the others, in one line. */
    InvalidSettingsException first() {
        return errors.size() == 1
                ? this
                : new InvalidSettingsException(
                        List.of("%s (the first of %,d errors)".formatted(errors.get(0), errors.size())));
    }

    /** One line for each mistake: where it stands, the key, the value and what is allowed. */
    public List<String> errors() {
        return errors;
    }
}
