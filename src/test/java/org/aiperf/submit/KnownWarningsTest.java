// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What JavaCPP says of versions with libtorch, and the pairs that conf/log4j2.properties leaves out. */
class KnownWarningsTest {

    @Test
    void areThoseOfTheLibrariesOfThisBuildAndNoOthers() throws Exception {
        Properties logging = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("conf/log4j2.properties"))) {
            logging.load(file);
        }
        Pattern known = Pattern.compile(logging.getProperty("logger.javacpp.filter.known.regex", ""));
        String javacpp = version("libtorch.javacpp");

        for (String library : new String[] {
            "openblas:" + version("libtorch.openblas"), "dnnl:" + version("onednn"), "opencl:" + version("opencl")
        }) {
            assertThat(warning(javacpp, library)).matches(known);
        }
        assertThat(warning(javacpp, "pytorch:2.10.0-1.5.13")).doesNotMatch(known);
        assertThat(warning(javacpp, "openblas:0.3.30-1.5.12")).doesNotMatch(known);
        assertThat(warning("1.5.7", "openblas:" + version("libtorch.openblas"))).doesNotMatch(known);
    }

    private static String warning(String javacpp, String library) {
        return "Versions of org.bytedeco:javacpp:%s and org.bytedeco:%s do not match.".formatted(javacpp, library);
    }

    private static String version(String name) throws Exception {
        Matcher property = Pattern.compile("<%s\\.version>([^<]+)<".formatted(Pattern.quote(name)))
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(property.find()).isTrue();
        return property.group(1);
    }
}
