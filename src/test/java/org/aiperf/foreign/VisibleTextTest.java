// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisibleTextTest {

    @Test
    void whatHasNoShapeBecomesAnEscape() {
        assertThat(VisibleText.of("a\nb\u001b[2Jc\u009bd\re\tf\u0000\u007f"))
                .isEqualTo("a\\nb\\u001b[2Jc\\u009bd\\u000de\\u0009f\\u0000\\u007f");
        assertThat(VisibleText.of("x\u202egpj.exe\u2066\u200f\u061c\ufeff\u00ad\u2028"))
                .isEqualTo("x\\u202egpj.exe\\u2066\\u200f\\u061c\\ufeff\\u00ad\\u2028");
        // A letter that hides in the tags of Unicode, half of a pair, and a character that fonts may draw as they like.
        assertThat(VisibleText.of("\udb40\udc41|\ud800|\ue000")).isEqualTo("\\udb40\\udc41|\\ud800|\\ue000");
    }

    @Test
    void whatShowsIsLeftAlone() {
        for (String text : List.of("plain", "größer 漢字 עברית عربى हिन्दी", "می‌خواهم", "\ud83d\ude00", "C:\\n")) {
            assertThat(VisibleText.of(text)).isSameAs(text);
        }
        assertThat(VisibleText.ofLines("a\n\tb\u001b")).isEqualTo("a\n\tb\\u001b");
    }

    @Test
    void aSentenceIsOneLineOfABoundedLength() {
        assertThat(VisibleText.sentence("a\n".repeat(500_000)))
                .hasSizeLessThan(2_100)
                .doesNotContain("\n")
                .endsWith("... (1,000,000 characters)");
    }

    @Test
    void everyTextOfAJsonFileIsMadeVisible() throws Exception {
        ObjectMapper mapper = new ObjectMapper().registerModule(new VisibleStrings());
        String json = "{\"k\\n\":[\"v\\u001b\",{\"\\u202e\":\"x\"}],\"n\":null,\"i\":1}";

        assertThat(mapper.readValue(json, JsonNode.class))
                .hasToString("{\"k\\\\n\":[\"v\\\\u001b\",{\"\\\\u202e\":\"x\"}],\"n\":null,\"i\":1}");
        assertThat(mapper.readValue("\"b\\r\"", String.class)).isEqualTo("b\\u000d");
    }
}
