// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.aiperf.foreign.Tripwire;
import org.aiperf.history.Records;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.Test;
import scala.Option;

/** An application's ports, tried as somebody else on the machine or in its network would. */
class SafeguardsTest {

    private static final CountDownLatch POSTED = new CountDownLatch(1);

    @Test
    void whoeverDoesNotKnowTheSecretSendsNoObject() {
        int before = Tripwire.made();
        SparkConf conf = new SparkConf(false).setMaster("local[1]");
        try (JavaSparkContext context = new JavaSparkContext(
                SparkApplication.configured(conf, "guarded", Records.settings().run()))) {
            assertThatThrownBy(() -> send(context)).hasMessageContaining("SaslRpcHandler");
        }
        assertThat(Tripwire.made()).isEqualTo(before);
    }

    /** What Spark does by itself: the test above tests something, and users can have it back. */
    @Test
    void whatTheUserSaysOfItHolds() throws Exception {
        int before = Tripwire.made();
        SparkConf conf = new SparkConf(false).setMaster("local[1]").set("spark.authenticate", "false");
        try (JavaSparkContext context = new JavaSparkContext(
                SparkApplication.configured(conf, "open", Records.settings().run()))) {
            send(context);
        }
        assertThat(Tripwire.made()).isEqualTo(before + 1);
    }

    @Test
    void everyKindOfClusterHasASecretOrAsksForOne() {
        for (String master : List.of("local[2]", "local-cluster[2,1,1024]", "yarn", "k8s://https://host:6443")) {
            SparkConf conf = Safeguards.on(new SparkConf(false).setMaster(master));
            assertThat(conf.get("spark.authenticate")).isEqualTo("true");
            assertThat(conf.get("spark.network.crypto.enabled")).isEqualTo("true");
            assertThat(conf.get("spark.ui.killEnabled")).isEqualTo("false");
            assertThat(conf.contains("spark.authenticate.secret")).isEqualTo(master.startsWith("local-cluster"));
        }
        SparkConf standalone = new SparkConf(false).setMaster("spark://host:7077");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safeguards.on(standalone))
                .withMessageContaining("put spark.authenticate true and spark.authenticate.secret SECRET into");
        standalone.set("spark.authenticate", "true").set("spark.authenticate.secret", "xyzzy");
        assertThat(Safeguards.on(standalone).contains("spark.network.crypto.enabled"))
                .isFalse();
    }

    /** The shuffle service of the nodes and an application master that runs already cannot be changed from here. */
    @Test
    void whatIsThereAlreadyIsNotBroken() {
        Map.of("spark.shuffle.service.enabled", "true", "spark.submit.deployMode", "cluster")
                .forEach((key, value) -> {
                    SparkConf conf = new SparkConf(false).setMaster("yarn").set(key, value);
                    assertThat(Safeguards.on(conf).contains("spark.authenticate"))
                            .isFalse();
                });
    }

    @Test
    void nobodyEndsARunThroughAWebPage() throws Exception {
        SparkConf conf = new SparkConf(false)
                .setMaster("local[1]")
                .set("spark.ui.enabled", "true")
                .set("spark.ui.port", "0");
        try (JavaSparkContext context = new JavaSparkContext(
                SparkApplication.configured(conf, "page", Records.settings().run()))) {
            String ui = context.sc().uiWebUrl().get();
            var job = context.parallelize(List.of(1), 1).mapPartitions(each -> {
                POSTED.await();
                return each;
            });
            var running = job.countAsync();
            while (context.statusTracker().getActiveJobIds().length == 0) {
                Thread.onSpinWait();
            }
            for (String path : List.of("/jobs/job/kill/?id=0", "/stages/stage/kill/?id=0", "/jobs/job/kill?id=0")) {
                post(ui + path);
            }
            POSTED.countDown();
            assertThat(running.get()).isEqualTo(1);
        }
    }

    private static int post(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A call of the driver by Spark's own protocol, with an object of the sender's choice. */
    private static void send(JavaSparkContext context) throws Exception {
        SparkConf own = new SparkConf(false);
        var transport = SparkTransportConf.fromSparkConf(own, "rpc", 1, Option.empty());
        String host = context.getConf().get("spark.driver.host");
        int port = Integer.parseInt(context.getConf().get("spark.driver.port"));
        try (TransportContext stranger = new TransportContext(transport, new NoOpRpcHandler());
                var factory = stranger.createClientFactory();
                TransportClient client = factory.createUnmanagedClient(host, port)) {
            client.sendRpcSync(ByteBuffer.wrap(call(host, port)), 10_000);
        }
    }

    private static byte[] call(String host, int port) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBoolean(false);
        out.writeBoolean(true);
        out.writeUTF(host);
        out.writeInt(port);
        out.writeUTF("HeartbeatReceiver");
        out.write(Tripwire.bytes());
        return bytes.toByteArray();
    }
}
