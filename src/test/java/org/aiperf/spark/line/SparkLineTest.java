// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One application for two lines of Spark. The jars of the other line are put into target/spark4 by the build. */
class SparkLineTest {

    private static final Path OTHER = Path.of("target/spark4");
    private static final List<String> EITHER = List.of("org/aiperf/spark/line/Spark3", "org/aiperf/spark/line/Spark4");

    static List<Path> versionsOfSpark4() throws IOException {
        try (Stream<Path> versions = Files.list(OTHER)) {
            return versions.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("versionsOfSpark4")
    void spark4HasAllThatTheApplicationRefersTo(Path version) throws Exception {
        assertThat(missing(version, EITHER.get(0))).isEmpty();
    }

    @Test
    void spark35HasAllThatTheApplicationRefersTo() throws Exception {
        assertThat(missing(null, EITHER.get(1))).isEmpty();
    }

    /** Otherwise the tests above could see nothing at all. */
    @Test
    void whatIsMissingWouldBeSeen() throws Exception {
        assertThat(versionsOfSpark4()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(missing(null, EITHER.get(0)).values().toString())
                .contains("jakarta/servlet/http/HttpServletRequest", "ProductEncoder.<init>");
        for (Path version : versionsOfSpark4()) {
            assertThat(missing(version, EITHER.get(1)).values().toString())
                    .contains("UIUtils.headerSparkPage", "ProductEncoder.<init>");
        }
    }

    /** By class, what its Spark lacks; of the two classes that differ, one is left out. */
    private static Map<String, Set<String>> missing(@Nullable Path version, String leftOut) throws Exception {
        Path classes = Path.of(SparkLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, Set<String>> missing = new TreeMap<>();
        try (ClassPath spark = new ClassPath(version);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : new TreeSet<>(
                    files.filter(each -> each.toString().endsWith(".class")).toList())) {
                String name = classes.relativize(file).toString();
                Set<String> lacks = name.startsWith(leftOut) ? Set.of() : spark.missing(Files.readAllBytes(file));
                if (!lacks.isEmpty()) {
                    missing.put(name, lacks);
                }
            }
        }
        return missing;
    }

    @Test
    void thisSparkIsKnown() {
        assertThat(SparkLine.present()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"3.4.4, 2.12.17", "3.5.9, 2.13.8", "4.0.0, 2.12.20", "4.4.0, 2.13.18", "5.0.0, 2.13.20"})
    void othersAreRefusedInOneSentence(String spark, String scala) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SparkLine.of(spark, scala))
                .withMessage(
                        "This is Spark %s with Scala %s, which AIPerf does not know; take Spark 3.5 (Scala 2.12) or Spark 4.0 to 4.3 (Scala 2.13)"
                                .formatted(spark, scala));
    }
}
