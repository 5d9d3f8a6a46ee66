// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs pods as processes of this machine: what the entry point of Spark's image makes of a container's arguments and
 * environment, with the image's files and the volumes of config maps at paths of this machine.
 */
final class Kubelet implements AutoCloseable {

    private final KubernetesClient client;
    private final Path spark;
    private final Map<String, String> image;
    private final Path directory;
    private final Map<String, Process> processes = new ConcurrentHashMap<>();

    /**
     * @param spark stands for the image's {@code /opt/spark}
     * @param image paths in the image, and where on this machine their files are
     * @param directory takes the pods' files and logs
     */
    Kubelet(KubernetesClient client, Path spark, Map<String, String> image, Path directory) {
        this.client = client;
        this.spark = spark;
        this.image = image;
        this.directory = directory;
    }

    /** Starts a pod, and returns its process. */
    Process start(Pod pod) throws IOException {
        String name = pod.getMetadata().getName();
        Container container = pod.getSpec().getContainers().get(0);
        Path home = Files.createDirectories(directory.resolve(name));
        Map<String, String> paths = volumes(pod, home);
        Map<String, String> environment = environment(container, paths);
        List<String> command = container.getArgs().get(0).equals("driver")
                ? driver(here(container.getArgs(), paths))
                : executor(name, environment);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(pod).toFile());
        environment.put("SPARK_HOME", spark.toString());
        environment.put("SPARK_CONF_DIR", here("/opt/spark/conf", paths));
        environment.put("SPARK_LOCAL_DIRS", home.resolve("local").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.put(name, process);
        running(name);
        return process;
    }

    Path log(Pod pod) {
        return directory.resolve(pod.getMetadata().getName() + ".log");
    }

    /** Ends the process of a pod that was deleted. */
    void stop(Pod pod) {
        Process process = processes.get(pod.getMetadata().getName());
        if (process != null) {
            process.destroy();
        }
    }

    @Override
    public void close() {
        for (Process process : processes.values()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void running(String name) {
        client.pods().withName(name).edit(pod -> new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .withPodIP("127.0.0.1")
                .addNewContainerStatus()
                .withName(pod.getSpec().getContainers().get(0).getName())
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
    }

    /** Writes the files of config maps, and returns where the mounted directories are on this machine. */
    private Map<String, String> volumes(Pod pod, Path home) throws IOException {
        Map<String, String> paths = new TreeMap<>(image);
        List<Path> files = new ArrayList<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getConfigMap() == null) {
                continue;
            }
            Path place = Files.createDirectories(home.resolve(volume.getName()));
            Map<String, String> data = Objects.requireNonNull(client.configMaps()
                            .withName(volume.getConfigMap().getName())
                            .get())
                    .getData();
            for (KeyToPath item : volume.getConfigMap().getItems()) {
                files.add(Files.writeString(place.resolve(item.getPath()), data.get(item.getKey())));
            }
            for (VolumeMount mount : pod.getSpec().getContainers().get(0).getVolumeMounts()) {
                if (mount.getName().equals(volume.getName())) {
                    paths.put(mount.getMountPath(), place.toString());
                }
            }
        }
        for (Path file : files) {
            if (file.endsWith("spark.properties")) {
                Files.writeString(file, here(Files.readString(file), paths));
            }
        }
        return paths;
    }

    private static Map<String, String> environment(Container container, Map<String, String> paths) {
        Map<String, String> environment = new TreeMap<>();
        for (EnvVar variable : container.getEnv()) {
            // What Spark takes from a field of the pod is its address.
            String value = variable.getValue() == null ? "127.0.0.1" : variable.getValue();
            environment.put(variable.getName(), here(value, paths));
        }
        return environment;
    }

    private static List<String> here(List<String> words, Map<String, String> paths) {
        return words.stream().map(word -> here(word, paths)).toList();
    }

    private static String here(String text, Map<String, String> paths) {
        String result = text;
        for (Map.Entry<String, String> path : paths.entrySet()) {
            result = result.replace(path.getKey(), path.getValue());
        }
        return result;
    }

    private List<String> driver(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                spark.resolve("bin/spark-submit").toString(),
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.driver.host=127.0.0.1", // nobody resolves the name of the driver's service
                "--deploy-mode",
                "client"));
        command.addAll(arguments.subList(1, arguments.size()));
        return command;
    }

    private List<String> executor(String name, Map<String, String> environment) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        for (int i = 0; environment.containsKey("SPARK_JAVA_OPT_" + i); i++) {
            command.add(environment.get("SPARK_JAVA_OPT_" + i));
        }
        command.addAll(List.of(
                "-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"),
                "-cp",
                environment.get("SPARK_CLASSPATH") + ":" + spark.resolve("jars") + "/*",
                "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend",
                "--driver-url",
                Objects.requireNonNull(environment.get("SPARK_DRIVER_URL")),
                "--executor-id",
                Objects.requireNonNull(environment.get("SPARK_EXECUTOR_ID")),
                "--cores",
                Objects.requireNonNull(environment.get("SPARK_EXECUTOR_CORES")),
                "--app-id",
                Objects.requireNonNull(environment.get("SPARK_APPLICATION_ID")),
                "--hostname",
                "127.0.0.1",
                "--resourceProfileId",
                Objects.requireNonNull(environment.get("SPARK_RESOURCE_PROFILE_ID")),
                "--podName",
                name));
        return command;
    }
}
