// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node of a cluster is made of, by the field names of MLPerf's system descriptions; those that begin with
 * {@code aiperf_} are our own. What cannot be found out is missing.
 *
 * @param host name of the node
 * @param fields values as text, in MLPerf's order
 */
public record SystemDescription(String host, Map<String, String> fields) {

    public SystemDescription {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
