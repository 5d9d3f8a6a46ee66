// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.aiperf.foreign.Cause;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What YARN says of an application: its diagnostics, and how much room its nodes have beside what an executor takes.
 *
 * @param hadoop leads to the resource manager
 * @param application id of the application
 */
record YarnReport(SparkConf conf, Configuration hadoop, String application) implements ClusterReport {

    private static final Logger LOG = LoggerFactory.getLogger(YarnReport.class);

    /** Of the heap, but at least so much, where nobody says how much an executor takes beside it. */
    private static final double OVERHEAD = 0.1;

    private static final long LEAST_OVERHEAD = 384;

    @Override
    public Optional<String> reason() {
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(new YarnConfiguration(hadoop));
            client.start();
            ApplicationReport report = client.getApplicationReport(ApplicationId.fromString(application));
            String said =
                    Optional.ofNullable(report.getDiagnostics()).orElse("").strip();
            String room = room(client.getNodeReports(NodeState.RUNNING));
            return Optional.of("YARN's queue %s: %s%s"
                    .formatted(report.getQueue(), room, said.isEmpty() ? "" : "; YARN says: " + said));
        } catch (IOException | YarnException e) {
            LOG.debug("YARN cannot be asked: {}", Cause.of(e));
            return Optional.empty();
        }
    }

    private String room(List<NodeReport> nodes) {
        if (nodes.isEmpty()) {
            return "no node runs";
        }
        Resource most = nodes.stream()
                .map(YarnReport::free)
                .max(Comparator.comparingLong(Resource::getMemorySize))
                .orElseThrow();
        return "an executor takes %,d MiB and %d cores, and of %d nodes the one with most room has %,d MiB and %d cores left"
                .formatted(
                        memory(),
                        Masters.executorCores(conf),
                        nodes.size(),
                        most.getMemorySize(),
                        most.getVirtualCores());
    }

    private static Resource free(NodeReport node) {
        Resource used = node.getUsed() == null ? Resource.newInstance(0, 0) : node.getUsed();
        return Resource.newInstance(
                node.getCapability().getMemorySize() - used.getMemorySize(),
                node.getCapability().getVirtualCores() - used.getVirtualCores());
    }

    private long memory() {
        long heap = JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g"));
        long other = conf.contains("spark.executor.memoryOverhead")
                ? JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead"))
                : Math.max(LEAST_OVERHEAD, Math.round(OVERHEAD * heap));
        return heap + other;
    }

    @Override
    public String whereToLook() {
        return "ask YARN: yarn application -status " + application;
    }
}
