// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aiperf.dataset.Content;
import org.aiperf.dataset.ContentDigest;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.ImageExample;

/**
 * What a data set holds when all of its shards are there.
 *
 * @param directory of the data set
 * @param sharedAllowed so many validation images may be training images, too
 */
record DatasetContent(PreparedDirectory directory, int sharedAllowed) {

    private static final int EXAMPLES = 3;

    /**
     * The content of the manifest's shards, by their indexes.
     *
     * @throws IOException if too many images stand in both splits, with some of them
     */
    Content of(DatasetManifest manifest) throws IOException {
        return of(manifest, ContentDigest.of(manifest, directory::index));
    }

    /** The same, of images that were added up before. */
    Content of(DatasetManifest manifest, ContentDigest digest) throws IOException {
        Content content = digest.content(manifest.classes(), manifest.channels());
        if (content.inBoth() > sharedAllowed) {
            List<String> examples = new ArrayList<>();
            for (ContentDigest.Shared shared : digest.shared(EXAMPLES)) {
                examples.add(
                        "%s to train and %s to validate".formatted(text(shared.training()), text(shared.validation())));
            }
            throw new IOException(
                    "%,d of the validation images are training images, too, byte for byte, such as %s; take them out of one split, or allow them by --allow-shared %d"
                            .formatted(content.inBoth(), String.join(", ", examples), content.inBoth()));
        }
        return content;
    }

    private String text(ContentDigest.Place place) throws IOException {
        ImageExample example = directory.example(place);
        String name = example.synset().isEmpty() ? example.filename() : example.synset() + "/" + example.filename();
        return name.isEmpty() ? place.toString() : "%s (%s)".formatted(name, place);
    }
}
