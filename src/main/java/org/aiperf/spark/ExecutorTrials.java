// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.aiperf.config.DataSettings;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.DatasetInfo;
import org.aiperf.dataset.Datasets;
import org.aiperf.dataset.Reading;
import org.aiperf.device.SystemProbe;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RunDirectory;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Searches;
import org.aiperf.training.Trainer;
import org.aiperf.training.choice.BackendChoice;
import org.aiperf.trial.TrainingLoop;
import org.aiperf.trial.TrialData;
import org.aiperf.trial.TrialPlan;
import org.aiperf.trial.Trials;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.package$;

/**
 * Makes the {@link Trials} of an executor from what the driver sends: one instance for each run in each JVM, shared by
 * its tasks. The data set is opened and the training library loaded when the first task asks.
 *
 * @param settings the run's settings as {@link Settings#render} writes them
 * @param runDirectory location of the run's directory
 */
public record ExecutorTrials(String settings, String runDirectory) implements TrialFactory {

    private static final long serialVersionUID = 1L;

    private static final Map<ExecutorTrials, Trials> INSTANCES = new HashMap<>();

    @Override
    public Trials open(Configuration hadoop, String executor, int taskCpus) throws IOException {
        synchronized (INSTANCES) {
            Trials known = INSTANCES.get(this);
            return known != null
                    ? known
                    : open(hadoop, executor, taskCpus, dataset(parsed().data(), hadoop, taskCpus), trainer());
        }
    }

    /** The trials of this JVM, on other data or with another trainer than the settings say. */
    Trials open(Configuration hadoop, String executor, int taskCpus, Dataset dataset, Trainer trainer)
            throws IOException {
        synchronized (INSTANCES) {
            Trials known = INSTANCES.get(this);
            if (known == null) {
                known = make(hadoop, executor, taskCpus, dataset, trainer);
                INSTANCES.put(this, known);
                watchMachine(executor, trainer.backend());
            }
            return known;
        }
    }

    private Trials make(Configuration hadoop, String executor, int taskCpus, Dataset dataset, Trainer trainer)
            throws IOException {
        Settings settingsOfRun = parsed();
        DatasetInfo info = dataset.info();
        FeatureMap input = new FeatureMap(info.height(), info.width(), info.channels());
        ModelStore models = new ModelStore(RunDirectory.of(runDirectory, hadoop));
        TrialPlan plan = TrialPlan.of(settingsOfRun, taskCpus, trainer.precisions());
        TrainingLoop training = new TrainingLoop(
                plan, trainer, new TrialData(dataset, settingsOfRun.data()), models, InstantSource.system());
        return new Trials(
                plan,
                Searches.networks(
                        settingsOfRun.search(),
                        settingsOfRun.training(),
                        input,
                        info.classes(),
                        models,
                        trainer.memory(plan.precision(), Math.max(gpusPerTrial(), 1))),
                training,
                InstantSource.system(),
                executor);
    }

    private Trainer trainer() {
        return BackendChoice.of(parsed().training(), gpusPerTrial()).trainer(slots());
    }

    private static int gpusPerTrial() {
        return new GpuRequest(SparkEnv.get().conf()).perTrial();
    }

    private static void watchMachine(String executor, String backend) {
        Map<String, String> software = Map.of(
                "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                "Spark", package$.MODULE$.SPARK_VERSION(),
                "Hadoop", VersionInfo.getVersion());
        new MachineWatch(
                        AiperfPlugin.desk(),
                        executor,
                        () -> SystemProbe.local().describe(backend, new TreeMap<>(software)),
                        InstantSource.system())
                .start();
    }

    /** Trials that run at once in this JVM. */
    private static int slots() {
        SparkConf conf = SparkEnv.get().conf();
        String master = conf.get("spark.master");
        int cores = Masters.isLocal(master) ? Masters.localSlots(master) : conf.getInt("spark.executor.cores", 1);
        return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
    }

    private Settings parsed() {
        try {
            return Settings.parse(settings);
        } catch (InvalidSettingsException e) {
            throw new IllegalStateException("The driver sent settings that this version does not know", e);
        }
    }

    /**
     * Opens the data set of some settings.
     *
     * @param taskCpus CPUs of a trial
     * @throws IOException if there is none, with what to do in the message
     */
    static Dataset dataset(DataSettings data, Configuration hadoop, int taskCpus) throws IOException {
        return new Datasets(hadoop, data.cache(), (long) data.cacheSize() << 20)
                .open(
                        data,
                        Reading.DEFAULT
                                .withShuffleBytes((long) data.shuffleBuffer() << 20)
                                .withDecoders(data.decoders() == 0 ? taskCpus : data.decoders()));
    }
}
