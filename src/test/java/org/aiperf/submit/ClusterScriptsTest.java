// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real scripts in an unpacked distribution, on a Spark whose {@code spark-submit} shows what it got. */
class ClusterScriptsTest {
    private static final String KUBERNETES = "kubernetes.sh --master k8s://https://host:6443 --image registry/aiperf:1";

    private final Path directory;

    private record Outcome(int status, List<String> output) {}

    ClusterScriptsTest(@TempDir Path directory) throws IOException {
        this.directory = directory.toRealPath();
    }

    @BeforeEach
    void install() throws IOException {
        for (String file : List.of(
                "app/aiperf.jar",
                "app/lib/picocli-4.7.7.jar",
                "app/lib/slf4j-api-2.0.7.jar",
                "app/spark/spark-core_2.12-3.5.9.jar",
                "app/conf/embedded.conf",
                "spark/jars/slf4j-api-2.0.7.jar",
                "spark/conf/spark-env.sh",
                "my run.conf")) {
            write(file, "");
        }
        try (Stream<Path> sources = Files.walk(Path.of("submit"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve("app").resolve(source);
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy); // with the permission to run it
            }
        }
        Path submit =
                write("spark/bin/spark-submit", "#!/bin/sh\necho \"$SPARK_CONF_DIR\"; ls $SPARK_CONF_DIR; exit 3\n");
        assertThat(submit.toFile().setExecutable(true)).isTrue();
    }

    private Path write(String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    /** What comes out of a shell that starts {@code line} in the directory of the scripts. */
    private Outcome shell(String line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("YARN_CONF_DIR", "SPARK_CONF_DIR", "AIPERF_JAVA_OPTS"));
        environment.put("SPARK_HOME", directory.resolve("spark").toString());
        environment.put("HADOOP_CONF_DIR", directory.toString());
        Process process = builder.start();
        List<String> output =
                new ArrayList<>(new String(process.getInputStream().readAllBytes(), UTF_8)
                        .lines()
                        .toList());
        return new Outcome(process.waitFor(), output);
    }

    /** The words of the printed command, as a shell reads them. */
    private List<String> dryRun(String line) throws Exception {
        return dryRun("", line);
    }

    /** The same with variables of the environment. */
    private List<String> dryRun(String variables, String line) throws Exception {
        Outcome printed = shell(variables + " app/submit/" + line + " --dry-run 2>/dev/null");
        assertThat(printed.output()).hasSize(1);
        assertThat(printed.status()).isZero();
        return shell("printf '%s\\n' " + printed.output().get(0)).output();
    }

    /** YARN's application master runs before our code: in cluster mode the command line says it, unless the user does. */
    @Test
    void yarnAuthenticatesUnlessTheUserSaysOtherwise() throws Exception {
        String authenticated = "spark.authenticate=true";
        assertThat(dryRun("yarn.sh --deploy-mode cluster"))
                .contains(authenticated, "spark.network.crypto.enabled=true");
        assertThat(dryRun("yarn.sh")).doesNotContain(authenticated);
        assertThat(dryRun("yarn.sh --deploy-mode cluster --conf spark.authenticate=false"))
                .doesNotContain(authenticated);
        assertThat(dryRun("yarn.sh --deploy-mode cluster --conf spark.shuffle.service.enabled=true"))
                .doesNotContain(authenticated);
        write("spark/conf/spark-defaults.conf", "spark.master yarn\nspark.authenticate  false\n");
        assertThat(dryRun("yarn.sh --deploy-mode cluster")).doesNotContain(authenticated);
    }

    @Test
    void kubernetesPodsGetGpusAndACacheAndTakeTheLibrariesFromTheImage() throws Exception {
        List<String> words = dryRun(KUBERNETES + " --deploy-mode cluster --executors 3 --gpus 4 --gpus-per-trial 2"
                + " --cache /mnt/ssd --namespace lab --service-account robot --set a=b");

        assertThat(words)
                .startsWith(directory.resolve("spark/bin/spark-submit").toString())
                .contains(
                        "spark.executor.resource.gpu.amount=4",
                        "spark.task.resource.gpu.amount=2",
                        "spark.executor.resource.gpu.vendor=nvidia.com",
                        "spark.executor.resource.gpu.discoveryScript=/opt/aiperf/submit/get-gpus.sh",
                        "spark.kubernetes.container.image=registry/aiperf:1",
                        "spark.kubernetes.namespace=lab",
                        "spark.kubernetes.authenticate.driver.serviceAccountName=robot",
                        "spark.kubernetes.executor.podTemplateFile="
                                + directory.resolve("app/submit/kubernetes/executor-gpu.yaml"),
                        "spark.kubernetes.executor.volumes.hostPath.cache.mount.path=/cache",
                        "spark.kubernetes.executor.volumes.hostPath.cache.options.path=/mnt/ssd",
                        "spark.driver.extraClassPath=/opt/aiperf/lib/*",
                        "spark.executor.extraClassPath=/opt/aiperf/lib/*")
                .containsSubsequence("--deploy-mode", "cluster")
                .containsSubsequence("--executor-cores", "8", "--num-executors", "3")
                .doesNotContain("--jars", "--files")
                .endsWith("local:///opt/aiperf/aiperf.jar", "run", "--set", "a=b");
    }

