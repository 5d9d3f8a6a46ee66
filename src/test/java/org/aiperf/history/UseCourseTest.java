// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.device.GpuUse;
import org.aiperf.device.MachineUse;
import org.junit.jupiter.api.Test;

class UseCourseTest {

    private static final MachineUse BUSY = new MachineUse(0.9, 3_000, 0.5, new GpuUse(8, 0.96, 0.8, 310.5));
    private static final MachineUse LAZY = new MachineUse(0.1, 1_000, 0.25, new GpuUse(8, 0.32, 0.4, null));

    @Test
    void isReadAsItWasWritten() throws IOException {
        for (MachineUse use : List.of(BUSY, LAZY, new MachineUse(0, 0, 0, null))) {
            UseMeasured record = new UseMeasured(60_000, "7", "node", 5_000, use);

            assertThat(RecordJson.read(RecordJson.write(record))).isEqualTo(record);
        }
        assertThat(RecordJson.write(new UseMeasured(60_000, "7", "node", 5_000, BUSY)))
                .isEqualTo(
                        "{\"type\":\"use-measured\",\"time\":60000,\"executor\":\"7\",\"host\":\"node\",\"millis\":5000,"
                                + "\"use\":{\"cpu\":0.9,\"memory\":3000,\"memoryShare\":0.5,"
                                + "\"gpus\":{\"count\":8,\"use\":0.96,\"memory\":0.8,\"watts\":310.5}}}");
    }

    @Test
    void whatIsNoShareIsNoRecord() {
        String line = RecordJson.write(new UseMeasured(60_000, "7", "node", 5_000, BUSY));

        for (String wrong : List.of("1.01", "-0.1", "\"NaN\"", "null")) {
            assertThatThrownBy(() -> RecordJson.read(line.replace("\"cpu\":0.9", "\"cpu\":" + wrong)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void executorsAndDriversCountByTheirTime() {
        UseCourse course = new UseCourse();
        course.begin(0);
        course.add(new UseMeasured(5_000, "1", "a", 5_000, BUSY));
        course.add(new UseMeasured(10_000, "1", "a", 5_000, BUSY));
        course.add(new UseMeasured(10_000, "2", "b", 10_000, LAZY));

        assertThat(course.parts())
                .containsExactly(new UseCourse.Part(0, 5_000, 2, mean()), new UseCourse.Part(5_000, 10_000, 2, mean()));
        assertThat(course.mean()).contains(mean());
        assertThat(course.hosts()).containsEntry("a", BUSY).containsEntry("b", LAZY);
    }

    private static MachineUse mean() {
        return new MachineUse(0.5, 2_000, 0.375, new GpuUse(8, 0.64, 0.6, 310.5));
    }

    @Test
    void aLongRunTakesNoMoreRoomThanAShortOne() {
        UseCourse course = new UseCourse();
        course.begin(0);
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        int count = 40_000;
        for (int i = 1; i <= count; i++) {
            double cpu = random.nextInt(100) / 100.0;
            sum += cpu;
            course.add(new UseMeasured(i * 5_000L, "1", "node", 5_000, new MachineUse(cpu, 10, 0.5, null)));
        }

        List<UseCourse.Part> parts = course.parts();
        assertThat(parts).hasSizeBetween(UseCourse.PARTS / 2, UseCourse.PARTS);
        assertThat(parts.get(0).from()).isZero();
        assertThat(parts).allSatisfy(part -> assertThat(part.executors()).isBetween(0.0, 1.0));
        assertThat(parts.get(0).executors()).isEqualTo(1);
        assertThat(course.mean().orElseThrow().cpu()).isEqualTo(sum / count, offset(1e-4));
    }

    @Test
    void timesThatNoRunHasDoNoHarm() {
        UseCourse course = new UseCourse();
        course.begin(1_000_000);
        course.add(new UseMeasured(5, "1", "node", Long.MAX_VALUE, BUSY));
        course.add(new UseMeasured(253_402_300_799_999L, "1", "node", Long.MAX_VALUE, BUSY));

        assertThat(course.parts()).isNotEmpty();
        assertThat(course.mean()).contains(BUSY);
    }
}
