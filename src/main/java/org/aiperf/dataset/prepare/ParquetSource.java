// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet files as Hugging Face's data sets have them: a column {@code image} of {@code bytes} and {@code path}, and a
 * column {@code label} with the number of the class, from 0. Files whose names begin with {@code train} and
 * {@code val} make the two halves; they may lie in a directory {@code data}. Class names are taken from the files'
 * description of their columns.
 *
 * @param directory where the files are
 * @param classNames one name a class, in label order; empty to take those of the files
 */
public record ParquetSource(String directory, List<String> classNames) implements PartReader {

    private static final long serialVersionUID = 1L;

    private static final String IMAGE = "image";
    private static final String BYTES = "bytes";
    private static final String PATH = "path";
    private static final String LABEL = "label";
    private static final String METADATA = "huggingface";

    public ParquetSource {
        classNames = List.copyOf(classNames);
    }

    @Override
    public String description() {
        return "hf-parquet of " + directory;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        boolean nested = SourceFiles.filesIn(directory, ".parquet", hadoop).isEmpty()
                && SourceFiles.directoriesIn(directory, hadoop).stream()
                        .anyMatch(each -> each.getPath().getName().equals("data"));
        List<SourcePart> files = WebDatasetSource.parts(nested ? directory + "/data" : directory, ".parquet", hadoop);
        List<String> names = classNames;
        List<SourcePart> groups = new ArrayList<>();
        for (SourcePart file : files) {
            try (ParquetFileReader reader = open(file.file(), hadoop)) {
                columns(reader, file.file(), IMAGE);
                int group = 0;
                for (BlockMetaData block : reader.getRowGroups()) {
                    groups.add(new SourcePart(file.half(), -1, file.file(), group++, block.getRowCount()));
                }
                names = names.isEmpty() ? names(reader, file.file()) : names;
            }
        }
        return new SourceLayout(names, groups);
    }

    @Override
    public List<SourceImage> list(SourcePart part, Configuration hadoop) throws IOException {
        List<SourceImage> images = new ArrayList<>();
        rows(part, hadoop, PATH, (row, image) -> images.add(image));
        return images;
    }

    @Override
    public void read(SourcePart part, Configuration hadoop, Sink images) throws IOException {
        rows(part, hadoop, IMAGE, (row, image) -> {
            if (row.getFieldRepetitionCount(IMAGE) == 0
                    || row.getGroup(IMAGE, 0).getFieldRepetitionCount(BYTES) == 0) {
                throw new IOException(
                        "%s has no bytes of the image %s; use a copy of the data set that holds its images"
                                .formatted(part.file(), image.name()));
            }
            images.accept(image, row.getGroup(IMAGE, 0).getBinary(BYTES, 0).getBytes());
        });
    }

    /** Takes rows one after the other. */
    @FunctionalInterface
    private interface Rows {
        void accept(Group row, SourceImage image) throws IOException;
    }

    private static void rows(SourcePart part, Configuration hadoop, String columns, Rows rows) throws IOException {
        try (ParquetFileReader reader = open(part.file(), hadoop)) {
            MessageType schema = columns(reader, part.file(), columns);
            reader.setRequestedSchema(schema);
            PageReadStore pages = reader.readRowGroup((int) part.offset());
            RecordReader<Group> records =
                    new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema));
            long bytes = reader.getRowGroups().get((int) part.offset()).getCompressedSize();
            int average = (int) (bytes / Math.max(1, pages.getRowCount()));
            for (int i = 0; i < pages.getRowCount(); i++) {
                Group row = records.read();
                rows.accept(row, image(row, i, average, part));
            }
        } catch (RuntimeException e) {
            // The library answers damaged pages with runtime exceptions of many kinds.
            throw new IOException(
                    "Row group %d of %s cannot be read: %s; copy the file again"
                            .formatted(part.offset(), part.file(), e.getMessage()),
                    e);
        }
    }

    private static SourceImage image(Group row, int number, int average, SourcePart part) throws IOException {
        if (row.getFieldRepetitionCount(LABEL) == 0) {
            throw new IOException(
                    "%s has no label in row %d of row group %d".formatted(part.file(), number, part.offset()));
        }
        Group image = row.getFieldRepetitionCount(IMAGE) == 0 ? null : row.getGroup(IMAGE, 0);
        String path = image == null || image.getFieldRepetitionCount(PATH) == 0 ? "" : image.getString(PATH, 0);
        // Paths need not be unique; the row's place is.
        String place = "%s/%06d/%06d"
                .formatted(part.file().substring(part.file().lastIndexOf('/') + 1), part.offset(), number);
        String name = path.isEmpty() ? place : place + "/" + path.substring(path.lastIndexOf('/') + 1);
        long label = Long.parseLong(row.getValueToString(row.getType().getFieldIndex(LABEL), 0));
        if (label < 0 || label > Integer.MAX_VALUE) {
            throw new IOException("%s has label %d in row %d of row group %d; leave files without labels out"
                    .formatted(part.file(), label, number, part.offset()));
        }
        return new SourceImage(name, (int) label, part.file(), part.offset(), average);
    }

    private static ParquetFileReader open(String file, Configuration hadoop) throws IOException {
        try {
            return ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop));
        } catch (RuntimeException e) {
            throw new IOException("%s is no Parquet file that can be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The columns to read: label and path, or label and all of the image. */
    private static MessageType columns(ParquetFileReader reader, String file, String columns) throws IOException {
        MessageType schema = reader.getFileMetaData().getSchema();
        boolean fits = schema.containsField(IMAGE)
                && !schema.getType(IMAGE).isPrimitive()
                && schema.getType(IMAGE).asGroupType().containsField(BYTES)
                && schema.containsField(LABEL);
        if (!fits) {
            throw new IOException("%s has not the columns image{bytes, path} and label".formatted(file));
        }
        GroupType image = schema.getType(IMAGE).asGroupType();
        boolean pathOnly = columns.equals(PATH) && image.containsField(PATH);
        GroupType wanted = pathOnly ? image.withNewFields(image.getType(PATH)) : image;
        return new MessageType(schema.getName(), wanted, schema.getType(LABEL));
    }

    private static List<String> names(ParquetFileReader reader, String file) throws IOException {
        String description = reader.getFileMetaData().getKeyValueMetaData().get(METADATA);
        if (description == null) {
            return List.of();
        }
        try {
            List<String> names = new ArrayList<>();
            JsonNode label = new ObjectMapper().readTree(description).at("/info/features/" + LABEL + "/names");
            label.forEach(name -> names.add(name.asText()));
            return names;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s describes its columns by text that is not JSON; give the class names by --classes"
                            .formatted(file),
                    e);
        }
    }
}
