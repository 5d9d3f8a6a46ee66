// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.Headers;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/**
 * An API server that stores what it gets and checks nothing, with the two things that Spark needs beyond that: resources
 * made by server-side apply, and new pods that are pending. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {

    /** What the clients of {@link #client} call themselves, so that theirs are not among the {@link #requests}. */
    private static final String OPERATOR = "operator";

    private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

    /** What Spark asked for, such as "create pods". */
    private final Set<String> requests = new ConcurrentSkipListSet<>();

    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(Serialization.jsonMapper()), new MockWebServer(), new HashMap<>(), new Resources(), false);

    public ApiServer() {
        LOG.setLevel(Level.WARNING); // else a line for each request
        server.init(InetAddress.getLoopbackAddress(), 0);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    public KubernetesClient client(String namespace) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withNamespace(namespace)
                .withUserAgent(OPERATOR)
                .withHttp2Disable(true)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Verbs and resources, as a role names them, of Spark's requests since {@link #forgetRequests}. */
    Set<String> requests() {
        return Set.copyOf(requests);
    }

    void forgetRequests() {
        requests.clear();
    }

    @Override
    public void close() {
        server.destroy();
    }

    private static String withoutQuery(RecordedRequest request) {
        return request.getPath().replaceFirst("[?].*", "");
    }

    private static RecordedRequest post(String path, String content) {
        Buffer body = new Buffer().writeUtf8(content);
        return new RecordedRequest(
                "POST " + path + " HTTP/1.1",
                Headers.of("Content-Type", "application/json"),
                List.of(),
                body.size(),
                body,
                0,
                new Socket());
    }

    private final class Resources extends KubernetesCrudDispatcher {

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (!OPERATOR.equals(request.getHeader("User-Agent"))) {
                // /api/v1/namespaces/NAMESPACE/RESOURCE or /api/v1/namespaces/NAMESPACE/RESOURCE/NAME
                List<String> path = request.getRequestUrl().pathSegments();
                requests.add(verb(request, path.size() > 5) + " " + path.get(4));
            }
            return super.dispatch(request);
        }

        private String verb(RecordedRequest request, boolean named) {
            return switch (request.getMethod()) {
                case "GET" -> request.getPath().contains("watch=true") ? "watch" : named ? "get" : "list";
                case "POST" -> "create";
                case "PATCH" -> "patch";
                case "PUT" -> "update";
                case "DELETE" -> named ? "delete" : "deletecollection";
                default -> request.getMethod();
            };
        }

        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            String path = withoutQuery(request);
            if (!path.endsWith("/pods")) {
                return super.handleCreate(request);
            }
            Pod pod = Serialization.unmarshal(request.getBody().readUtf8(), Pod.class);
            pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
            return super.handleCreate(post(path, Serialization.asJson(pod)));
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String type = request.getHeader("Content-Type");
            if (type == null || !type.contains("apply-patch")) {
                return super.handlePatch(request);
            }
            String path = withoutQuery(request);
            MockResponse present = handleGet(path);
            return present.getStatus().contains(" 200")
                    ? present
                    : handleCreate(post(
                            path.substring(0, path.lastIndexOf('/')),
                            request.getBody().readUtf8()));
        }
    }
}