    @ParameterizedTest
    @CsvSource({
        "nd4j-cuda-12.3-1.0.0-M2.1.jar, 1",
        "pytorch-2.13.0-1.5.14-linux-x86_64-gpu.jar, 1",
        "pytorch-2.13.0-1.5.14-thin-gpu.jar, 1",
        "pytorch-2.13.0-1.5.14-linux-x86_64.jar, 0",
        "nd4j-native-1.0.0-M2.1.jar, 0"
    })
    void executorsOfABuildForGpusGetOneEach(String jar, int gpus) throws Exception {
        write("app/lib/" + jar, "");
        for (String script : List.of(
                "standalone.sh --master spark://head:7077",
                "yarn.sh",
                KUBERNETES + " --deploy-mode cluster --set a=b")) {
            assertThat(dryRun("AIPERF_TORCH=./torch", script))
                    .as(script)
                    .filteredOn(word -> word.startsWith("spark.executor.resource.gpu.amount"))
                    .isEqualTo(gpus == 0 ? List.of() : List.of("spark.executor.resource.gpu.amount=" + gpus));
            assertThat(dryRun("AIPERF_TORCH=./torch", script + " --gpus 0"))
                    .as(script)
                    .noneMatch(word -> word.contains("resource.gpu"));
        }
    }

    /** The image's, whatever this machine has installed. */
    @ParameterizedTest
    @CsvSource({"'', /opt/torch", "AIPERF_TORCH=/srv/torch, /srv/torch"})
    void podsOfAThinBuildFindTorchWhereTheImageHasIt(String variables, String place) throws Exception {
        write("app/lib/pytorch-2.13.0-1.5.14-thin-gpu.jar", "");

        assertThat(dryRun("LD_LIBRARY_PATH= " + variables, KUBERNETES + " --deploy-mode cluster --set a=b"))
                .filteredOn(word -> word.startsWith("spark.executorEnv.LD_LIBRARY_PATH="))
                .singleElement()
                .asString()
                .startsWith(
                        "spark.executorEnv.LD_LIBRARY_PATH=%s/torch/lib:%s/nvidia/cu13/lib:".formatted(place, place));
    }

    /** The scheduling benchmark has an option of the same name. */
    @Test
    void whatStandsBehindTheCommandBelongsToIt() throws Exception {
        assertThat(dryRun("standalone.sh --master spark://head:7077 --gpus 2 bench scheduling --trials 6"))
                .contains("spark.executor.resource.gpu.amount=2")
                .endsWith("bench", "scheduling", "--trials", "6");
    }

    @Test
    void withoutGpusExecutorsAskForNone() throws Exception {
        assertThat(dryRun(KUBERNETES))
                .contains("spark.kubernetes.executor.volumes.emptyDir.cache.mount.path=/cache")
                .noneMatch(word -> word.contains("gpu"));
    }

    @Test
    void volumesAreMountedInEveryPodAndADirectoryOnThemIsShared() throws Exception {
        String line = "kubernetes.sh --master k8s://https://host:6443 --image i --volume runs:/runs --volume set:/data"
                + " --set run.directory=/runs/of/mine";
        String claim = "volumes.persistentVolumeClaim.volume-";
        List<String> words = dryRun(line + " --deploy-mode cluster");

        for (String pod : List.of("driver", "executor")) {
            assertThat(words)
                    .contains(
                            "spark.kubernetes." + pod + "." + claim + "0.mount.path=/runs",
                            "spark.kubernetes." + pod + "." + claim + "0.options.claimName=runs",
                            "spark.kubernetes." + pod + "." + claim + "1.mount.path=/data");
        }
        assertThat(dryRun(line)).noneMatch(word -> word.startsWith("spark.kubernetes.driver." + claim));
    }

