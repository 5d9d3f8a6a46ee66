// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The form of a text. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface Matching {
    /** A regular expression for the whole text. */
    String value();

    /** The same in words, to follow "expected". */
    String expected();
}
