// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An executor has looked at its machine; recorded once for each executor and driver.
 *
 * @param time when the driver heard of it
 * @param executor name in the cluster
 * @param host name of its machine
 * @param fields what the machine is made of, by MLPerf's field names
 * @param power how the machine's energy is measured, or why it is not
 */
public record ExecutorDescribed(long time, String executor, String host, Map<String, String> fields, String power)
        implements ExecutorRecord {

    public ExecutorDescribed {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public ExecutorDescribed at(long otherTime) {
        return new ExecutorDescribed(otherTime, executor, host, fields, power);
    }
}
