// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NoObjectsTest {

    @Test
    void aLibraryThatReadsAnObjectGetsNone() throws Exception {
        Process reader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ObjectReader.class.getName())
                .redirectErrorStream(true)
                .start();

        String said = new String(reader.getInputStream().readAllBytes(), UTF_8);

        assertThat(said).contains("filter status: REJECTED", "made 0");
    }

    @Test
    void onlySparkTalksInObjects() {
        assertThat(NoObjects.isAllowed("org.apache.spark.serializer.JavaDeserializationStream$$anon$1"))
                .isTrue();
        assertThat(NoObjects.isAllowed("org.deeplearning4j.util.ModelSerializer"))
                .isFalse();
        assertThat(NoObjects.isAllowed("org.apache.sparkling.Reader")).isFalse();
    }

    /** Without the filter the object is made: the test above tests something. */
    @Test
    void theTripwireWorks() throws Exception {
        int before = Tripwire.made();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(Tripwire.bytes()))) {
            in.readObject();
        }
        assertThat(Tripwire.made()).isEqualTo(before + 1);
    }
}
