// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirectoriesTest {

    private final SparkConf conf = new SparkConf(false);
    private final Path good;
    private final Path bad;

    LocalDirectoriesTest(@TempDir Path directory) throws IOException {
        good = directory.resolve("good");
        bad = Files.writeString(directory.resolve("file"), "no directory").resolve("below");
    }

    @Test
    void oneThatCanBeWrittenIsEnough() {
        conf.set("spark.local.dir", bad + ", " + good);

        assertThat(new LocalDirectories(conf, Map.of()).problem()).isEmpty();
        assertThat(good).isEmptyDirectory();
    }

    @Test
    void whereNoneCanBeWrittenTheFirstIsNamed() {
        conf.set("spark.local.dir", bad.toString());

        assertThat(new LocalDirectories(conf, Map.of()).problem()).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("/file")
                .endsWith("choose another place by --conf spark.local.dir=DIRECTORY"));
    }

    @Test
    void theEnvironmentGoesFirstAndYarnKnowsBetter() {
        conf.set("spark.local.dir", good.toString());

        assertThat(new LocalDirectories(conf, Map.of("SPARK_LOCAL_DIRS", bad.toString())).problem())
                .isPresent();
        assertThat(new LocalDirectories(conf, Map.of("SPARK_LOCAL_DIRS", bad.toString(), "CONTAINER_ID", "container_1"))
                        .problem())
                .isEmpty();
    }
}
