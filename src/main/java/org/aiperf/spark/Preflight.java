// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.aiperf.config.Settings;
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

    private static final ClassTag<Finding> FINDING = ClassTag$.MODULE$.apply(Finding.class);

    /**
     * Looks, in an application of its own.
     *
     * @return what all slots found, subject by subject in the order in which they were looked at
     */
    public Map<String, List<Finding>> look() throws InterruptedException {
        try (JavaSparkContext application =
                SparkApplication.open("preflight", settings.run(), new ImageWorkload(settings))) {
            SparkApplication.awaitExecutors(application);
            return look(application, Math.max(1, SparkApplication.concurrentTasks(application)));
        }
    }

    private Map<String, List<Finding>> look(JavaSparkContext application, int slots) {
        SlotCheck check = new SlotCheck(
                settings.render(),
                SlotCheck.versions(),
                TaskDevices.of(application),
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
