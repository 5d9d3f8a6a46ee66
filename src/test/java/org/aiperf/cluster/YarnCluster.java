// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** HDFS with a datanode and YARN with two node managers in this process, and the directory of settings that leads there. */
final class YarnCluster implements AutoCloseable {

    private final Path settings;
    private final MiniDFSCluster hdfs;
    private final MiniYARNCluster yarn;

    /**
     * Starts it.
     *
     * @param directory takes its files
     */
    YarnCluster(Path directory) throws IOException, InterruptedException, YarnException {
        hdfs = new MiniDFSCluster.Builder(
                        new Configuration(), directory.resolve("hdfs").toFile())
                .numDataNodes(1)
                .build();
        hdfs.waitActive();
        yarn = new MiniYARNCluster("yarn", 1, 2, 1, 1);
        yarn.init(configuration(hdfs.getConfiguration(0)));
        yarn.start();
        yarn.waitForNodeManagersToConnect(60_000);
        settings = Files.createDirectories(directory.resolve("hadoop-conf"));
        write("core-site.xml", Map.of("fs.defaultFS", hdfs.getURI().toString()));
        write("yarn-site.xml", clientSettings(yarn.getConfig()));
    }

    private Configuration configuration(Configuration base) {
        Configuration all = new YarnConfiguration(base);
        all.set("fs.defaultFS", hdfs.getURI().toString());
        all.set("yarn.resourcemanager.bind-host", "127.0.0.1");
        all.set("yarn.nodemanager.bind-host", "127.0.0.1");
        all.set("yarn.nodemanager.hostname", "127.0.0.1");
        all.set("yarn.nodemanager.resource.memory-mb", "4096");
        all.set("yarn.nodemanager.resource.cpu-vcores", "4");
        all.set("yarn.scheduler.minimum-allocation-mb", "128");
        all.set("yarn.scheduler.maximum-allocation-mb", "4096");
        all.set("yarn.nodemanager.pmem-check-enabled", "false");
        all.set("yarn.nodemanager.vmem-check-enabled", "false");
        all.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.9");
        all.set("yarn.scheduler.capacity.root.queues", "default");
        all.set("yarn.scheduler.capacity.root.default.capacity", "100");
        all.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
        all.set("yarn.application.classpath", "");
        return all;
    }

    /** What was set, not what is the default everywhere. */
    private static Map<String, String> clientSettings(Configuration configuration) {
        Map<String, String> set = new TreeMap<>();
        for (Map.Entry<String, String> entry : configuration) {
            String[] sources = configuration.getPropertySources(entry.getKey());
            if (entry.getKey().startsWith("yarn.")
                    && sources != null
                    && !sources[sources.length - 1].endsWith("-default.xml")) {
                set.put(entry.getKey(), entry.getValue());
            }
        }
        return set;
    }

    private void write(String name, Map<String, String> entries) throws IOException {
        Configuration configuration = new Configuration(false);
        entries.forEach(configuration::set);
        try (OutputStream out = Files.newOutputStream(settings.resolve(name))) {
            configuration.writeXml(out);
        }
    }

    /** What HADOOP_CONF_DIR names. */
    Path settings() {
        return settings;
    }

    /** The address of a path on its HDFS. */
    String uri(String path) {
        return hdfs.getURI() + path;
    }

    FileSystem files() throws IOException {
        return hdfs.getFileSystem();
    }

    @Override
    public void close() throws IOException {
        yarn.close();
        hdfs.shutdown(true);
    }
}
