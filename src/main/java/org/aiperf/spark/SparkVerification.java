// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import org.aiperf.spark.line.SparkLine;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Opens the Spark application that checks a submission: as its user configured it, or on all processors of this machine. */
public final class SparkVerification {

    private SparkVerification() {}

    /** The application; the caller closes it. */
    public static JavaSparkContext open() {
        SparkLine.present();
        return new JavaSparkContext(configured(new SparkConf()));
    }

    static SparkConf configured(SparkConf conf) {
        conf.setIfMissing("spark.app.name", "AIPerf verify").setIfMissing("spark.master", "local[*]");
        if (Masters.isLocal(conf.get("spark.master"))) {
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        return Safeguards.on(conf);
    }
}
