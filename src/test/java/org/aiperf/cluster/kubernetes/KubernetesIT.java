// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code submit/kubernetes.sh} with a real spark-submit against the double of an API server: what pods it asks for, and
 * a run in them. A real server checks more: schemas, quotas and permissions, of which only the last are checked here.
 */
@Tag("kubernetes")
class KubernetesIT {

    private static final String NAMESPACE = "aiperf";

    private final Path directory;
    private final Path spark = Path.of(Objects.requireNonNull(
            System.getenv("SPARK_HOME"), "SPARK_HOME is not set; mvn verify sets it to what it has built"));
    private final ApiServer server = new ApiServer();
    private final KubernetesClient client = server.client(NAMESPACE);
    private final List<Process> started = new ArrayList<>();

    KubernetesIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void stop() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        client.close();
        server.close();
    }

    @Test
    void aRunInClusterModeEndsWithItsHistoryAndReport() throws Exception {
        Path settings = Files.writeString(
                directory.resolve("my run.conf"), """
                include "smoke.conf"
                aiperf {
                  run { trials = 2, name = pods, directory = "%s" }
                  data { train-limit = 256, validation-limit = 200, cache-directory = "%s" }
                }
                """.formatted(directory.resolve("runs"), directory.resolve("cache")));
        Process submit = submit(
                "--deploy-mode",
                "cluster",
                "--executors",
                "1",
                "--cpus-per-trial",
                "1",
                "--executor-memory",
                "600m",
                "--native-memory",
                "1g",
                "--driver-memory",
                "600m",
                "--conf",
                "spark.kubernetes.driver.master=" + server.url(),
                "--conf",
                "spark.kubernetes.submission.waitAppCompletion=false",
                "--config",
                settings.toString());
        assertThat(submit.waitFor())
                .as(() -> read(directory.resolve("submit.log")))
                .isZero();
        Pod driver = client.pods()
                .withLabel("spark-role", "driver")
                .list()
                .getItems()
                .get(0);
        assertDriver(driver);

        server.forgetRequests();
        BlockingQueue<Pod> executors = new LinkedBlockingQueue<>();
        try (Kubelet kubelet = new Kubelet(client, spark, image(), directory.resolve("pods"));
                AutoCloseable watch = watchExecutors(executors::add, kubelet::stop)) {
            Process run = kubelet.start(driver);
            Pod executor = next(executors, kubelet.log(driver));
            kubelet.start(executor);
            assertExecutor(executor, driver);
            assertThat(run.waitFor())
                    .as(() -> read(kubelet.log(driver)) + read(kubelet.log(executor)))
                    .isZero();
        }

        RunDirectory result = RunDirectory.of(directory.resolve("runs/pods").toString());
        assertThat(History.read(result).trials())
                .hasSize(2)
                .allMatch(trial -> trial.epochs().size() == 1);
        assertThat(directory.resolve("runs/pods/report.html")).isNotEmptyFile();
        assertThat(server.requests()).contains("create pods").isSubsetOf(allowed());
    }

    @Test
    void executorsOfAClientGetGpusAndTheDiskOfTheirNode() throws Exception {
        BlockingQueue<Pod> executors = new LinkedBlockingQueue<>();
        try (AutoCloseable watch = watchExecutors(executors::add, deleted -> {})) {
            submit(
                    "--gpus",
                    "2",
                    "--cpus-per-trial",
                    "3",
                    "--cache",
                    "/mnt/ssd/aiperf",
                    "--driver-memory",
                    "600m",
                    "--conf",
                    "spark.driver.host=127.0.0.1",
                    "bench",
                    "scheduling");
            Pod pod = next(executors, directory.resolve("submit.log"));

            Container container = pod.getSpec().getContainers().get(0);
            Map<String, Quantity> limits = container.getResources().getLimits();
            assertThat(limits)
                    .containsEntry("nvidia.com/gpu", new Quantity("2"))
                    .containsEntry("memory", new Quantity((4096 + 8192 + 512) + "Mi"));
            assertThat(container.getResources().getRequests()).containsEntry("cpu", new Quantity("6"));
            assertThat(pod.getSpec().getTolerations())
                    .anyMatch(toleration -> toleration.getKey().equals("nvidia.com/gpu")
                            && toleration.getEffect().equals("NoSchedule"));
            assertThat(mounted(pod, "/cache").getHostPath().getPath()).isEqualTo("/mnt/ssd/aiperf");
        }
    }

    private void assertDriver(Pod pod) {
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(pod.getMetadata().getName()).startsWith("aiperf-").endsWith("-driver");
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/name", "aiperf")
                .containsEntry("app.kubernetes.io/component", "driver");
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("aiperf");
        assertThat(container.getImage()).isEqualTo("registry/aiperf:test");
        assertRestricted(pod);
        assertThat(container.getArgs())
                .startsWith("driver")
                .containsSubsequence("--class", "org.aiperf.cli.Main")
                .endsWith("local:///opt/aiperf/aiperf.jar", "run", "--config", "/opt/spark/conf/aiperf-my_run.conf");
        Map<String, String> files = client.configMaps()
                .withName(mounted(pod, "/opt/spark/conf").getConfigMap().getName())
                .get()
                .getData();
        assertThat(files).containsKey("aiperf-my_run.conf");
        assertThat(files.get("spark.properties"))
                .contains(
                        "spark.driver.extraClassPath=/opt/aiperf/lib/*",
                        "spark.executor.extraClassPath=/opt/aiperf/lib/*",
                        "-Daiperf.conf.dir\\=/opt/aiperf/conf ");
    }

    private static void assertExecutor(Pod pod, Pod driver) {
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/component", "executor");
        assertThat(pod.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> assertThat(
                        owner.getName())
                .isEqualTo(driver.getMetadata().getName()));
        assertThat(container.getImage()).isEqualTo("registry/aiperf:test");
        assertRestricted(pod);
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(container.getResources().getLimits())
                .containsEntry("memory", new Quantity((600 + 1024 + 512) + "Mi"))
                .doesNotContainKey("nvidia.com/gpu");
        assertThat(mounted(pod, "/cache").getEmptyDir()).isNotNull();
        Map<String, String> environment = container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertThat(environment).containsEntry("OMP_NUM_THREADS", "1").containsEntry("MALLOC_ARENA_MAX", "2");
    }

    /** By the pod security standard of that name. */
    private static void assertRestricted(Pod pod) {
        PodSecurityContext all = pod.getSpec().getSecurityContext();
        SecurityContext own = pod.getSpec().getContainers().get(0).getSecurityContext();
        assertThat(all.getRunAsNonRoot()).isTrue();
        assertThat(all.getRunAsUser()).isEqualTo(185);
        assertThat(all.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(own.getAllowPrivilegeEscalation()).isFalse();
        assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
    }

    private static Volume mounted(Pod pod, String path) {
        String name = pod.getSpec().getContainers().get(0).getVolumeMounts().stream()
                .filter(mount -> mount.getMountPath().equals(path))
                .findFirst()
                .orElseThrow()
                .getName();
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What submit/kubernetes/rbac.yaml lets the driver do, as "create pods". */
    private Set<String> allowed() throws IOException {
        try (InputStream file = Files.newInputStream(Path.of("submit/kubernetes/rbac.yaml"))) {
            return client.load(file).items().stream()
                    .filter(Role.class::isInstance)
                    .flatMap(role -> ((Role) role).getRules().stream())
                    .flatMap(rule -> rule.getVerbs().stream()
                            .flatMap(verb -> rule.getResources().stream().map(resource -> verb + " " + resource)))
                    .collect(Collectors.toSet());
        }
    }

    /** Where on this machine the files are that submit/Dockerfile puts into /opt/aiperf. */
    private Map<String, String> image() throws Exception {
        Path target = Path.of("target").toAbsolutePath();
        Process libraries = new ProcessBuilder(
                        "submit/libraries.sh",
                        target.resolve("lib").toString(),
                        spark.resolve("jars").toString())
                .start();
        String jars = libraries.inputReader().lines().collect(Collectors.joining(":"));
        assertThat(libraries.waitFor()).isZero();
        return Map.of(
                "/opt/aiperf/lib/*", jars,
                "/opt/aiperf/aiperf.jar", target.resolve("aiperf.jar").toString(),
                "/opt/aiperf/conf", Path.of("conf").toAbsolutePath().toString());
    }

    private Process submit(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of("submit/kubernetes.sh").toAbsolutePath().toString(),
                "--master",
                "k8s://" + server.url(),
                "--image",
                "registry/aiperf:test",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.port=0",
                "--conf",
                "spark.driver.blockManager.port=0"));
        command.addAll(Arrays.asList(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("submit.log").toFile());
        builder.environment().put("SPARK_HOME", spark.toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private AutoCloseable watchExecutors(Consumer<Pod> added, Consumer<Pod> deleted) {
        return client.pods().withLabel("spark-role", "executor").watch(new Watcher<Pod>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                switch (action) {
                    case ADDED -> added.accept(pod);
                    case DELETED -> deleted.accept(pod);
                    default -> {
                        // Changes are the kubelet's own.
                    }
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                // A test that misses pods by it fails for want of them.
            }
        });
    }

    private static Pod next(BlockingQueue<Pod> pods, Path log) throws InterruptedException {
        Pod pod = pods.poll(15, TimeUnit.MINUTES);
        assertThat(pod)
                .as(() -> "an executor's pod; the driver said: " + read(log))
                .isNotNull();
        return Objects.requireNonNull(pod);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
