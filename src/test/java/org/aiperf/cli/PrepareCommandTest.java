// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrepareCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--out x --source pictures=y | there is no kind 'pictures'; use one of: imagenet-tars, folders",
                "--out x --source folders | --source folders needs a place: --source folders=DIR",
                "--source folders=y | --out DIR is missing",
                "--out x --source tfrecord=y | leave --out away",
                "--out x --source folders=y --label-base 0 | --label-base is for --source tfrecord=DIR",
                "--out x --source folders=y --shards many | 'many' are no numbers of shards",
                "--out x --source folders=y --channels 2 | channels must be 1 or 3",
                "--out x --source folders=y --validation-share 1 | at least 0 and below 1",
                "--out x --source synthnet=size=big | size=big must be HEIGHTxWIDTH",
                "--out x --source synthnet=colour=red | 'colour=red' is no setting",
                "--out x --source synthnet=classes=1 | classes must be 2 to",
                "--out x --source hf-parquet=y --classes nowhere.txt | There is no file nowhere.txt",
            })
    void saysInOneSentenceWhatCannotBe(String arguments, String sentence) {
        StringWriter err = new StringWriter();
        assertThat(prepare(err, arguments)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(sentence);
    }

    @Test
    void makesADataSetAndSaysHowToTrainOnIt(@TempDir Path directory) {
        Path out = directory.resolve("easy");
        StringWriter text = new StringWriter();
        int code = Main.execute(
                new PrintWriter(text),
                new PrintWriter(new StringWriter()),
                "prepare",
                "--source",
                "synthnet=classes=3,size=8x16,train=12,validation=3",
                "--out",
                out.toString());
        assertThat(code).isZero();
        assertThat(text.toString())
                .contains("Data set easy in file:" + out)
                .contains("12 to train, 3 to validate, 8 x 16 pixels, colour")
                .contains("3; 4 training and 1 validation images each")
                .contains("--set data.location=file:" + out);
        assertThat(Files.exists(out.resolve("dataset.json"))).isTrue();
    }

    private static int prepare(StringWriter err, String arguments) {
        String[] all = ("prepare " + arguments).split(" ");
        return Main.execute(new PrintWriter(new StringWriter()), new PrintWriter(err), all);
    }
}
