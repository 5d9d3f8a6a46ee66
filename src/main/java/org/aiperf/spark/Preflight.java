// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Datasets;
import org.aiperf.foreign.Cause;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.SharedDirectory;
import org.aiperf.search.Searches;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Looks from every slot of a cluster whether trials can run there, before anybody waits for a run. All slots look at the
 * same time, as they will train.
 *
 * @param settings those of the run
 */
public record Preflight(Settings settings) {

    private static final String START = "data and networks";

    private static final ClassTag<Finding> FINDING = ClassTag$.MODULE$.apply(Finding.class);

    /**
     * Looks, in an application of its own.
     *
     * @return what all slots found, subject by subject in the order in which they were looked at
     * @throws IOException if data set or run directory do not answer within seconds
     */
    public Map<String, List<Finding>> look() throws IOException, InterruptedException {
        Configuration hadoop = SparkApplication.hadoopConfiguration();
        Datasets.lookAt(settings.data(), hadoop);
        RunDirectory.reached(settings.run().directory(), hadoop);
        ImageWorkload workload = new ImageWorkload(settings);
        Finding start = start(workload);
        try (JavaSparkContext application = SparkApplication.open("preflight", settings.run(), workload);
                Muster executors = new Muster(application)) {
            Optional<String> none = executors.await(settings.run().executorWait());
            if (none.isPresent()) {
                return Map.of("executors", List.of(ofDriver("executors", false, none.get())));
            }
            Map<String, List<Finding>> found = new LinkedHashMap<>();
            found.put(start.subject(), List.of(start));
            found.putAll(look(application, executors));
            return found;
        }
    }

    /** Builds what a run builds before its first trial: data set, content, seed networks, limits, hyperparameters. */
    private Finding start(ImageWorkload workload) {
        try {
            String data = workload.check();
            workload.data();
            Searches.hyperparameters(settings.search(), settings.training());
            return ofDriver(START, true, data);
        } catch (IOException | IllegalArgumentException e) {
            return ofDriver(START, false, Cause.of(e));
        }
    }

    private Map<String, List<Finding>> look(JavaSparkContext application, Muster executors) throws IOException {
        RunDirectory place = RunDirectory.of(
                settings.run().directory() + "/preflight-" + UUID.randomUUID(), application.hadoopConfiguration());
        Map<String, List<Finding>> found = new LinkedHashMap<>();
        if (!application.isLocal()) {
            found.put("executors", List.of(ofDriver("executors", true, executors.count())));
        }
        int slots = Math.max(1, SparkApplication.concurrentTasks(application));
        try (SharedDirectory.Probe probe = SharedDirectory.ask(place)) {
            found.putAll(look(application, slots, probe.question()));
        } catch (IOException e) {
            String subject = SlotCheck.RUN_DIRECTORY;
            found.putAll(look(application, slots, SharedDirectory.unasked(place)));
            Objects.requireNonNull(found.get(subject)).add(ofDriver(subject, false, Cause.of(e)));
        }
        place.delete();
        return found;
    }

    private static Finding ofDriver(String subject, boolean passed, String detail) {
        return new Finding("driver", "this machine", subject, passed, detail);
    }

    private Map<String, List<Finding>> look(JavaSparkContext application, int slots, SharedDirectory runs) {
        SlotCheck check = new SlotCheck(
                settings.render(),
                SlotCheck.versions(),
                TaskDevices.of(application),
                runs,
                application.broadcast(new SerializableConfiguration(application.hadoopConfiguration())));
        Function1<Iterator<Integer>, Iterator<Finding>> body =
                (Function1<Iterator<Integer>, Iterator<Finding>> & Serializable)
                        numbers -> JavaConverters.asScalaIterator(
                                check.findings(numbers.next()).iterator());
        List<Integer> numbers = IntStream.range(0, slots).boxed().toList();
        // A barrier stage starts on all slots at once, so that none is looked at twice and none is left out.
        return bySubject(application
                .parallelize(numbers, slots)
                .rdd()
                .barrier()
                .mapPartitions(body, false, FINDING)
                .toJavaRDD()
                .collect());
    }

    private static Map<String, List<Finding>> bySubject(List<Finding> found) {
        Map<String, List<Finding>> bySubject = new LinkedHashMap<>();
        found.forEach(finding -> bySubject
                .computeIfAbsent(finding.subject(), subject -> new ArrayList<>())
                .add(finding));
        return bySubject;
    }
}
