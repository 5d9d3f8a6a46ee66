// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What the address of a Spark master says about the cluster behind it. */
final class Masters {

    private static final Pattern LOCAL = Pattern.compile("local(?:\\[\\s*([0-9]+|\\*)\\s*(?:,\\s*[0-9]+\\s*)?])?");
    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[\\s*[0-9]+\\s*,\\s*([0-9]+)\\s*,\\s*[0-9]+\\s*]");

    private Masters() {}

    /** Whether tasks run in the driver's own process. */
    static boolean isLocal(String master) {
        return LOCAL.matcher(master).matches();
    }

    /** Tasks that a local master runs at once. */
    static int localSlots(String master) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            throw new IllegalArgumentException("Not a local master: " + master);
        }
        String slots = local.group(1);
        if (slots == null) {
            return 1;
        }
        return slots.equals("*") ? Runtime.getRuntime().availableProcessors() : Math.max(1, Integer.parseInt(slots));
    }

    /** Cores of an executor; where nothing is said a standalone worker gives all that it has. */
    static int executorCores(SparkConf conf) {
        String master = conf.get("spark.master");
        Matcher localCluster = LOCAL_CLUSTER.matcher(master);
        int otherwise = localCluster.matches()
                ? Integer.parseInt(localCluster.group(1))
                : master.startsWith("spark://") ? Integer.MAX_VALUE : 1;
        return conf.getInt("spark.executor.cores", otherwise);
    }
}
