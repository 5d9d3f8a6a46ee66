// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.Iterator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the images of a {@link WebDatasetSource} of which some archives are compressed by gzip: these from their beginning
 * to their end.
 *
 * @param source the same without that
 */
record CompressedWebDataset(WebDatasetSource source) implements PartReader {

    private static final long serialVersionUID = 1L;

    @Override
    public Images read(SourcePart part, Configuration hadoop) throws IOException {
        return WebDatasetSource.isCompressed(part.file())
                ? new Streamed(new TarStream(part.file(), hadoop), source.place(part, hadoop))
                : new Fetched(source.list(part, hadoop).images().iterator(), source.open(hadoop));
    }

    private record Streamed(TarStream archive, String place) implements Images {

        @Override
        public @Nullable Read next() throws IOException {
            for (TarArchiveEntry entry = archive.next(); entry != null; entry = archive.next()) {
                if (TarMembers.isOrdinary(entry) && WebDatasetKeys.isImage(entry.getName())) {
                    return new Read(place + "/" + entry.getName(), archive.content());
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            archive.close();
        }
    }

    private record Fetched(Iterator<SourceImage> images, ImageFetcher fetcher) implements Images {

        @Override
        public @Nullable Read next() throws IOException {
            if (!images.hasNext()) {
                return null;
            }
            SourceImage image = images.next();
            return new Read(image.name(), fetcher.fetch(image));
        }

        @Override
        public void close() throws IOException {
            fetcher.close();
        }
    }
}
