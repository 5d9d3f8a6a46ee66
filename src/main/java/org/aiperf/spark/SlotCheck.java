// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.DatasetInfo;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Cause;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.SharedDirectory;
import org.aiperf.image.ImageBatches;
import org.aiperf.training.Trainer;
import org.aiperf.training.choice.BackendChoice;
import org.aiperf.training.dl4j.MatrixProduct;
import org.aiperf.trial.TrialPlan;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.package$;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What a preflight looks at on one slot. A check that fails says so in its finding; the others go on.
 *
 * @param settings those of the run, as {@link Settings#render} writes them
 * @param driver the versions that it runs, as {@link #versions}
 * @param devices finds those of each slot
 * @param runs where the driver has left its question
 */
record SlotCheck(
        String settings,
        String driver,
        TaskDevices devices,
        SharedDirectory runs,
        Broadcast<SerializableConfiguration> hadoop)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Times on executors are put on the driver's clock; a greater difference points to a clock that nobody sets. */
    private static final long MOST_SKEW = 2_000;

    static final String RUN_DIRECTORY = "run directory";

    static final long LEAST_DISK = 10L << 30;
    /** History and weights of some hundred small networks. */
    private static final long LEAST_FOR_RUN = 1L << 30;

    private static final int ORDER = 1024;
    private static final int PRODUCTS = 5;

    /** What is looked at; an exception is a failed check. */
    @FunctionalInterface
    private interface Look {
        String see() throws IOException, InvalidSettingsException;
    }

    /** AIPerf, Spark, Scala and Java of this JVM. */
    static String versions() {
        String own = SlotCheck.class.getPackage().getImplementationVersion();
        return "AIPerf %s, Spark %s, Java %s"
                .formatted(
                        own == null ? "unpacked" : own,
                        package$.MODULE$.SPARK_VERSION(),
                        System.getProperty("java.version"));
    }

    /** @param slot number of the slot, in which no other task looks */
    List<Finding> findings(int slot) {
        List<Finding> findings = new ArrayList<>();
        add(findings, "versions", this::sameVersions);
        add(findings, "clock", SlotCheck::clock);
        add(findings, "training library", () -> library(backend(slot)));
        add(findings, "devices", () -> bound(slot));
        add(findings, "matrix product", () -> new MatrixProduct(ORDER)
                .rate(PRODUCTS)
                .toString());
        add(findings, "data set", this::data);
        add(findings, "cache directory", this::cache);
        add(findings, RUN_DIRECTORY, this::runDirectory);
        return findings;
    }

    private static void add(List<Finding> findings, String subject, Look look) {
        boolean passed = false;
        String detail;
        try {
            detail = look.see();
            passed = true;
        } catch (IOException | InvalidSettingsException | RuntimeException | LinkageError e) {
            detail = Cause.of(e);
        }
        findings.add(new Finding(SparkEnv.get().executorId(), host(), subject, passed, detail));
    }

    private String library(BackendChoice backend) throws IOException, InvalidSettingsException {
        Settings run = Settings.parse(settings);
        Optional<String> problem =
                backend.processorProblem(run.training().precision().fixed());
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        Trainer trainer = backend.trainer(1);
        return "%s, in %s"
                .formatted(
                        trainer.backend(),
                        TrialPlan.of(run, 1, trainer.precisions()).precision().name());
    }

    private BackendChoice backend(int slot) throws InvalidSettingsException {
        return BackendChoice.of(
                Settings.parse(settings).training(), devices.ofSlot(slot).gpus().size());
    }

    private static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    private String sameVersions() throws IOException {
        String here = versions();
        if (!here.equals(driver)) {
            throw new IOException("It runs %s, the driver %s; give all nodes the same".formatted(here, driver));
        }
        return here;
    }

    private static String clock() throws IOException {
        long before = System.currentTimeMillis();
        long driver = AiperfPlugin.driverTime();
        long after = System.currentTimeMillis();
        long skew = before + (after - before) / 2 - driver;
        if (Math.abs(skew) > MOST_SKEW) {
            throw new IOException("Its clock is %d ms %s the driver's; let an NTP service set both"
                    .formatted(Math.abs(skew), skew > 0 ? "ahead of" : "behind"));
        }
        return "within %d ms of the driver's".formatted(Math.abs(skew) + (after - before) / 2);
    }

    /** The GPUs that Spark has assigned, if the library can use them. */
    private String bound(int slot) throws InvalidSettingsException {
        DeviceSet assigned = devices.ofSlot(slot);
        backend(slot).require(assigned);
        return assigned.toString();
    }

    private String data() throws IOException, InvalidSettingsException {
        Settings run = Settings.parse(settings);
        Dataset dataset = ExecutorTrials.dataset(
                run.data(), configuration(), TaskContext.get().cpus());
        DatasetInfo info = dataset.info();
        try (ImageBatches batches = dataset.validation(1)) {
            if (batches.next() == null) {
                throw new IOException(
                        "%s has no validation image".formatted(run.data().location()));
            }
        }
        return "%s, %,d + %,d images".formatted(info.name(), info.trainImages(), info.validationImages());
    }

    private String cache() throws IOException, InvalidSettingsException {
        Path directory = Settings.parse(settings).data().cache();
        Files.createDirectories(directory);
        Files.delete(Files.createTempFile(directory, "preflight", ""));
        long free = Files.getFileStore(directory).getUsableSpace();
        String gibibytes = String.format(Locale.ROOT, "%.1f GiB free in %s", free / (double) (1L << 30), directory);
        if (free < LEAST_DISK) {
            throw new IOException(gibibytes + "; free some, or choose another disk by aiperf.data.cache-directory");
        }
        return gibibytes;
    }

    private String runDirectory() throws IOException, InvalidSettingsException {
        runs.require(configuration());
        String directory = Settings.parse(settings).run().directory();
        long free = RunDirectory.of(directory, configuration()).free();
        if (free < LEAST_FOR_RUN) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%.1f MiB free in %s, where history and models go; free some, or choose another place by aiperf.run.directory",
                    free / (double) (1L << 20),
                    directory));
        }
        return directory + " is the driver's, can be written, and has room";
    }

    private Configuration configuration() {
        return hadoop.value().value();
    }
}
