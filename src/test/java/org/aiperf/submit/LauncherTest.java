// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real script in a built installation whose {@code java} and {@code spark-submit} print their arguments. */
class LauncherTest {
    private static final String PRINT_ARGUMENTS = "#!/bin/sh\nprintf '%s\\n' \"$@\"\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private record Outcome(int status, List<String> output) {}

    @BeforeEach
    void install() throws IOException {
        for (String file : List.of(
                "app/aiperf.jar",
                "app/lib/picocli-4.7.7.jar",
                "app/lib/guava-1.0.0-M2.1.jar",
                "app/lib/commons-lang3-3.12.0.jar",
                "app/spark/spark-core_2.12-3.5.9.jar",
                "app/lib/scala-thing_2.12-1.0.jar",
                "spark/jars/scala-thing_2.13-1.1.jar",
                "spark/jars/commons-lang3-3.14.0.jar",
                "spark/jars/guava-14.0.1.jar")) {
            write(file, "");
        }
        write("jdk/release", "JAVA_VERSION=\"17.0.1\"\n");
        script("jdk/bin/java", PRINT_ARGUMENTS);
        script("spark/bin/spark-submit", PRINT_ARGUMENTS);
        for (String name : List.of("aiperf", "libraries.sh", "get-gpus.sh")) {
            script("app/submit/" + name, Files.readString(Path.of("submit", name)));
        }
        Files.createDirectories(directory.resolve("bin"));
        Files.createSymbolicLink(directory.resolve("bin/aiperf"), directory.resolve("app/submit/aiperf"));
    }

