// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.aiperf.dataset.prepare.ParquetColumns.Wanted;
import org.aiperf.image.decode.FileKind;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.BadConfigurationException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files as Hugging Face publishes them, in a directory or below it; {@link ParquetColumns} tells their columns and
 * {@link SplitRule} their splits. Class names stand in the files' metadata.
 *
 * @param directory where the files are
 * @param classNames one name a class, in label order; empty to take those of the files
 * @param splits tells the split of a file
 */
public record ParquetSource(String directory, List<String> classNames, SplitRule splits)
        implements ImageSource, PartReader {

    private static final long serialVersionUID = 1L;
    private static final String MAGIC = "PAR1";

    public ParquetSource {
        classNames = List.copyOf(classNames);
    }

    @Override
    public String description() {
        return "hf-parquet of " + directory;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        SplitFiles files = SplitFiles.of(
                directory, "*.parquet", name -> name.toLowerCase(Locale.ROOT).endsWith(".parquet"), splits, hadoop);
        requireOneConfiguration(files, hadoop);
        List<String> names = classNames;
        List<SourcePart> groups = new ArrayList<>();
        for (SourcePart file : files.parts()) {
            try (ParquetFileReader reader = open(file.file(), hadoop)) {
                if (reader.getRecordCount() == 0) {
                    continue;
                }
                List<String> own = ParquetColumns.of(reader, file.file()).classNames();
                if (classNames.isEmpty() && !names.isEmpty() && !own.isEmpty() && !own.equals(names)) {
                    throw new IOException(
                            "%s gives other class names than the files before it; give the names by --classes"
                                    .formatted(file.file()));
                }
                names = names.isEmpty() ? own : names;
                int group = 0;
                for (BlockMetaData block : reader.getRowGroups()) {
                    if (block.getRowCount() > 0) {
                        groups.add(new SourcePart(file.split(), -1, file.file(), group, block.getRowCount()));
                    }
                    group++;
                }
            }
        }
        return new SourceLayout(names, groups, files.leftovers(), files.told());
    }

    /** A repository of several configurations has a directory for each: to take all would mix data sets. */
    private void requireOneConfiguration(SplitFiles files, Configuration hadoop) throws IOException {
        TreeSet<String> directories = new TreeSet<>();
        for (List<FileStatus> list : files.files().values()) {
            for (FileStatus file : list) {
                String name = SourceFiles.relative(directory, file.getPath(), hadoop);
                List<String> parts = new ArrayList<>(List.of(name.split("/", -1)));
                parts.remove(parts.size() - 1);
                parts.removeIf(part -> splits.of(part) != SplitRule.Said.NOTHING);
                directories.add(String.join("/", parts));
            }
        }
        if (directories.size() > 1 && !splits.given()) {
            throw new IOException(
                    "%s holds Parquet files of several data sets, in its directories %s; name one of these directories"
                            .formatted(directory, String.join(", ", directories)));
        }
    }

    @Override
    public SourceListing list(SourcePart part, Configuration hadoop) throws IOException {
        List<SourceImage> images = new ArrayList<>();
        try (Rows rows = new Rows(part, Wanted.NAMES, hadoop)) {
            for (Group row = rows.next(); row != null; row = rows.next()) {
                images.add(rows.image(row));
            }
        }
        return SourceListing.of(images);
    }

    @Override
    public Images read(SourcePart part, Configuration hadoop) throws IOException {
        Rows rows = new Rows(part, Wanted.IMAGES, hadoop);
        return new Images() {

            @Override
            public @Nullable Read next() throws IOException {
                Group row = rows.next();
                return row == null ? null : rows.file(row);
            }

            @Override
            public void close() throws IOException {
                rows.close();
            }
        };
    }

    @Override
    public Optional<PartReader> partReader(List<SourcePart> parts) {
        return Optional.of(this);
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        throw new UnsupportedOperationException("Parquet files are read row group by row group");
    }

    /** Asked of the library. */
    @FunctionalInterface
    private interface Value<T extends @Nullable Object> {
        T get() throws IOException;
    }

    /** The rows of one row group. */
    private final class Rows implements AutoCloseable {

        private final SourcePart part;
        private final ParquetFileReader reader;
        private final ParquetColumns columns;
        private final Labels labels;
        private final RecordReader<Group> records;
        private final long count;
        private final int average;
        private final String place;
        private int row = -1;

        Rows(SourcePart part, Wanted wanted, Configuration hadoop) throws IOException {
            this.part = part;
            this.place = SourceFiles.relative(directory, new Path(part.file()), hadoop);
            this.reader = open(part.file(), hadoop);
            this.columns = ParquetColumns.of(reader, part.file());
            this.labels = new Labels(classNames.isEmpty() ? columns.classNames() : classNames);
            BlockMetaData block = reader.getRowGroups().get((int) part.offset());
            this.count = block.getRowCount();
            this.average = (int) Math.min(Integer.MAX_VALUE, block.getCompressedSize() / Math.max(1, count));
            MessageType schema = columns.schema(wanted);
            reader.setRequestedSchema(schema);
            try {
                PageReadStore pages = reader.readRowGroup((int) part.offset());
                this.records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
            } catch (BadConfigurationException e) {
                reader.close();
                throw new IOException(
                        "%s is compressed by %s, for which there is no library here; write it again with snappy, gzip or zstd"
                                .formatted(
                                        part.file(), block.getColumns().get(0).getCodec()),
                        e);
            } catch (RuntimeException | EOFException e) {
                reader.close();
                throw damaged(e);
            }
        }

        @Nullable Group next() throws IOException {
            if (++row >= count) {
                return null;
            }
            return undamaged(records::read);
        }

        String where() {
            return "row %d of row group %d of %s".formatted(row, part.offset(), part.file());
        }

        SourceImage image(Group each) throws IOException {
            return undamaged(() -> new SourceImage(
                    name(each), columns.label(each, labels, where()), part.file(), part.offset(), average));
        }

        PartReader.Read file(Group each) throws IOException {
            return undamaged(() -> new PartReader.Read(name(each), columns.image(each, where())));
        }

        /** Paths need not be unique; the row's place is. */
        private String name(Group each) {
            String own = "%s/%06d/%06d".formatted(place, part.offset(), row);
            String name = columns.name(each);
            return name.isEmpty() ? own : own + "/" + name;
        }

        /** Values are unpacked when they are asked for. */
        private <T extends @Nullable Object> T undamaged(Value<T> value) throws IOException {
            try {
                return value.get();
            } catch (RuntimeException | EOFException e) {
                throw damaged(e);
            }
        }

        /** The library answers damaged pages with exceptions of many kinds. */
        private IOException damaged(Exception e) {
            return new IOException(
                    "Row group %d of %s is damaged; copy the file again".formatted(part.offset(), part.file()), e);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private static ParquetFileReader open(String file, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        try {
            FileSystem files = SourceFiles.files(path, hadoop);
            return ParquetFileReader.open(new SourceFile(files, files.getFileStatus(path)));
        } catch (RuntimeException | EOFException e) {
            throw new IOException("%s is no Parquet file: %s".formatted(file, cause(path, hadoop)), e);
        }
    }

    /** A file as {@link SourceFiles} opens it. */
    private record SourceFile(FileSystem files, FileStatus status) implements InputFile {

        @Override
        public long getLength() {
            return status.getLen();
        }

        @Override
        public SeekableInputStream newStream() throws IOException {
            return HadoopStreams.wrap(files.open(status.getPath()));
        }
    }

    private static String cause(Path path, Configuration hadoop) throws IOException {
        FileSystem files = SourceFiles.files(path, hadoop);
        try (FSDataInputStream in = files.open(path)) {
            byte[] start = in.readNBytes(512);
            long length = files.getFileStatus(path).getLen();
            if (FileKind.of(start) != FileKind.PARQUET) {
                return "it is " + FileKind.of(start).text();
            }
            byte[] end = new byte[(int) Math.min(MAGIC.length(), length)];
            in.readFully(length - end.length, end);
            return new String(end, ISO_8859_1).equals(MAGIC)
                    ? "its description of itself is damaged; copy it again"
                    : "it ends early, after %,d bytes; copy it again".formatted(length);
        }
    }
}
