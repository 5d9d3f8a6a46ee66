// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Closeable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** What a cluster manager says of executors that do not come or do not stay. Thread-safe. */
interface ClusterReport extends Closeable {

    /** Why some are missing, as the manager tells it now; nothing if it does not know, or cannot be asked. */
    Optional<String> reason();

    /** How many have ended by themselves, as far as the manager tells. */
    default int ended() {
        return 0;
    }

    /** Whom a person asks for more, as the end of a sentence. */
    String whereToLook();

    @Override
    default void close() {}

    /** That of the cluster on which an application runs. */
    static ClusterReport of(JavaSparkContext context) {
        return of(context.getConf(), context.hadoopConfiguration(), context.sc().applicationId());
    }

    /** As {@link #of(JavaSparkContext)}, of an application with this id. */
    static ClusterReport of(SparkConf conf, Configuration hadoop, String application) {
        String master = conf.get("spark.master");
        if (master.startsWith("k8s://")) {
            return ofPods(conf, application);
        } else if (master.equals("yarn")) {
            return new YarnReport(conf, hadoop, application);
        }
        return new Silent();
    }

    /** Compiled against Kubernetes' client, which only Spark installations have, so that nothing here can refer to it. */
    private static ClusterReport ofPods(SparkConf conf, String application) {
        try {
            return Class.forName("org.aiperf.spark.PodReport")
                    .asSubclass(ClusterReport.class)
                    .getDeclaredConstructor(SparkConf.class, String.class)
                    .newInstance(conf, application);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The class PodReport belongs to this program but cannot be used", e);
        }
    }

    /** Of a manager that tells an application nothing. */
    record Silent() implements ClusterReport {

        @Override
        public Optional<String> reason() {
            return Optional.empty();
        }

        @Override
        public String whereToLook() {
            return "look at the pages of the master and its workers";
        }
    }
}
