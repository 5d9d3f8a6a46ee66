// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aiperf.foreign.Cause;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kubernetes says of an application's executor pods: why they are not placed, not started or ended. Spark removes a
 * pod that has ended, and its last words with it: they are logged as soon as they are there.
 */
final class PodReport implements ClusterReport {

    private static final Logger LOG = LoggerFactory.getLogger(PodReport.class);

    private static final Map<String, String> EXECUTORS = Map.of("spark-role", "executor");
    private static final String APPLICATION = "spark-app-selector";

    /** What every pod goes through. */
    private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

    /** Of the last words of a container, in which a trace of the stack may stand. */
    private static final int MOST = 500;

    private final SparkConf conf;
    private final String application;
    private final String namespace;
    private final Optional<KubernetesClient> client;
    private final Optional<Watch> watch;

    /** By pod, how it ended. */
    private final Map<String, String> ends = new ConcurrentHashMap<>();

    PodReport(SparkConf conf, String application) {
        this.conf = conf;
        this.application = application;
        this.namespace = conf.get("spark.kubernetes.namespace", "default");
        this.client =
                asked(() -> new KubernetesClientBuilder().withConfig(config()).build());
        this.watch = client.flatMap(each -> asked(() -> each.pods()
                .inNamespace(namespace)
                .withLabels(EXECUTORS)
                .withLabel(APPLICATION, application)
                .watch(new Ends())));
    }

    /** As Spark finds the server: the user's own settings, or those that each pod gets. */
    private Config config() {
        Config config = Config.autoConfigure(conf.get("spark.kubernetes.context", null));
        String master = conf.getBoolean("spark.kubernetes.submitInDriver", false)
                ? conf.get("spark.kubernetes.driver.master", "https://kubernetes.default.svc")
                : conf.get("spark.master");
        String address = master.replaceFirst("^k8s://", "");
        config.setMasterUrl(address.startsWith("http") ? address : "https://" + address);
        config.setNamespace(namespace);
        set("oauthToken", config::setOauthToken);
        set("caCertFile", config::setCaCertFile);
        set("clientKeyFile", config::setClientKeyFile);
        set("clientCertFile", config::setClientCertFile);
        return config;
    }

    private void set(String key, Consumer<String> setter) {
        String name = "spark.kubernetes.authenticate." + key;
        if (conf.contains(name)) {
            setter.accept(conf.get(name));
        }
    }

    @Override
    public Optional<String> reason() {
        Optional<List<Pod>> pods = client.flatMap(each -> asked(() -> each.pods()
                .inNamespace(namespace)
                .withLabels(EXECUTORS)
                .withLabel(APPLICATION, application)
                .list()
                .getItems()));
        if (pods.isEmpty()) {
            return Optional.empty();
        } else if (pods.get().isEmpty() && ends.isEmpty()) {
            return Optional.of(
                    "Kubernetes has no pod of an executor: it refuses to make them, and the warnings above say why");
        }
        return pods.get().stream()
                .flatMap(pod -> waiting(pod).stream())
                .findFirst()
                .or(() -> ends.values().stream().findFirst())
                .map("Kubernetes says: "::concat);
    }

    @Override
    public int ended() {
        return ends.size();
    }

    @Override
    public String whereToLook() {
        return "ask Kubernetes: kubectl --namespace %s get events,pods -l %s=%s"
                .formatted(namespace, APPLICATION, application);
    }

    /** Why a pod is not placed, or its container not started. */
    private Optional<String> waiting(Pod pod) {
        String name = pod.getMetadata().getName();
        Stream<String> placing = pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"))
                .map(condition -> sentence(name, condition.getReason(), condition.getMessage()));
        Stream<String> starting = pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .map(ContainerState::getWaiting)
                .filter(state -> state != null && !STARTING.contains(state.getReason()))
                .map(state -> sentence(name, state));
        return Stream.concat(placing, starting).findFirst().or(() -> warned(name));
    }

    private static String sentence(String pod, ContainerStateWaiting state) {
        return sentence(pod, state.getReason(), state.getMessage());
    }

    private static String sentence(String pod, String reason, String message) {
        return message == null ? "%s: %s".formatted(pod, reason) : "%s: %s: %s".formatted(pod, reason, message.strip());
    }

    /** What stands in no pod: a volume that cannot be mounted, a container that cannot be made. */
    private Optional<String> warned(String pod) {
        return client.flatMap(each -> asked(
                        () -> each.v1().events().inNamespace(namespace).list().getItems()))
                .flatMap(events -> events.stream()
                        .filter(event -> "Warning".equals(event.getType())
                                && pod.equals(event.getInvolvedObject().getName()))
                        .max(Comparator.comparing(PodReport::time)))
                .map(event -> sentence(pod, event.getReason(), event.getMessage()));
    }

    private static String time(Event event) {
        return event.getLastTimestamp() == null ? "" : event.getLastTimestamp();
    }

    /** How a container ended that should not have. */
    private static Optional<String> end(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .map(ContainerState::getTerminated)
                .filter(state -> state != null && state.getExitCode() != 0)
                .map(state -> "%s ended with exit code %d (%s)%s"
                        .formatted(
                                pod.getMetadata().getName(), state.getExitCode(), state.getReason(), lastWords(state)))
                .findFirst();
    }

    /** What the container left for it, such as get-gpus.sh; else the line of its log that names an error, or the last one. */
    private static String lastWords(ContainerStateTerminated state) {
        List<String> lines = Optional.ofNullable(state.getMessage())
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("at ") && !line.startsWith("..."))
                .toList();
        return lines.stream()
                .filter(line -> line.contains("ERROR") || line.contains("Exception") || line.contains("Error:"))
                .reduce((earlier, later) -> later)
                .or(() -> lines.stream().reduce((earlier, later) -> later))
                .map(line -> ": " + line.substring(0, Math.min(line.length(), MOST)))
                .orElse("");
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask();
    }

    /** What cannot be asked leaves the run as it is. */
    private static <T> Optional<T> asked(Question<T> question) {
        try {
            return Optional.of(question.ask());
        } catch (KubernetesClientException e) {
            LOG.debug("Kubernetes cannot be asked: {}", Cause.of(e));
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        watch.ifPresent(Watch::close);
        client.ifPresent(KubernetesClient::close);
    }

    /** Keeps how pods end. */
    private final class Ends implements Watcher<Pod> {

        @Override
        public void eventReceived(Action action, Pod pod) {
            // A pod that is being removed ends because somebody wants it.
            if (action == Action.MODIFIED && pod.getMetadata().getDeletionTimestamp() == null) {
                end(pod).ifPresent(end -> {
                    if (ends.put(pod.getMetadata().getName(), end) == null) {
                        LOG.warn("Executor {}", end);
                    }
                });
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            LOG.debug("Kubernetes tells no more of pods: {}", Cause.of(cause));
        }
    }
}