    private Path write(String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    private void script(String file, String content) throws IOException {
        Files.setPosixFilePermissions(write(file, content), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome start(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(directory.resolve("bin/aiperf").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of(
                        "SPARK_HOME", "SPARK_CONF_DIR", "HADOOP_CONF_DIR", "YARN_CONF_DIR", "AIPERF_JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> output = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        return new Outcome(process.waitFor(), output);
    }

    private Map<String, String> spark() {
        return Map.of("SPARK_HOME", directory.resolve("spark").toString(), "HADOOP_CONF_DIR", directory.toString());
    }

    @Test
    void aCommandWithoutSparkGetsItsArgumentsUntouched() throws Exception {
        Outcome outcome = start(spark(), "report", "--name", "a b", "-J-Xmx5g", "");

        assertThat(outcome.output())
                .contains("-Daiperf.conf.dir=" + directory.resolve("app").toRealPath() + "/conf", "-Xmx5g")
                .endsWith("org.aiperf.cli.Main", "report", "--name", "a b", "");
    }

    @Test
    void anExportRunsEmbeddedEvenWithASparkInstallation() throws Exception {
        Outcome outcome = start(spark(), "history", "export", "r", "--format", "csv");

        assertThat(outcome.output().get(0)).endsWith("/conf/java17.args");
        assertThat(outcome.output()).endsWith("org.aiperf.cli.Main", "history", "export", "r", "--format", "csv");
    }

    @Test
    void verifyGoesToSparkOnlyToAskTheModel() throws Exception {
        assertThat(start(spark(), "verify", "run.zip").output()).endsWith("org.aiperf.cli.Main", "verify", "run.zip");
        assertThat(start(spark(), "verify", "run.zip", "--model", "--master", "yarn")
                        .output())
                .containsSubsequence("--class", "org.aiperf.cli.Main", "--master", "yarn")
                .endsWith("verify", "run.zip", "--model");
    }

    @Test
    void sparkOptionsOnEitherSideOfTheCommandGoToSparkSubmit() throws Exception {
        Outcome outcome = start(
                spark(), "--master", "yarn", "run", "--set", "a=b", "--conf", "spark.k=v w", "--name=n", "-J-Xmx3g");

        assertThat(outcome.output())
                .containsSubsequence("--class", "org.aiperf.cli.Main", "--driver-memory", "3g", "--master", "yarn")
                .containsSubsequence("--conf", "spark.k=v w", "--name", "n")
                .endsWith("run", "--set", "a=b");
        assertThat(outcome.output().get(outcome.output().size() - 4)).endsWith("app/aiperf.jar");
    }

    private void buildForGpus() throws IOException {
        write("app/lib/pytorch-2.13.0-linux-x86_64-gpu.jar", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run                                          | 4 | run.concurrency=4",
                "run --gpus-per-trial 2                       | 4 | run.concurrency=2",
                "run --gpus 2                                 | 2 | run.concurrency=2",
                "--gpus=1 run                                 | 1 | run.concurrency=1",
                "preflight                                    | 4 | run.concurrency=4",
                "run --set run.concurrency=2                  | 4 | run.concurrency=2",
                "run --set=run.concurrency=0                  | 4 | run.concurrency=4",
                "run --conf spark.driver.resource.gpu.amount=3| 3 | run.concurrency=3",
            })
    void slotsOfABuildForGpusFollowTheGpusOfTheMachine(String line, String amount, String concurrency)
            throws Exception {
        buildForGpus();

        List<String> started =
                start(Map.of("AIPERF_GPUS", "0,1,2,3"), line.split(" +")).output();

        assertThat(started)
                .contains(
                        "-Dspark.driver.resource.gpu.amount=" + amount,
                        "-Dspark.driver.resource.gpu.discoveryScript="
                                + directory.resolve("app").toRealPath() + "/submit/get-gpus.sh");
        assertThat(started.get(started.size() - 1)).endsWith(concurrency);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --gpus-per-trial 3                          | 4 GPUs cannot be shared out to trials of --gpus-per-trial 3",
                "run --gpus 5                                    | --gpus 5: this machine has 4",
                "run --gpus x                                    | --gpus x: expected a whole number of at least 0",
                "run --gpus-per-trial 0                          | expected a whole number of at least 1",
                "run --gpus-per-trial 2 --set run.concurrency=4  | do not go together on 4 GPUs, which are for 2 trials",
                "run --gpus-per-trial 2 --master local[2]        | both say how many trials run at once",
                "run --gpus 1 --conf spark.driver.resource.gpu.amount=1 | say the same",
            })
    void gpusThatDoNotGoTogetherAreRefused(String line, String reason) throws Exception {
        buildForGpus();

        Outcome outcome = start(Map.of("AIPERF_GPUS", "0,1,2,3"), line.split(" +"));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).singleElement().asString().contains(reason);
    }

    @Test
    void aBuildForGpusDoesNotTrainOnCpusUnasked() throws Exception {
        buildForGpus();

        Outcome none = start(Map.of("AIPERF_GPUS", ""), "run");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.output())
                .containsExactly(
                        "get-gpus.sh: there is no GPU here; AIPERF_GPUS or nvidia-smi names none",
                        "aiperf: this build trains on GPUs and found none, for the reason above; --gpus 0 trains on the CPU where the build can");
        assertThat(start(Map.of("AIPERF_GPUS", ""), "run", "--gpus", "0").output())
                .noneMatch(word -> word.contains("resource.gpu"))
                .endsWith("org.aiperf.cli.Main", "run");
        assertThat(start(Map.of("AIPERF_GPUS", ""), "bench", "backends", "--gpus", "0")
                        .output())
                .endsWith("org.aiperf.cli.Main", "bench", "backends", "--gpus", "0");
    }

    /** Libraries of a place that only the executors have are named, those of this machine looked at. */
    @Test
    void aThinBuildFindsTorchForEveryProcess() throws Exception {
        write("app/lib/pytorch-2.13.0-1.5.14-thin-gpu.jar", "");
        script("app/submit/libtorch.sh", "#!/bin/sh\necho \"$*/lib\"\n");
        script("jdk/bin/java", "#!/bin/sh\necho \"LD_LIBRARY_PATH=$LD_LIBRARY_PATH\"\nprintf '%s\\n' \"$@\"\n");

        assertThat(start(Map.of("LD_LIBRARY_PATH", "/mine", "AIPERF_GPUS", "0"), "run")
                        .output())
                .contains("LD_LIBRARY_PATH=/lib:/mine", "-Dorg.bytedeco.javacpp.pathsFirst=true");
        Map<String, String> cluster = new HashMap<>(spark());
        cluster.put("AIPERF_TORCH", "./torch");
        cluster.put("LD_LIBRARY_PATH", "/mine");
        List<String> submitted = start(cluster, "run", "--master", "yarn").output();
        assertThat(submitted).contains("spark.executorEnv.LD_LIBRARY_PATH=--unseen ./torch/lib:/mine");
        assertThat(submitted)
                .filteredOn(word -> word.startsWith("spark.executor.defaultJavaOptions="))
                .singleElement()
                .asString()
                .contains("-Dorg.bytedeco.javacpp.pathsFirst=true");
    }

    @Test
    void aThinBuildSaysThatItHasNoTorch() throws Exception {
        write("app/lib/pytorch-2.13.0-1.5.14-thin-gpu.jar", "");
        script("app/submit/libtorch.sh", "#!/bin/sh\necho 'libtorch.sh: no torch' >&2\nexit 2\n");

        Outcome outcome = start(Map.of("AIPERF_GPUS", "0"), "run");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).hasSize(2).first().isEqualTo("libtorch.sh: no torch");
        assertThat(start(Map.of(), "report", "x").output()).endsWith("org.aiperf.cli.Main", "report", "x");
    }

    @Test
    void aBuildForCpusRefusesToShareGpus() throws Exception {
        Outcome outcome = start(Map.of("AIPERF_GPUS", "0"), "run", "--gpus", "1");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output())
                .singleElement()
                .asString()
                .contains("this build trains on CPUs", "-Plibtorch-cuda");
    }

