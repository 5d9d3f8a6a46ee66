// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Fills the templates of this package. Whatever they are given is text, never markup. */
final class Pages {

    private Pages() {}

    /** A page in UTF-8. */
    static byte[] render(String template, Map<String, Object> model) {
        StringWriter page = new StringWriter();
        try {
            new PebbleEngine.Builder()
                    .loader(new ClasspathLoader(Pages.class.getClassLoader()))
                    .strictVariables(true)
                    .cacheActive(false)
                    .build()
                    .getTemplate("org/aiperf/ranking/" + template)
                    .evaluate(page, model, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot fill the template " + template, e);
        }
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
