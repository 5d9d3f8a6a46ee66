// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * What a Spark configuration asks for in GPUs. Spark itself waits for ever, leaves GPUs idle or fails on each executor where
 * the parts of it do not fit together.
 *
 * @param conf with a master
 */
record GpuRequest(SparkConf conf) {

    /** What Spark calls the resource. */
    static final String NAME = "gpu";

    private static final String TASK = "spark.task.resource.gpu.amount";
    private static final String EXECUTOR = "spark.executor.resource.gpu.amount";
    static final String DRIVER = "spark.driver.resource.gpu.amount";
    private static final String SCRIPT = "spark.executor.resource.gpu.discoveryScript";
    private static final String CORES = "spark.executor.cores";

    /** What cannot work, one sentence each with what to do; nothing if all is well. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (isLocal()) {
            local().ifPresent(problems::add);
        } else {
            amounts().ifPresent(problems::add);
            if (problems.isEmpty() && conf.contains(EXECUTOR)) {
                cores().ifPresent(problems::add);
                script().ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** GPUs of each trial, where {@link #problems} finds none. */
    int perTrial() {
        if (isLocal()) {
            return driver() / slots();
        }
        return (int) number(TASK);
    }

    /** GPUs that a local driver asks for. */
    int driver() {
        return conf.getInt(DRIVER, 0);
    }

    private boolean isLocal() {
        return Masters.isLocal(conf.get("spark.master"));
    }

    private int slots() {
        return Masters.localSlots(conf.get("spark.master"));
    }

    private Optional<String> local() {
        for (String key : List.of(TASK, EXECUTOR)) {
            if (conf.contains(key)) {
                return Optional.of(
                        "%s has no executors that offer GPUs, so Spark would wait for %s=%s for ever; give this process the GPUs by %s=N and spark.driver.resource.gpu.discoveryScript=submit/get-gpus.sh instead"
                                .formatted(conf.get("spark.master"), key, conf.get(key), DRIVER));
            }
        }
        if (driver() % slots() != 0) {
            return Optional.of("%s runs %d trials at once, among which %s=%d GPUs cannot be shared out; take local[%d]"
                    .formatted(conf.get("spark.master"), slots(), DRIVER, driver(), driver()));
        }
        return Optional.empty();
    }

    private Optional<String> amounts() {
        double task = number(TASK);
        double executor = number(EXECUTOR);
        if (task == 0 && executor == 0) {
            return Optional.empty();
        } else if (task == 0) {
            return Optional.of("Executors have %s GPUs that no trial would use; set %s, to 1 for a GPU each"
                    .formatted(whole(executor), TASK));
        } else if (task != Math.rint(task)) {
            return Optional.of("%s=%s: a GPU trains one network at a time; give a whole number, best 1"
                    .formatted(TASK, conf.get(TASK)));
        } else if (executor == 0) {
            return Optional.of("A trial wants %s GPUs, but executors ask for none; set %s=%s"
                    .formatted(whole(task), EXECUTOR, whole(task)));
        } else if (task > executor) {
            return Optional.of("A trial wants %s GPUs, but an executor has %s; raise %s or lower %s"
                    .formatted(whole(task), whole(executor), EXECUTOR, TASK));
        } else if (executor % task != 0) {
            return Optional.of(
                    "The %s GPUs of an executor cannot be shared out to trials of %s; make %s a multiple of %s"
                            .formatted(whole(executor), whole(task), EXECUTOR, TASK));
        }
        return Optional.empty();
    }

    /** Too few cores leave GPUs idle, of which Spark only warns. */
    private Optional<String> cores() {
        int trials = (int) (number(EXECUTOR) / number(TASK));
        int needed = trials * conf.getInt("spark.task.cpus", 1);
        int cores = Masters.executorCores(conf);
        return cores >= needed
                ? Optional.empty()
                : Optional.of(
                        "The GPUs of an executor are for %d trials at once, which takes %d cores, and it has %d; set %s=%d"
                                .formatted(trials, needed, cores, CORES, needed));
    }

    /** A standalone worker tells its executors; the others must find out by themselves. */
    private Optional<String> script() {
        String master = conf.get("spark.master");
        boolean needed = master.equals("yarn") || master.startsWith("k8s://");
        return !needed || conf.contains(SCRIPT) || conf.contains("spark.resources.discoveryPlugin")
                ? Optional.empty()
                : Optional.of("Executors cannot tell which GPUs they have; set %s to where they find submit/get-gpus.sh"
                        .formatted(SCRIPT));
    }

    private double number(String key) {
        return conf.getDouble(key, 0);
    }

    private static String whole(double amount) {
        return String.format(Locale.ROOT, "%.0f", amount);
    }
}
