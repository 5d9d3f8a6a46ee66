// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.aiperf.dataset.TfRecordWriter;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;

/**
 * A history as TensorBoard's event files: a directory for each trial with its curves by epoch, and one, {@code run}, with the
 * score and the error by seconds. An event file is a TFRecord file of {@code tensorflow.Event} messages.
 */
public final class TensorBoardLog {

    private static final String VERSION = "brain.Event:2";

    /** Points of the run's own curves. */
    private static final int POINTS = 240;

    private TensorBoardLog() {}

    /**
     * Writes the event files below a new directory.
     *
     * @throws IOException if one cannot be written, or is there already
     */
    public static void write(History history, Path directory) throws IOException {
        for (TrialHistory trial : history.trials()) {
            try (Events events = new Events(
                    directory.resolve(FileNames.of(trial.start().trial())),
                    trial.start().time())) {
                for (EpochFinished epoch : trial.epochs()) {
                    Map<String, Double> values = new TreeMap<>();
                    values.put("validation accuracy", epoch.validationAccuracy());
                    values.put("validation loss", epoch.validationLoss());
                    values.put("training accuracy", epoch.trainAccuracy());
                    values.put("training loss", epoch.loss());
                    events.add(epoch.time(), epoch.epoch(), values);
                }
            }
        }
        long start = history.attempts().get(0).time();
        try (Events events = new Events(directory.resolve("run"), start)) {
            for (ScorePoint point : history.scoreboard(Definition.FIXED).course(POINTS)) {
                events.add(
                        start + point.mark().toMillis(),
                        point.mark().toSeconds(),
                        Map.of("score, operations per second", point.score().perSecond(), "error", point.error()));
            }
        }
    }

    /** An event file. Fields of the messages by their numbers in tensorflow/core/util/event.proto and summary.proto. */
    private static final class Events implements AutoCloseable {

        private static final int BYTES = 2;
        private static final int FIXED64 = 1;
        private static final int FIXED32 = 5;

        private final TfRecordWriter out;

        Events(Path directory, long time) throws IOException {
            Files.createDirectories(directory);
            Path file = directory.resolve("events.out.tfevents.%010d.aiperf".formatted(time / 1000));
            out = new TfRecordWriter(
                    new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)));
            ByteArrayOutputStream event = event(time, 0);
            bytes(event, 3, VERSION.getBytes(StandardCharsets.UTF_8));
            out.write(event.toByteArray());
        }

        void add(long time, long step, Map<String, Double> values) throws IOException {
            ByteArrayOutputStream summary = new ByteArrayOutputStream();
            values.forEach((tag, value) -> {
                ByteArrayOutputStream one = new ByteArrayOutputStream();
                bytes(one, 1, tag.getBytes(StandardCharsets.UTF_8));
                varint(one, (2 << 3) | FIXED32);
                little(one, Float.floatToIntBits(value.floatValue()), Float.BYTES);
                bytes(summary, 1, one.toByteArray());
            });
            ByteArrayOutputStream event = event(time, step);
            bytes(event, 5, summary.toByteArray());
            out.write(event.toByteArray());
        }

        private static ByteArrayOutputStream event(long time, long step) {
            ByteArrayOutputStream event = new ByteArrayOutputStream();
            varint(event, (1 << 3) | FIXED64);
            little(event, Double.doubleToLongBits(time / 1e3), Double.BYTES);
            varint(event, 2 << 3);
            varint(event, step);
            return event;
        }

        private static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
            varint(out, (field << 3) | BYTES);
            varint(out, content.length);
            out.writeBytes(content);
        }

        private static void little(ByteArrayOutputStream out, long bits, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (bits >>> (Byte.SIZE * i)));
            }
        }

        private static void varint(ByteArrayOutputStream out, long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