    /** Java could not read names in other scripts, of files as of a checkout, in the locale of a bare container. */
    @Test
    void namesAreReadInUtf8WhateverTheLocale() throws Exception {
        script("jdk/bin/java", "#!/bin/sh\necho \"LC_ALL=$LC_ALL\"\n");

        assertThat(start(Map.of("LC_ALL", "C"), "history", "x").output()).containsExactly("LC_ALL=C.UTF-8");
        assertThat(start(Map.of("LC_ALL", "C.utf8"), "history", "x").output()).containsExactly("LC_ALL=C.utf8");
        assertThat(start(spark(), "run").output())
                .contains(
                        "spark.executorEnv.LC_ALL=C.UTF-8",
                        "spark.yarn.appMasterEnv.LC_ALL=C.UTF-8",
                        "spark.kubernetes.driverEnv.LC_ALL=C.UTF-8");
    }

    @Test
    void kerberosOptionsPassThrough() throws Exception {
        Outcome outcome =
                start(spark(), "--principal", "bench@REALM", "run", "--keytab=/etc/bench.keytab", "--dry-run");

        assertThat(outcome.output())
                .singleElement()
                .asString()
                .contains(" --principal bench@REALM --keytab /etc/bench.keytab ");
    }

    @Test
    void sparkSubmitGetsTheLibrariesThatSparkLacks() throws Exception {
        List<String> output = start(spark(), "run", "--jars", "/mine.jar").output();

        assertThat(output.get(output.indexOf("--jars") + 1).split(","))
                .extracting(path -> Path.of(path).getFileName().toString())
                .containsExactlyInAnyOrder("picocli-4.7.7.jar", "guava-1.0.0-M2.1.jar", "mine.jar");
    }

    @Test
    void aDriverOnTheClusterFindsThePresetsBesideIt() throws Exception {
        write("app/conf/embedded.conf", "");

        List<String> output = start(spark(), "run", "--deploy-mode", "cluster", "--files", "/mine")
                .output();

        assertThat(output.get(output.indexOf("--files") + 1))
                .startsWith("/mine,")
                .contains("/conf/embedded.conf,");
        assertThat(output)
                .anyMatch(line -> line.startsWith("spark.driver.defaultJavaOptions=-Daiperf.conf.dir=. "))
                .filteredOn(line -> line.matches("spark\\.(driver|executor)\\.defaultJavaOptions=.*"))
                .hasSize(2)
                .allMatch(line -> line.contains(" --add-modules=jdk.incubator.vector"));
    }

    @Test
    void withoutSparkHomeTheCommandRunsEmbedded() throws Exception {
        Outcome outcome = start(
                Map.of("AIPERF_JAVA_OPTS", "-Da=1 -Db=2"), "run", "--master", "local[3]", "--conf", "spark.k=v", "x");

        assertThat(outcome.output())
                .containsSubsequence("-Dspark.master=local[3]", "-Dspark.k=v", "-Da=1", "-Db=2", "-cp")
                .endsWith("org.aiperf.cli.Main", "run", "x")
                .anyMatch(line -> line.startsWith("@") && line.endsWith("/conf/java17.args"))
                .contains("--add-modules=jdk.incubator.vector");
    }

