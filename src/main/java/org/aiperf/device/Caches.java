// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The caches of a processor, as Linux shows those of its first core. */
final class Caches {

    private Caches() {}

    /**
     * One for each level and kind, for example {@code L1 data 32K}; none where Linux shows none.
     *
     * @param sys the directory {@code /sys}
     */
    static List<String> ofProcessor(Path sys) {
        List<String> caches = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(sys.resolve("devices/system/cpu/cpu0/cache"), "index*")) {
            for (Path cache : found) {
                caches.add("L%s %s %s".formatted(text(cache, "level"), text(cache, "type"), text(cache, "size")));
            }
        } catch (IOException e) {
            return List.of(); // Some virtual machines hide them.
        }
        Collections.sort(caches);
        return caches;
    }

    private static String text(Path cache, String file) throws IOException {
        String text = Files.readString(cache.resolve(file)).strip();
        return file.equals("type") ? text.toLowerCase(Locale.ROOT) : text;
    }
}
