// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aiperf.foreign.Cause;
import org.apache.spark.SparkConf;

/**
 * Where a driver's Spark keeps blocks and files that it unpacks. Where it can write to none of these directories, it ends its
 * process.
 *
 * @param environment variables of this process
 */
record LocalDirectories(SparkConf conf, Map<String, String> environment) {

    /** A container's own, which YARN names. */
    private static final String CONTAINER = "CONTAINER_ID";

    /** Why Spark could write to none; nothing if it can. */
    Optional<String> problem() {
        if (environment.containsKey(CONTAINER)) {
            return Optional.empty();
        }
        List<Optional<String>> refused = Arrays.stream(configured().split(",", -1))
                .map(LocalDirectories::refused)
                .toList();
        return refused.stream().allMatch(Optional::isPresent)
                ? refused.get(0)
                        .map(reason ->
                                "Spark keeps its own files on this machine, and %s; choose another place by --conf spark.local.dir=DIRECTORY"
                                        .formatted(reason))
                : Optional.empty();
    }

    private String configured() {
        return Optional.ofNullable(environment.get("SPARK_LOCAL_DIRS"))
                .orElseGet(() -> conf.get("spark.local.dir", System.getProperty("java.io.tmpdir")));
    }

    private static Optional<String> refused(String directory) {
        try {
            Path made = Files.createDirectories(Path.of(directory.strip()));
            Files.delete(Files.createTempFile(made, "aiperf", ""));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Cause.of(e));
        }
    }
}