    /** Each pod would write into itself. */
    @ParameterizedTest
    @CsvSource({
        "'', 2",
        "--set run.directory=/runs, 2",
        "--set run.directory=file:///runs, 2",
        "--volume runs:/run --set run.directory=/runs, 2",
        "--volume runs:/runs --set aiperf.run.directory=/runs, 0",
        "--set=run.directory=s3a://bucket/runs, 0",
        "--resume hdfs://host/run, 0",
        "bench scheduling, 0",
    })
    void aRunDirectoryThatPodsDoNotShareIsRefused(String options, int status) throws Exception {
        Outcome outcome = shell("env -u HADOOP_CONF_DIR app/submit/" + KUBERNETES + " --dry-run " + options);

        assertThat(outcome.status()).isEqualTo(status);
        assertThat(outcome.output().toString().contains("would be another directory in each pod"))
                .isEqualTo(status == 2);
    }

    @Test
    void aJobsDriverGetsTheSameOptionsAndGoesOnWithItsRun() throws Exception {
        Outcome outcome = shell("app/submit/kubernetes.sh --image registry/aiperf:1 --volume runs:/runs --executors 3"
                + " --namespace lab job --config smoke --set run.directory=/runs --set run.name=first"
                + " --set 'data.location=hdfs://a/\"b\\' --dry-run");

        assertThat(outcome.status()).isZero();
        JsonNode job = new ObjectMapper(new YAMLFactory()).readTree(String.join("\n", outcome.output()));
        assertThat(job.at("/kind").asText()).isEqualTo("Job");
        assertThat(job.at("/metadata/name").asText()).isEqualTo("first");
        JsonNode pod = job.at("/spec/template/spec");
        List<String> words = new ArrayList<>();
        pod.at("/containers/0/args").forEach(word -> words.add(word.asText()));
        assertThat(words)
                .containsSubsequence("--master", "k8s://https://kubernetes.default.svc", "--image", "registry/aiperf:1")
                .containsSubsequence("--executors", "3", "--deploy-mode", "client", "--volume", "runs:/runs")
                .containsSubsequence("--set", "data.location=hdfs://a/\"b\\")
                .endsWith("--set", "run.name=first", "--set", "run.existing=resume")
                .doesNotContain("--dry-run", "job");
        assertThat(pod.at("/containers/0/volumeMounts/0/mountPath").asText()).isEqualTo("/runs");
        assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName").asText())
                .isEqualTo("runs");
    }

