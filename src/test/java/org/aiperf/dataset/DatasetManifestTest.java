// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetManifestTest {

    private static final DatasetManifest MANIFEST = SampleImages.manifest(
            List.of(new DatasetManifest.Shard("train-0", 7, "0".repeat(64))),
            List.of(new DatasetManifest.Shard("validation-0", 3, "f".repeat(64))));

    @Test
    void readsBackWhatWasWritten() throws IOException {
        assertThat(DatasetManifest.parse(MANIFEST.toJson(), "dataset.json")).isEqualTo(MANIFEST);
        DatasetManifest stated = MANIFEST.withContent(new Content("5".repeat(64), 1, 2, 3));
        assertThat(DatasetManifest.parse(stated.toJson(), "dataset.json")).isEqualTo(stated);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"formatVersion\" : 1 | \"formatVersion\" : 2 | format version 2 is unknown",
                "\"labelBase\" : 1 | \"labelbase\" : 1 | labelBase is missing",
                "\"height\" : 4 | \"height\" : \"4\" | height must be a whole number",
                "\"records\" : 7 | \"records\" : 8 | training.images is 7 but its shards have 8 records",
                "train-0 | ../train-0 | plain file name",
                "\"channels\" : 1 | \"channels\" : 4 | channels must be 1 or 3",
                "\"classNames\" | classNames | it is not JSON",
            })
    void saysWhatIsWrong(String good, String bad, String problem) {
        String json = MANIFEST.toJson();
        assertThat(json).contains(good);
        assertThatThrownBy(() -> DatasetManifest.parse(json.replace(good, bad), "hdfs:/x/dataset.json"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hdfs:/x/dataset.json")
                .hasMessageContaining(problem);
    }
}
