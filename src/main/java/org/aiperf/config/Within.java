// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers a setting may have; on a {@link java.time.Duration} they are seconds, on a list they hold for each
 * element, on a range for both of its ends.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface Within {
    /** Smallest value allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest value allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** Every allowed value is greater than this. */
    double above() default Double.NEGATIVE_INFINITY;

    /** Every allowed value is less than this. */
    double below() default Double.POSITIVE_INFINITY;
}
