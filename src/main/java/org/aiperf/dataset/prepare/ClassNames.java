// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** A text file with the name of one class a line, in label order. */
public final class ClassNames {

    private ClassNames() {}

    /** Reads the file; errors name it and the line. */
    public static List<String> read(String file, Configuration hadoop) throws IOException {
        List<String> names = SourceFiles.lines(file, hadoop);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw new IOException(
                        "%s names the class '%s' a second time, as number %d".formatted(file, names.get(i), i + 1));
            }
        }
        if (names.size() < 2) {
            throw new IOException("%s names %d classes, at least 2 are needed".formatted(file, names.size()));
        }
        return names;
    }
}
