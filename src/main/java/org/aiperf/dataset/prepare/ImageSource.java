// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A form in which people have labelled images, on any Hadoop file system. It travels to the tasks. Errors name the file
 * and say what to do.
 */
public interface ImageSource extends Serializable {

    /** Its kind and place, for people: {@code folders of hdfs:/photos}. */
    String description();

    /** What decides the images beside their names: two data sets of the same names differ if this does. */
    default String content() {
        return "";
    }

    /** Channels of its images: 1 grey, 3 red-green-blue. */
    default int channels() {
        return 3;
    }

    /** Licence and copyright of the images, as far as the source knows. */
    default String licence() {
        return "not stated";
    }

    /** What it claims to be. */
    default WholeSource.Claim claim() {
        return WholeSource.Claim.NONE;
    }

    /** Looks at the source from outside: which classes there are and which parts to list. */
    SourceLayout layout(Configuration hadoop) throws IOException;

    /** The images of one part, and what else it holds. */
    SourceListing list(SourcePart part, Configuration hadoop) throws IOException;

    /** What reads these parts of the source, where single images cannot be looked up in one of them; else empty. */
    default Optional<PartReader> partReader(List<SourcePart> parts) {
        return Optional.empty();
    }

    /** Opens the source to read single images from it. */
    ImageFetcher open(Configuration hadoop) throws IOException;
}
