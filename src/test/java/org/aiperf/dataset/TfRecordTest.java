// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TfRecordTest {

    private static final List<byte[]> RECORDS = List.of(new byte[] {1, 2, 3}, new byte[] {}, new byte[] {4, 5});

    @Test
    void readsBackWhatWasWritten() throws IOException {
        try (TfRecordReader reader = reader(file())) {
            for (byte[] record : RECORDS) {
                assertThat(reader.next()).isEqualTo(record);
            }
            assertThat(reader.next()).isNull();
            assertThat(reader.records()).isEqualTo(3);
        }
    }

    @Test
    void writesTheDocumentedFormat() throws IOException {
        // Worked out from the format's description by a bitwise CRC-32C that has nothing in common with the JDK's.
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TfRecordWriter writer = new TfRecordWriter(out)) {
            writer.write("foo".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("0300000000000000b099490e666f6f618abefe");
    }

    @Test
    void findsEveryChangedByte() throws IOException {
        byte[] file = file();
        for (int position = 0; position < file.length; position++) {
            for (int change : new int[] {1, 0x80, 0xff}) {
                byte[] damaged = file.clone();
                damaged[position] ^= (byte) change;
                int record = position < 19 ? 1 : position < 35 ? 2 : 3;
                assertDamaged(damaged, record);
            }
        }
    }

    @Test
    void findsEveryTruncation() throws IOException {
        byte[] file = file();
        for (int length = 1; length < file.length; length++) {
            if (length != 19 && length != 35) {
                assertDamaged(Arrays.copyOf(file, length), length < 19 ? 1 : length < 35 ? 2 : 3);
            }
        }
    }

    @Test
    void allocatesNothingForAForgedLength() throws IOException {
        byte[] header = new byte[12];
        header[7] = 0x7f;
        int crc = new MaskedCrc().of(header, 0, 8);
        for (int i = 0; i < 4; i++) {
            header[8 + i] = (byte) (crc >>> (8 * i));
        }
        assertDamaged(header, 1);
    }

    @Test
    void namesRecordAndPlaceOfADamage() throws IOException {
        byte[] file = file();
        file[19 + 16 + 12] ^= 1;
        assertThatThrownBy(() -> readAll(file))
                .hasMessageContaining("shard-7")
                .hasMessageContaining("record 3")
                .hasMessageContaining("byte 35");
    }

    private static void assertDamaged(byte[] file, int record) {
        assertThatThrownBy(() -> readAll(file))
                .asInstanceOf(type(DamagedShardException.class))
                .satisfies(e -> assertThat(e.file()).isEqualTo("shard-7"))
                .satisfies(e -> assertThat(e.record()).isEqualTo(record));
    }

    private static void readAll(byte[] file) throws IOException {
        try (TfRecordReader reader = reader(file)) {
            while (reader.next() != null) {}
        }
    }

    private static TfRecordReader reader(byte[] file) {
        return new TfRecordReader(new ByteArrayInputStream(file), "shard-7");
    }

    private static byte[] file() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TfRecordWriter writer = new TfRecordWriter(out)) {
            for (byte[] record : RECORDS) {
                writer.write(record);
            }
        }
        return out.toByteArray();
    }
}
