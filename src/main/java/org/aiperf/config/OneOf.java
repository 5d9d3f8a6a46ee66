// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The few numbers a whole-number setting may have; on a list it holds for each element. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface OneOf {
    int[] value();
}
