// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.aiperf.dataset.prepare.SplitRule.Said;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitRuleTest {

    @ParameterizedTest
    @CsvSource({
        "imagenet1k-train-0000.tar, TRAINING",
        "imagenet1k-validation-00.tar, VALIDATION",
        "imagenet-val-000003.tar, VALIDATION",
        "train/00000.tar, TRAINING",
        "data/val/00000.parquet, VALIDATION",
        "train2017, TRAINING",
        "val.X, VALIDATION",
        "train.X3, TRAINING",
        "Training Set, TRAINING",
        "ImageNetTrain_0.tar, TRAINING",
        "ILSVRC2012_img_val.tar, VALIDATION",
        "TRAIN_00000.tar, TRAINING",
        "valid, VALIDATION",
        "default/test/0000.parquet, OTHER",
        "dev-0.tar, OTHER",
        "unlabeled, OTHER",
        "svhn_extra.tar, OTHER",
        "trainval.tar, OTHER",
        "trainers, NOTHING",
        "constrained-0.tar, NOTHING",
        "interval-3.tar, NOTHING",
        "valley, NOTHING",
        "testament, NOTHING",
        "developers, NOTHING",
        "00000.tar, NOTHING",
        "train-val-split_0.tar, SEVERAL",
        "val/train-0.tar, SEVERAL",
        "test/train/0.tar, SEVERAL",
    })
    void wholeWordsAnywhereTell(String name, Said said) {
        assertThat(SplitRule.WORDS.of(name)).isEqualTo(said);
    }

    @Test
    void patternsComeFirst() {
        SplitRule both = new SplitRule("{a,b}/*", "test-*.tar");
        assertThat(both.of("a/val.tar")).isEqualTo(Said.TRAINING);
        assertThat(both.of("x/test-3.tar")).isEqualTo(Said.VALIDATION);
        assertThat(both.of("c/train.tar")).isEqualTo(Said.OTHER);
        SplitRule one = new SplitRule("", "test*");
        assertThat(one.of("test-0.tar")).isEqualTo(Said.VALIDATION);
        assertThat(one.of("train-0.tar")).isEqualTo(Said.TRAINING);
        assertThat(new SplitRule("*", "test*").of("test-0.tar")).isEqualTo(Said.SEVERAL);
        assertThatThrownBy(() -> new SplitRule("[a", "")).hasMessageContaining("'[a' is no pattern");
    }
}
