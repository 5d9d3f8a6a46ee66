// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number of 1 to 9 digits, at least 1. */
final class PositiveInteger implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
            throw new TypeConversionException("'%s' is not a whole number from 1 to 999999999".formatted(text));
        }
        return Integer.valueOf(text);
    }
}
