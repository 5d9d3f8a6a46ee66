// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds what nobody should read in text that goes to the history, a report, a log or a terminal: what Spark takes for a
 * secret by its key ({@code spark.redaction.regex}), and passwords in URLs.
 */
public final class Secrets {

    private static final String HIDDEN = "*********(redacted)";

    /** As Spark's own default. */
    private static final String KEY = "secret|password|token|access[.]?key|(?<=[?&])sig(?==)";

    /** Every part of it is bounded or ends at its own kind of character, so that long text takes no longer than its length. */
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "((?:" + KEY + ")[\\w.-]{0,100}+\"?+\\s{0,20}+=\\s{0,20}+)(\"[^\"]*\"|[^\\s,;&]+)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CREDENTIALS = Pattern.compile("(://)[^/@\\s:]*:[^/@\\s]*(@)");

    private Secrets() {}

    /** The text with every secret in it replaced. */
    public static String hidden(String text) {
        String withoutValues = ASSIGNMENT.matcher(text).replaceAll("$1" + HIDDEN);
        return CREDENTIALS.matcher(withoutValues).replaceAll("$1" + HIDDEN + "$2");
    }

    /** Whether a URL, such as {@code s3a://key:secret@bucket/}, tells a password. */
    static boolean inLocation(String url) {
        return CREDENTIALS.matcher(url).find();
    }

    /** Refuses a location that tells a password. */
    static List<CrossChecked.Conflict> conflicts(String key, String url) {
        return CrossChecked.unless(
                !inLocation(url),
                key,
                key,
                "a location without a password, which everybody could read in the run's history; put it into a Hadoop credential provider (hadoop credential create fs.s3a.secret.key -provider jceks://hdfs/user/me/keys.jceks) and name that by --conf spark.hadoop.hadoop.security.credential.provider.path");
    }
}
