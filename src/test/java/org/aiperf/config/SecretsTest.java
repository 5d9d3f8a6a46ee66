// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.hadoop.fs.s3a.secret.key=xyzzy",
                "--conf spark.hadoop.ssl.Password=xyzzy and more",
                "spark.authenticate.secret = xyzzy",
                "fs.s3a.access.key=\"xyzzy\"",
                "https://host/object?signature=1&session_token=xyzzy&more=1",
                "Cannot read s3a://me:xyzzy@bucket/file",
                "Cannot read hdfs://me:xyzzy@host:8020/file: it is missing"
            })
    void secretsAreHidden(String text) {
        assertThat(Secrets.hidden(text)).doesNotContain("xyzzy").contains("(redacted)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://host:8020/data is missing although dataset.json lists it",
                "Unexpected token '}' in line 3",
                "https://host/a@b:c",
                "training.batch-size=64"
            })
    void everythingElseStays(String text) {
        assertThat(Secrets.hidden(text)).isEqualTo(text);
    }

    /** A stranger's setting may be as long as he likes. */
    @ParameterizedTest
    @ValueSource(strings = {"9", "secret", "secret=\"", "://a:", "token "})
    @Timeout(5)
    void longTextTakesNoLongerThanItsLength(String part) {
        String text = part.repeat(200_000);
        assertThat(Secrets.hidden(text)).isNotEmpty();
    }

    /** It could not be taken back: the settings are part of every run's history. */
    @ParameterizedTest
    @CsvSource({"data.location", "run.directory"})
    void aLocationWithAPasswordIsRefused(String key) {
        assertThatThrownBy(() -> new SettingsLoader(null)
                        .load(
                                null,
                                List.of(key + "=\"s3a://me:xyzzy@bucket/and-a-long-path-to-the-images-of-the-run\"")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("aiperf." + key)
                .hasMessageContaining("expected a location without a password")
                .hasMessageNotContaining("xyzzy");
    }

    @Test
    void aUserWithoutAPasswordIsNoSecret() throws InvalidSettingsException {
        assertThat(new SettingsLoader(null)
                        .load(null, List.of("data.location=\"abfs://container@account/data\""))
                        .data()
                        .location())
                .isEqualTo("abfs://container@account/data");
    }
}
