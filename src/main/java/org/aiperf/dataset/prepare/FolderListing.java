// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** The images of a directory, and by reason what else it holds. Not thread-safe. */
final class FolderListing {

    private final Configuration hadoop;
    private final List<SourceImage> images = new ArrayList<>();
    private final Leftovers leftovers = new Leftovers();

    FolderListing(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * Adds a file, or all of a directory, in which no images are expected.
     *
     * @param label number of an image's class, by its name
     * @param className the name of its class, by its name
     */
    void add(FileStatus status, ToIntFunction<String> label, Function<String, String> className) throws IOException {
        String name = status.getPath().getName();
        String path = status.getPath().toString();
        if (SourceFiles.leftOut(name, path, leftovers)) {
            return;
        }
        if (status.isDirectory()) {
            List<FileStatus> deeper = SourceFiles.below(path, file -> true, leftovers, hadoop);
            if (!deeper.isEmpty()) {
                leftovers.add(
                        Reason.DEPTH, deeper.size(), deeper.get(0).getPath().toString());
            }
        } else if (!SourceFiles.isImage(name)) {
            leftovers.add(SourceFiles.isText(name) ? Reason.NOTES : Reason.ENDING, path);
        } else if (status.getLen() == 0) {
            leftovers.add(Reason.EMPTY, path);
        } else {
            String image = className.apply(name) + "/" + name;
            images.add(new SourceImage(image, label.applyAsInt(name), path, 0, Math.toIntExact(status.getLen())));
        }
    }

    SourceListing done() {
        return new SourceListing(images, leftovers);
    }
}
