// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.aiperf.browser.Chromium;
import org.aiperf.config.Settings;
import org.aiperf.device.GpuUse;
import org.aiperf.device.MachineUse;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.history.UseMeasured;
import org.aiperf.live.LiveRun;
import org.aiperf.live.Lookout;
import org.aiperf.unit.Operations;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A run in Spark's real user interface, asked by a client and looked at by a browser. */
@TestInstance(Lifecycle.PER_CLASS)
class LiveTabTest {

    private static final Settings SETTINGS = settings("run.trials=4", "run.duration=10 m");
    private static final String EVIL = "<img src=x onerror=document.title=1>\"'&";

    private static final History RUNNING = history(
            started(0, EVIL, 1, SETTINGS),
            trial(1, "000000", 0, "0/0", null),
            epoch(11, "000000", 1, 0.5),
            epoch(21, "000000", 2, 0.625),
            new UseMeasured(
                    START.toEpochMilli() + 5_000,
                    "0",
                    "node",
                    5_000,
                    new MachineUse(0.875, 3L << 29, 0.25, new GpuUse(1, 0.9375, 0.5, 310.0))),
            ended(22, "000000", State.FINISHED, "Its budget was used up."),
            trial(2, EVIL, 1, "1/0", null),
            epoch(12, EVIL, 1, 0.25),
            epoch(22, EVIL, 2, 0.75),
            trial(23, "000002", 2, "0/0", 4L));

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    private final AtomicReference<History> now = new AtomicReference<>(history());
    private JavaSparkContext context;
    private String address;

    @BeforeAll
    void start() {
        SparkConf conf = SparkApplication.configured(
                new SparkConf(false)
                        .setMaster("local[1]")
                        .set("spark.ui.enabled", "true")
                        .set("spark.ui.port", "0"),
                "live",
                SETTINGS.run());
        context = new JavaSparkContext(conf);
        LiveRun run = new LiveRun(
                SETTINGS,
                new Lookout() {
                    @Override
                    public <T> T look(Function<History, T> observer) {
                        return observer.apply(now.get());
                    }
                },
                () -> new Operations(20e9),
                () -> 3,
                new AdvancingClock(START.plusSeconds(30), Duration.ofSeconds(2)));
        LiveMetrics.register(run);
        address = LiveTab.attach(context.sc(), run).orElseThrow();
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @Test
    void showsWhatRunsToPeopleProgramsAndPrometheus() throws Exception {
        now.set(history());
        assertThat(get("", "")).contains("The run is being prepared.");
        assertThat(metrics()).contains("score_ops_per_second_Value{type=\"gauges\"} NaN");
        now.set(RUNNING);

        String page = get("", "");
        assertThat(page)
                .contains("href=\"/aiperf/\"", "AIPerf", " Mops", "25.00 %", "2 of 3", "1 of 4 done")
                .contains("2 of 4", "<polyline points=\"0.00,30.00 25.00,22.50 50.00,7.50\"")
                .contains("&lt;img src=x", "<h4>Best trials</h4>")
                .contains("<dd>87.50 %</dd>", "<dd>1.5 GiB</dd>", "<dd>93.75 %, 50.00 %</dd>", "<dd>310 W</dd>")
                .doesNotContain("<img src=x");
        assertThat(get("", "/proxy/application_1")).contains("href=\"/proxy/application_1/aiperf/json/\"");

        JsonNode json = new ObjectMapper().readTree(get("json/", ""));
        assertThat(json.get("run").asText()).isEqualTo(EVIL);
        // Idle time counts: the clock went on since the last epoch, 21 s after the start.
        assertThat(json.get("score").asDouble()).isBetween(14e9 / 600, 14e9 / 22);
        assertThat(json.at("/running/0/trial").asText()).isEqualTo(EVIL);
        assertThat(json.at("/running/0/accuracies").toString()).isEqualTo("[0.25,0.75]");
        assertThat(json.get("slots_busy").asInt()).isEqualTo(2);
        assertThat(json.get("course")).isNotEmpty();
        assertThat(json.at("/use/0").toString())
                .isEqualTo(
                        "{\"seconds\":5.0,\"cpu\":0.875,\"memory\":1610612736,\"gpu\":0.9375,\"gpu_memory\":0.5,\"gpu_watts\":310.0}");

        assertThat(metrics())
                .contains("metrics_aiperf_driver_aiperf_error_Value{type=\"gauges\"} 0.25")
                .contains("metrics_aiperf_driver_aiperf_slots_busy_Value{type=\"gauges\"} 2.0")
                .contains("metrics_aiperf_driver_aiperf_trials_running_Value{type=\"gauges\"} 2.0");
    }

    /** A panel whose name is misspelt would stay empty. */
    @Test
    void theDashboardAsksForGaugesThatThereAre() throws Exception {
        now.set(RUNNING);
        String gauges = metrics();

        assertThat(Pattern.compile("metrics_aiperf_\\w+")
                        .matcher(Files.readString(Path.of("conf/grafana/aiperf.json")))
                        .results()
                        .map(MatchResult::group))
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(gauges).containsPattern("(?m)^" + name + "\\{[^}]*\\} [0-9.]+"));
    }

    @Test
    void keepsItselfUpToDateInABrowser(@TempDir Path directory) throws Exception {
        Chromium browser = Chromium.find(directory);
        now.set(RUNNING);

        Chromium.Loaded loaded = browser.load(URI.create(address), 1280, Duration.ofSeconds(8));

        assertThat(loaded.console()).isEmpty();
        assertThat(loaded.dom())
                .contains("<title>AIPerf", "polyline", "&lt;img src=x")
                .doesNotContain("class=\"lost\"");
        // Each look is two seconds later than the one before: the page that is shown is not the first one.
        assertThat(loaded.dom()).doesNotContain("<dd>0:00:30</dd>");
        for (int width : new int[] {1280, 390}) {
            assertThat(Files.size(browser.draw(URI.create(address), width, 1100)))
                    .isGreaterThan(10_000);
        }
    }

    @Test
    void itOnlyShows() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "TRACE")) {
            for (String path : List.of("", "json/")) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
                assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .as(method)
                        .isEqualTo(405);
            }
        }
    }

    private String get(String path, String proxy) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("X-Forwarded-Context", proxy)
                .build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private String metrics() throws IOException, InterruptedException {
        return get("../metrics/prometheus/", "");
    }
}
