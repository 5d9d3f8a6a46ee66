// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MusterTest {

    @ParameterizedTest
    @CsvSource({
        "yarn, '', 2",
        "yarn, spark.executor.instances=5, 5",
        "k8s://https://host:6443, spark.executor.instances=3, 3",
        "k8s://https://host:6443, spark.executor.instances=3 spark.dynamicAllocation.enabled=true, -1",
        "spark://host:7077, spark.cores.max=30 spark.executor.cores=10, 3",
        "spark://host:7077, spark.executor.cores=10, -1",
        "'local[4]', spark.executor.instances=5, -1",
    })
    void howManyExecutorsAreAskedFor(String master, String settings, int asked) {
        SparkConf conf = new SparkConf(false).setMaster(master);
        for (String setting : settings.split(" ", -1)) {
            if (!setting.isEmpty()) {
                conf.set(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
            }
        }

        assertThat(Muster.asked(conf)).isEqualTo(asked < 0 ? OptionalInt.empty() : OptionalInt.of(asked));
    }
}
