// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps others out of an application: who reaches a port of Spark's has to know the application's secret, because Spark
 * makes objects out of what it is sent, and nobody ends a run through a web page. What the user's Spark settings say of it
 * holds.
 */
final class Safeguards {

    private static final Logger LOG = LoggerFactory.getLogger(Safeguards.class);

    private static final String AUTHENTICATE = "spark.authenticate";
    private static final String SECRET = "spark.authenticate.secret";
    private static final int SECRET_BYTES = 32;

    /** Encrypted with keys of the second, better version of Spark's own protocol. */
    private static final Map<String, String> ENCRYPTION = Map.of(
            "spark.network.crypto.enabled", "true",
            "spark.network.crypto.authEngineVersion", "2");

    private Safeguards() {}

    /**
     * Adds them to an application that has a master.
     *
     * @throws IllegalArgumentException if its user has to say something first
     */
    static SparkConf on(SparkConf conf) {
        conf.setIfMissing("spark.ui.killEnabled", "false");
        String master = conf.get("spark.master");
        if (!conf.contains(AUTHENTICATE) && makesItsSecret(conf, master)) {
            conf.set(AUTHENTICATE, "true");
            ENCRYPTION.forEach(conf::setIfMissing);
        }
        if (master.startsWith("local-cluster") && conf.getBoolean(AUTHENTICATE, false)) {
            conf.setIfMissing(SECRET, secret());
        }
        return conf;
    }

    /** Whether Spark, or we, can make a secret and bring it to all processes of the application. */
    private static boolean makesItsSecret(SparkConf conf, String master) {
        if (master.startsWith("spark://")) {
            throw new IllegalArgumentException(
                    ("The processes of a standalone cluster share a secret that its administrator gives: put %s true and %s"
                                    + " SECRET into conf/spark-defaults.conf of master, workers and this machine, readable by Spark's"
                                    + " users only, or say --conf %s=false if nobody else reaches the cluster's network.")
                            .formatted(AUTHENTICATE, SECRET, AUTHENTICATE));
        }
        if (master.equals("yarn") && conf.getBoolean("spark.shuffle.service.enabled", false)) {
            LOG.warn(
                    "Processes of this application are not authenticated, because the cluster's shuffle service may not be: say {}=true if it is",
                    AUTHENTICATE);
            return false;
        }
        if (master.equals("yarn")
                && conf.get("spark.submit.deployMode", "client").equals("cluster")) {
            LOG.warn(
                    "Processes of this application are not authenticated: give {}=true to spark-submit, as submit/aiperf does",
                    AUTHENTICATE);
            return false;
        }
        return true;
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
