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

/** Fills the templates of pages that need no script. Whatever they are given is text, never markup. */
public final class Pages {

    private Pages() {}

    /**
     * A page in UTF-8.
     *
     * @param template its place below {@code org/aiperf}, such as {@code ranking/compare.peb}
     */
    public static byte[] render(String template, Map<String, Object> model) {
        StringWriter page = new StringWriter();
        try {
            new PebbleEngine.Builder()
                    .loader(new ClasspathLoader(Pages.class.getClassLoader()))
                    .strictVariables(true)
                    .cacheActive(false)
                    .build()
                    .getTemplate("org/aiperf/" + template)
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
