// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.line;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.package$;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.ui.SparkUI;
import scala.util.Properties;

/**
 * What has to be compiled once for each line of Spark, because its types differ: Scala 2.13 has another sequence, and
 * Spark 4 other servlets. Everything else in this application refers only to what both lines have.
 */
public interface SparkLine {

    /** The lines in words, as messages name them. */
    String KNOWN = "Spark 3.5 (Scala 2.12) or Spark 4.0 to 4.3 (Scala 2.13)";

    /** The encoder of a record, whose accessors and constructor are named and ordered like the columns. */
    <T extends Record> Encoder<T> encoder(Class<T> type, List<EncoderField> columns);

    /** Adds a tab of one page to Spark's user interface. */
    void attach(SparkUI ui, Tab tab);

    /** A tab of one page, made anew for each request. */
    interface Tab {

        /** What people read. */
        String title();

        /** The last part of the page's address; {@code json} below it is the page as JSON. */
        String place();

        /** The page's content, below Spark's own head. */
        String html(String addressOfJson);

        String json();
    }

    /**
     * The line of the Spark that is on the class path.
     *
     * @throws IllegalArgumentException if this application was not made for it
     */
    static SparkLine present() {
        return of(package$.MODULE$.SPARK_VERSION(), Properties.versionNumberString());
    }

    /** The line of a version of Spark, built with a version of Scala. */
    static SparkLine of(String spark, String scala) {
        if (Lines.THREE.matcher(spark).matches() && scala.startsWith("2.12.")) {
            return new Spark3();
        } else if (Lines.FOUR.matcher(spark).matches() && scala.startsWith("2.13.")) {
            return Lines.four();
        }
        throw new IllegalArgumentException(
                "This is Spark %s with Scala %s, which AIPerf does not know; take %s".formatted(spark, scala, KNOWN));
    }

    /** How versions are told apart. */
    final class Lines {

        private static final Pattern THREE = Pattern.compile("3\\.5\\..*");
        private static final Pattern FOUR = Pattern.compile("4\\.[0123]\\..*");

        /** Compiled against Spark 4, so that nothing here can refer to it. */
        private static final String FOUR_CLASS = "org.aiperf.spark.line.Spark4";

        private Lines() {}

        private static SparkLine four() {
            try {
                return Class.forName(FOUR_CLASS)
                        .asSubclass(SparkLine.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        "The class %s belongs to this program but cannot be used".formatted(FOUR_CLASS), e);
            }
        }
    }
}
