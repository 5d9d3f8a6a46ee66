// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import java.io.ObjectInputFilter;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to make objects out of bytes, except for those that Spark sends between its own processes. Reading such an object
 * runs code that its writer chose, and libraries do it where nobody expects it. Thread-safe.
 */
public final class NoObjects implements BinaryOperator<@Nullable ObjectInputFilter> {

    private static final Logger LOG = LoggerFactory.getLogger(NoObjects.class);

    /** Makers of streams that carry Spark's own messages, tasks and results, and Parquet's filters within a process. */
    private static final List<String> ALLOWED =
            List.of("org.apache.spark.", "org.apache.parquet.hadoop.util.SerializationUtil");

    private NoObjects() {}

    /** Holds from now on in this process; what {@code jdk.serialFilter} says holds beside it. */
    public static void forbid() {
        try {
            ObjectInputFilter.Config.setSerialFilterFactory(new NoObjects());
        } catch (IllegalStateException e) {
            LOG.warn(
                    "Objects in strangers' files cannot be refused, because another filter is in place: {}",
                    Cause.of(e));
        }
    }

    /** Called once for each stream, and again where a stream gets a filter of its own. */
    @Override
    public @Nullable ObjectInputFilter apply(@Nullable ObjectInputFilter current, @Nullable ObjectInputFilter next) {
        ObjectInputFilter ours = current == null && !isAllowed(maker()) ? NoObjects::refuse : current;
        return ours == null || next == null ? (ours == null ? next : ours) : ObjectInputFilter.merge(next, ours);
    }

    private static ObjectInputFilter.Status refuse(ObjectInputFilter.FilterInfo asked) {
        return ObjectInputFilter.Status.REJECTED;
    }

    static boolean isAllowed(String maker) {
        return ALLOWED.stream().anyMatch(maker::startsWith);
    }

    /** The class that makes the stream. */
    private static String maker() {
        return StackWalker.getInstance().walk(frames -> frames.map(StackFrame::getClassName)
                .filter(name -> !name.startsWith("java.") && !name.equals(NoObjects.class.getName()))
                .findFirst()
                .orElse(""));
    }
}
