// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Tar archives in the manner of WebDataset, see {@link WebDatasetKeys}, in a directory or below it; {@link SplitRule} tells
 * their splits. Where no name says anything all are training images.
 *
 * @param directory where the archives are
 * @param classNames one name a class, in label order; empty if the classes have only numbers
 * @param splits tells the split of an archive
 */
public record WebDatasetSource(String directory, List<String> classNames, SplitRule splits) implements ImageSource {

    private static final long serialVersionUID = 1L;

    public WebDatasetSource {
        classNames = List.copyOf(classNames);
    }

    @Override
    public String description() {
        return "webdataset of " + directory;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        SplitFiles archives = SplitFiles.of(
                directory, "*.tar", name -> isCompressed(name) || lower(name).endsWith(".tar"), splits, hadoop);
        return new SourceLayout(classNames, archives.parts(), archives.leftovers(), archives.told());
    }

    /** Archives compressed by gzip are read from end to end. */
    @Override
    public Optional<PartReader> partReader(List<SourcePart> parts) {
        return parts.stream().anyMatch(part -> isCompressed(part.file()))
                ? Optional.of(new CompressedWebDataset(this))
                : Optional.empty();
    }

    static boolean isCompressed(String name) {
        return lower(name).endsWith(".tar.gz") || lower(name).endsWith(".tgz");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public SourceListing list(SourcePart part, Configuration hadoop) throws IOException {
        return isCompressed(part.file()) ? streamed(part, hadoop) : lookedUp(part, hadoop);
    }

    private SourceListing lookedUp(SourcePart part, Configuration hadoop) throws IOException {
        WebDatasetKeys keys = new WebDatasetKeys(part.file(), classNames);
        TarMembers archive = TarMembers.of(part.file(), part.offset(), part.length(), hadoop);
        try (OpenFiles files = new OpenFiles(hadoop)) {
            for (TarMembers.Member member : archive.members()) {
                keys.add(
                        member,
                        () -> files.fetch(new SourceImage(
                                member.name(), 0, part.file(), member.offset(), (int) member.length())));
            }
        }
        SourceListing listing = keys.listing(part, place(part, hadoop));
        listing.leftovers().addAll(archive.leftovers());
        return listing;
    }

    private SourceListing streamed(SourcePart part, Configuration hadoop) throws IOException {
        WebDatasetKeys keys = new WebDatasetKeys(part.file(), classNames);
        Leftovers leftovers = new Leftovers();
        boolean empty = true;
        try (TarStream archive = new TarStream(part.file(), hadoop)) {
            for (TarArchiveEntry entry = archive.next(); entry != null; entry = archive.next()) {
                empty &= entry.isDirectory();
                if (TarMembers.isOrdinary(entry)) {
                    // Where it lies has no meaning: nobody looks it up.
                    keys.add(new TarMembers.Member(entry.getName(), part.offset(), entry.getSize()), archive::content);
                } else if (!entry.isDirectory()) {
                    leftovers.add(
                            entry.isLink() || entry.isSymbolicLink() ? Reason.LINK : Reason.SPECIAL,
                            entry.getName() + " in " + part.file());
                }
            }
        }
        if (empty) {
            throw TarMembers.empty("The tar archive " + part.file());
        }
        SourceListing listing = keys.listing(part, place(part, hadoop));
        listing.leftovers().addAll(leftovers);
        return listing;
    }

    /** An archive's path as seen from the directory. */
    String place(SourcePart part, Configuration hadoop) throws IOException {
        return SourceFiles.relative(directory, new Path(part.file()), hadoop);
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        return new OpenFiles(hadoop);
    }
}