    @ParameterizedTest
    @CsvSource({
        "run --executor-memory 3g, aiperf: --executor-memory needs spark-submit: set SPARK_HOME",
        "run --conf nonsense, aiperf: --conf nonsense: expected --conf key=value",
        "run --master, aiperf: --master needs a value",
        "--master yarn history, aiperf: --master is for commands that use Spark",
        "run --master yarn, aiperf: --master yarn needs a Spark installation: set SPARK_HOME to a Spark 3.5",
        "preflight --conf spark.master=spark://h:7077, aiperf: --master spark://h:7077 needs a Spark installation",
    })
    void whatCannotBeIsToldInOneSentence(String arguments, String sentence) throws Exception {
        Outcome outcome = start(Map.of(), arguments.split(" "));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).singleElement().asString().startsWith(sentence);
    }

    /** Spark itself would try for minutes, or measure another machine than the one that was meant. */
    @ParameterizedTest
    @CsvSource({
        "spark://127.0.0.1:9, no Spark master answers there",
        "'spark://127.0.0.1:9,127.0.0.1:19', no Spark master answers there",
        "spark://head, expected spark://HOST:PORT",
        "mesos://head:5050, 'expected local[N], spark://HOST:PORT, yarn or k8s://URL'",
    })
    void aMasterThatCannotWorkIsRefused(String master, String sentence) throws Exception {
        Outcome outcome = start(spark(), "run", "--master", master);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output())
                .singleElement()
                .asString()
                .startsWith("aiperf: --master " + master + ": ")
                .contains(sentence);
    }

    @Test
    void aStandaloneMasterThatAnswersIsTaken() throws Exception {
        try (ServerSocket master = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "spark://127.0.0.1:9,127.0.0.1:" + master.getLocalPort();

            assertThat(start(spark(), "run", "--master", url).output()).containsSubsequence("--master", url);
        }
    }

    @Test
    void yarnNeedsTheClustersSettings() throws Exception {
        Outcome outcome = start(Map.of("SPARK_HOME", directory.resolve("spark").toString()), "run", "--master", "yarn");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).singleElement().asString().contains("set HADOOP_CONF_DIR");
    }

    /** An image for Kubernetes has Spark itself, and none of the libraries of embedded runs. */
    @Test
    void commandsTakeTheLibrariesOfTheInstallationWhereThereAreNone() throws Exception {
        Files.delete(directory.resolve("app/spark/spark-core_2.12-3.5.9.jar"));
        assertThat(start(Map.of("SPARK_HOME", directory.resolve("spark").toString()), "ops", "network.json")
                        .output())
                .anySatisfy(line -> assertThat(line).contains(":" + directory.resolve("spark/jars") + "/*"));
        Outcome outcome = start(Map.of(), "ops", "network.json");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output())
                .singleElement()
                .asString()
                .contains("no libraries of Spark in", "set SPARK_HOME to");
    }

    @Test
    void aDirectoryWithoutSparkIsRefused() throws Exception {
        Outcome outcome = start(Map.of("SPARK_HOME", "/nowhere"), "run");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).singleElement().asString().contains("SPARK_HOME=/nowhere has no bin/spark-submit");
    }

    @ParameterizedTest
    @CsvSource({"2.12-3.4.4, 2", "2.13-3.5.9, 2", "2.13-4.4.0, 2", "2.12-3.5.1, 0", "2.13-4.0.1, 0", "2.13-4.3.0, 0"})
    void versionsOfSparkAreToldApartAtTheStart(String version, int status) throws Exception {
        write("spark/jars/spark-core_" + version + ".jar", "");

        Outcome outcome = start(spark(), "run");

        assertThat(outcome.status()).isEqualTo(status);
        assertThat(outcome.output().get(0))
                .isEqualTo(
                        status == 0
                                ? "--class"
                                : "aiperf: SPARK_HOME=%s is Spark %s with Scala %s; set it to a Spark 3.5 (Scala 2.12) or 4.0 to 4.3 (Scala 2.13)"
                                        .formatted(
                                                directory.resolve("spark"),
                                                version.substring(5),
                                                version.substring(0, 4)));
    }

    @Test
    void anotherJavaIsRefused() throws Exception {
        write("jdk/release", "JAVA_VERSION=\"21.0.2\"\n");

        Outcome outcome = start(Map.of(), "history");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output()).singleElement().asString().contains("Java 17 is needed", "21.0.2");
    }
}