    @ParameterizedTest
    @CsvSource({
        "'prepare', is for the script itself",
        "--config my.conf, a Job's driver has no file of yours",
        "--set run.name=First_1, names the Job",
    })
    void whatAJobCannotHaveIsRefused(String options, String sentence) throws Exception {
        Outcome outcome = shell("app/submit/kubernetes.sh --image i --dry-run job " + options);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).singleElement().asString().contains(sentence);
    }

    /** spark-submit itself ends well whatever became of the driver. */
    @ParameterizedTest
    @CsvSource({"exit code: 0, 0", "exit code: 1, 1", "exit code: 2, 2", "nothing, 2"})
    void inClusterModeTheExitCodeIsTheDrivers(String printed, int status) throws Exception {
        write("spark/bin/spark-submit", "#!/bin/sh\necho '\t container state: terminated\n\t " + printed + "'\n");

        Outcome outcome = shell("PATH=/usr/bin:/bin KUBECONFIG=/nowhere app/submit/" + KUBERNETES
                + " --deploy-mode cluster --set run.directory=hdfs://host/runs");

        assertThat(outcome.status()).isEqualTo(status);
        assertThat(outcome.output().get(0)).contains("live view: kubectl --namespace aiperf port-forward aiperf-");
    }

    @Test
    void whoeverDoesNotWaitForTheDriverIsNotToldHowItEnded() throws Exception {
        write("spark/bin/spark-submit", "#!/bin/sh\n");

        Outcome outcome = shell("app/submit/" + KUBERNETES
                + " --deploy-mode cluster --conf spark.kubernetes.submission.waitAppCompletion=false");

        assertThat(outcome.status()).isZero();
    }

    @Test
    void aPodWhoseImageDoesNotExistIsNotWaitedForEndlessly() throws Exception {
        write(
                "bin/kubectl",
                "#!/bin/sh\ncase $* in *' get pod '*) echo ErrImagePull ;; *' delete pod '*) touch gone ;; esac\n");
        write("spark/bin/spark-submit", "#!/bin/sh\nuntil [ -e gone ]; do sleep 0.1; done\n");
        assertThat(directory.resolve("bin/kubectl").toFile().setExecutable(true))
                .isTrue();

        Outcome outcome = shell("PATH=$PWD/bin:$PATH app/submit/" + KUBERNETES
                + " --deploy-mode cluster --set run.directory=hdfs://host/runs");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output().toString())
                .contains("cannot start: ErrImagePull; does the image registry/aiperf:1 exist");
    }

    @Test
    void theReportOfARunOnAVolumeIsFetchedByAPodThatMountsIt() throws Exception {
        write("bin/kubectl", """
                #!/bin/sh
                case $* in
                  'apply '*) cat >applied ;;
                  *' exec '*) echo "page of $*" ;;
                  *' delete pod '*) echo "$*" >deleted ;;
                esac
                """);
        assertThat(directory.resolve("bin/kubectl").toFile().setExecutable(true))
                .isTrue();

        Outcome outcome = shell(
                "PATH=$PWD/bin:$PATH app/submit/kubernetes.sh --image i:1 --volume runs:/runs fetch-report /runs/first");

        assertThat(outcome.output()).containsExactly("first.html");
        assertThat(directory.resolve("first.html")).content().contains("cat /runs/first/report.html");
        assertThat(directory.resolve("deleted")).content().contains("delete pod aiperf-report-");
        JsonNode pod = new ObjectMapper(new YAMLFactory())
                .readTree(directory.resolve("applied").toFile());
        assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asText())
                .isEqualTo("runs");
        assertThat(pod.at("/spec/containers/0/image").asText()).isEqualTo("i:1");
    }

    @Test
    void aRunOnNoVolumeHasNoReportToFetch() throws Exception {
        Outcome outcome =
                shell("app/submit/kubernetes.sh --image i --volume runs:/runs fetch-report hdfs://host/runs/first");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).singleElement().asString().contains("no --volume CLAIM:/PATH holds it");
    }

    @ParameterizedTest
    @CsvSource({"restricted, 2", "baseline, 2", "privileged, 3", "'', 3"})
    void aCacheOnNodesNeedsANamespaceThatAllowsIt(String standard, int status) throws Exception {
        write("bin/kubectl", "#!/bin/sh\necho '" + standard + "'\n");
        assertThat(directory.resolve("bin/kubectl").toFile().setExecutable(true))
                .isTrue();

        Outcome outcome = shell("PATH=$PWD/bin:$PATH app/submit/" + KUBERNETES + " --cache /mnt/ssd");

        assertThat(outcome.status()).isEqualTo(status);
        assertThat(outcome.output().toString().contains("needs a namespace of the pod security standard privileged"))
                .isEqualTo(status == 2);
    }

    @Test
    void yarnTakesTheLibrariesFromAZipNamedByItsContent() throws Exception {
        String line = "yarn.sh --deploy-mode cluster --gpus 1 --libraries hdfs:///aiperf --queue lab";
        List<String> words = dryRun(line);

        String zip = words.get(words.indexOf("--archives") + 1);
        assertThat(zip).matches("hdfs:///aiperf/aiperf-libraries-[0-9a-f]{16}\\.zip#libraries");
        assertThat(words.get(words.indexOf("--files") + 1))
                .contains("/submit/get-gpus.sh", "/conf/embedded.conf", "/conf/log4j2.properties");
        assertThat(words)
                .contains(
                        "spark.executor.extraClassPath=libraries/*",
                        "spark.executor.resource.gpu.discoveryScript=./get-gpus.sh")
                .containsSubsequence("--master", "yarn", "--queue", "lab");
        write("app/lib/picocli-4.7.7.jar", "changed");
        assertThat(dryRun(line)).doesNotContain(zip);
    }

    @Test
    void aStandaloneClusterIsAskedForTheCoresOfAllExecutorsAndGetsTheLibrariesItLacks() throws Exception {
        List<String> words =
                dryRun("standalone.sh --master spark://head:7077 --executors 3 --trials 2 --cpus-per-trial 5 bench");

        assertThat(words)
                .containsSubsequence("--executor-cores", "10", "--total-executor-cores", "30")
                .contains("spark.task.cpus=5")
                .endsWith(directory.resolve("app/aiperf.jar").toString(), "bench");
        assertThat(words.get(words.indexOf("--jars") + 1)).endsWith("/picocli-4.7.7.jar");
    }

    @ParameterizedTest
    @CsvSource({"4g, 8g, 8704, 12800", "10g, 6g, 7168, 17408", "2048, 1t, 1049088, 1051136"})
    void overheadHasRoomForNetworksAndForTheJvmItself(String heap, String nativeMemory, int overhead, int all)
            throws Exception {
        List<String> words = dryRun("standalone.sh --master spark://head:7077 --executor-memory " + heap
                + " --native-memory " + nativeMemory);

        assertThat(words)
                .contains("spark.executor.memoryOverhead=" + overhead + "m")
                .anyMatch(word -> word.startsWith("spark.executor.defaultJavaOptions=")
                        && word.contains(" -Dorg.bytedeco.javacpp.maxphysicalbytes=" + all + "m"));
    }

    @ParameterizedTest
    @CsvSource({
        "yarn.sh, app/conf/embedded.conf, app/conf/embedded.conf",
        "yarn.sh --deploy-mode cluster, embedded, embedded",
        "yarn.sh --deploy-mode cluster, app/conf/embedded.conf, embedded",
        "yarn.sh --deploy-mode cluster, my run.conf, my run.conf",
        KUBERNETES + " --deploy-mode cluster, app/conf/embedded.conf, embedded",
        KUBERNETES + " --deploy-mode cluster, my run.conf, /opt/spark/conf/aiperf-my_run.conf",
    })
    void theDriverFindsTheSettingsWhereItRuns(String script, String file, String there) throws Exception {
        List<String> words = dryRun(script + " --config '" + file + "'");

        assertThat(words).endsWith("run", "--config", there);
        assertThat(words.contains("--files")
                        && words.get(words.indexOf("--files") + 1).contains("my run.conf"))
                .isEqualTo(script.startsWith("yarn") && there.equals("my run.conf"));
    }

    @Test
    void settingsTravelToKubernetesInACopyOfSparksThatIsRemovedAfterwards() throws Exception {
        Outcome outcome = shell("app/submit/" + KUBERNETES + " --deploy-mode cluster --config='my run.conf'");

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.output()).endsWith("aiperf-my_run.conf", "spark-env.sh");
        assertThat(Path.of(outcome.output().get(1))).doesNotExist();
        assertThat(directory.resolve("spark/conf")).isDirectoryNotContaining("glob:**my*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kubernetes.sh --image i | kubernetes.sh: --master is missing: expected k8s://https://HOST:PORT",
                "kubernetes.sh --master k8s://h | kubernetes.sh: --image is missing; build one with submit/Dockerfile",
                KUBERNETES
                        + " --cache ssd | kubernetes.sh: --cache ssd: expected an absolute path, the same on every node",
                KUBERNETES + " --pod-template none.yaml | kubernetes.sh: --pod-template none.yaml cannot be read",
                "standalone.sh --master yarn | standalone.sh: --master yarn: expected spark://HOST:PORT",
                "yarn.sh --gpus 3 --gpus-per-trial 2 | yarn.sh: --gpus 3 cannot be shared out to trials of --gpus-per-trial 2; give a multiple of it",
                "yarn.sh --gpus 2 --trials 2 | yarn.sh: --trials is for executors without GPUs; the GPUs say how many trials run at once",
                "yarn.sh --executors none | yarn.sh: --executors none: expected a whole number of at least 1",
                "yarn.sh --deploy-mode both | yarn.sh: --deploy-mode both: expected client or cluster",
                "yarn.sh --native-memory lots | aiperf: lots is no amount of memory; write it like 8g",
                "yarn.sh --conf spark.executor.memoryOverhead=1g | aiperf: spark.executor.memoryOverhead is 1024 MiB, but --native-memory 8g needs 8704 MiB; raise it or leave it out",
                "SPARK_HOME= app/submit/yarn.sh | yarn.sh: set SPARK_HOME to a Spark 3.5 (Scala 2.12) or 4.0 to 4.3 (Scala 2.13)",
                "HADOOP_CONF_DIR= app/submit/yarn.sh | yarn.sh: set HADOOP_CONF_DIR to the directory of your cluster's yarn-site.xml",
            })
    void whatCannotBeIsToldInOneSentence(String line, String sentence) throws Exception {
        Outcome outcome = shell((line.contains("= ") ? line : "app/submit/" + line) + " --dry-run");

        assertThat(outcome.output()).containsExactly(sentence);
        assertThat(outcome.status()).isEqualTo(2);
    }
}
