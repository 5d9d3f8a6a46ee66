// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The built application beside a Spark installation: what a user has before a cluster is there.
 *
 * @param spark the directory of the Spark installation
 * @param configuration the directory of its settings
 */
record Installation(Path spark, Path configuration) {

    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /**
     * The Spark installation that the build has made, with settings of its own.
     *
     * @param directory takes the settings
     * @param defaults lines of {@code spark-defaults.conf} beside its own
     */
    static Installation in(Path directory, List<String> defaults) throws IOException {
        Path spark = Path.of(Objects.requireNonNull(
                System.getenv("SPARK_HOME"), "SPARK_HOME is not set; mvn verify sets it to what it has built"));
        Path configuration = Files.createDirectories(directory.resolve("spark-conf"));
        Files.copy(spark.resolve("conf/spark-env.sh"), configuration.resolve("spark-env.sh"));
        List<String> lines = new ArrayList<>(defaults);
        lines.add("spark.ui.enabled false");
        // Programs of seconds, several on a CPU: they are not worth the full compiler.
        lines.add("spark.driver.extraJavaOptions " + QUICK);
        lines.add("spark.executor.extraJavaOptions " + QUICK);
        Files.write(configuration.resolve("spark-defaults.conf"), lines);
        return new Installation(spark, configuration);
    }

    /** Starts a class of Spark, such as a worker. */
    Program daemon(Map<String, String> environment, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(spark.resolve("bin/spark-class").toString()));
        command.addAll(Arrays.asList(words));
        return Program.start(variables(environment), command);
    }

    /** Starts one of the scripts in {@code submit/}, from the directory of the project. */
    Program submit(Map<String, String> environment, String script, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("submit", script).toAbsolutePath().toString()));
        command.addAll(words);
        return Program.start(variables(environment), command);
    }

    private Map<String, String> variables(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(more);
        all.put("SPARK_HOME", spark.toString());
        all.put("SPARK_CONF_DIR", configuration.toString());
        all.put("SPARK_DAEMON_MEMORY", "160m");
        all.put("SPARK_DAEMON_JAVA_OPTS", QUICK);
        return all;
    }
}
