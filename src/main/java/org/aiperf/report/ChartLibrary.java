// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The library that draws the charts, as the class path brings it. */
final class ChartLibrary {

    private static final String ARTIFACT = "META-INF/maven/org.webjars.npm/echarts/pom.properties";
    private static final String SCRIPT = "META-INF/resources/webjars/echarts/%s/dist/echarts.min.js";

    private ChartLibrary() {}

    /** Its source, safe inside a script element. */
    static String script() {
        try {
            Properties artifact = new Properties();
            try (InputStream in = open(ARTIFACT)) {
                artifact.load(in);
            }
            try (InputStream in = open(SCRIPT.formatted(artifact.getProperty("version")))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("</script", "<\\/script");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the library that draws charts", e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = ChartLibrary.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException(resource + " is not on the class path");
        }
        return in;
    }
}
