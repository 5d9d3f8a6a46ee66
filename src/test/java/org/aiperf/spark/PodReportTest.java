// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.aiperf.cluster.kubernetes.ApiServer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the double of an API server stores about pods, in our words. */
class PodReportTest {

    private static final String NAMESPACE = "lab";

    private final ApiServer server = new ApiServer();
    private final KubernetesClient client = server.client(NAMESPACE);
    private final ClusterReport report = ClusterReport.of(
            new SparkConf(false)
                    .set("spark.master", "k8s://" + server.url())
                    .set("spark.kubernetes.namespace", NAMESPACE),
            new Configuration(false),
            "spark-1");

    @AfterEach
    void stop() {
        report.close();
        client.close();
        server.close();
    }

    private void pod(String name, String application) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .addToLabels("spark-role", "executor")
                .addToLabels("spark-app-selector", application)
                .endMetadata()
                .build();
        client.pods().resource(pod).create();
    }

    private void status(String name, PodStatus status) {
        client.pods()
                .withName(name)
                .edit(pod -> new PodBuilder(pod).withStatus(status).build());
    }

    @Test
    void aPodThatFitsNowhereIsToldAsTheSchedulerTellsIt() {
        pod("exec-1", "spark-1");
        status(
                "exec-1",
                new PodStatusBuilder()
                        .withPhase("Pending")
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.")
                        .endCondition()
                        .build());

        assertThat(report.reason())
                .contains(
                        "Kubernetes says: exec-1: Unschedulable: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");
    }

    @Test
    void anImageThatIsNotThereIsNamed() {
        pod("exec-1", "spark-1");
        status(
                "exec-1",
                new PodStatusBuilder()
                        .addNewContainerStatus()
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ImagePullBackOff")
                        .withMessage("Back-off pulling image \"registry/none:1\"")
                        .endWaiting()
                        .endState()
                        .endContainerStatus()
                        .build());

        assertThat(report.reason())
                .contains("Kubernetes says: exec-1: ImagePullBackOff: Back-off pulling image \"registry/none:1\"");
    }

    @Test
    void aWarningAboutAPodIsAReason() {
        pod("exec-1", "spark-1");
        client.v1()
                .events()
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withName("exec-1.1")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withName("exec-1")
                        .endInvolvedObject()
                        .withType("Warning")
                        .withReason("FailedMount")
                        .withMessage("volume \"runs\" is not there")
                        .build())
                .create();

        assertThat(report.reason()).contains("Kubernetes says: exec-1: FailedMount: volume \"runs\" is not there");
    }

    /** Spark deletes the pod at once. */
    @Test
    void theLastWordsOfAPodOutliveIt() {
        pod("exec-1", "spark-1");
        status(
                "exec-1",
                new PodStatusBuilder()
                        .addNewContainerStatus()
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(1)
                        .withReason("Error")
                        .withMessage("get-gpus.sh on exec-1: no nvidia-smi here; install NVIDIA's driver\n")
                        .endTerminated()
                        .endState()
                        .endContainerStatus()
                        .build());
        client.pods().withName("exec-1").delete();

        String end =
                "Kubernetes says: exec-1 ended with exit code 1 (Error): get-gpus.sh on exec-1: no nvidia-smi here; install NVIDIA's driver";
        while (!report.reason().equals(Optional.of(end))) {
            Thread.onSpinWait(); // each question goes to the server and back
        }
    }

    @Test
    void podsThatCannotBeMadeAreToldFromPodsOfOthers() {
        pod("exec-1", "spark-2");

        assertThat(report.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("has no pod of an executor"));
    }

    @Test
    void aServerThatIsGoneIsNoReason() {
        server.close();

        assertThat(report.reason()).isEmpty();
    }
}
