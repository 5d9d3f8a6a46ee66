// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.aiperf.foreign.Cause;
import org.aiperf.search.HistoryChunk;
import org.aiperf.trial.DeskMessages;
import org.aiperf.trial.TrialDesk;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * The channel from running tasks to the driver, over Spark's own remote calls. Spark makes one instance in the driver
 * and one in each executor; static state is the only way to reach them from a task and from the benchmark. A JVM runs
 * one Spark application at a time, so there is one desk and one channel.
 */
public final class AiperfPlugin implements SparkPlugin {

    private static final AtomicReference<@Nullable TrialDesk> DESK = new AtomicReference<>();
    private static final AtomicReference<@Nullable PluginContext> CHANNEL = new AtomicReference<>();
    private static volatile DeskTraffic traffic = DeskTraffic.NONE;

    /** Lets the tasks of this application reach a desk. */
    public static void connect(TrialDesk desk) {
        traffic = DeskTraffic.NONE;
        DESK.set(desk);
    }

    /** What this driver and its tasks have told each other by strings since the desk was connected. */
    public static DeskTraffic traffic() {
        return traffic;
    }

    /** The desk of the driver, seen from an executor. */
    public static TrialDesk desk() {
        return DeskMessages.client(message -> (String) ask(message), AiperfPlugin::chunks);
    }

    private static List<HistoryChunk> chunks(int from, int to) {
        return ChunkBroadcasts.read(ask(new int[] {from, to}));
    }

    /**
     * What the driver's clock shows, in milliseconds since 1970-01-01 UTC.
     *
     * @throws IllegalStateException if the driver does not answer
     */
    static long driverTime() {
        return (Long) ask(Question.TIME);
    }

    /** What is asked without an argument; a constant is the same object in every JVM. */
    private enum Question {
        TIME
    }

    private static Object ask(Object message) {
        PluginContext channel = CHANNEL.get();
        if (channel == null) {
            throw new IllegalStateException(
                    "Tasks cannot reach the driver: set spark.plugins=" + AiperfPlugin.class.getName());
        }
        try {
            return channel.ask(message);
        } catch (Exception e) {
            throw new IllegalStateException("The driver does not answer: " + Cause.of(e), e);
        }
    }

    private static synchronized void count(String question, String answer) {
        traffic = traffic.plus(question, answer);
    }

    private static TrialDesk connected() {
        TrialDesk desk = DESK.get();
        if (desk == null) {
            throw new UncheckedIOException(new IOException("No run is going on in this driver"));
        }
        return desk;
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            private @Nullable ChunkBroadcasts chunks;

            @Override
            public Map<String, String> init(SparkContext context, PluginContext plugin) {
                chunks = new ChunkBroadcasts(JavaSparkContext.fromSparkContext(context));
                return Map.of();
            }

            @Override
            public Object receive(Object message) {
                if (message == Question.TIME) {
                    return System.currentTimeMillis();
                } else if (message instanceof int[] range) {
                    return Objects.requireNonNull(chunks).handles(connected(), range[0], range[1]);
                }
                String answer = DeskMessages.answer(connected(), (String) message);
                count((String) message, answer);
                return answer;
            }
        };
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> configuration) {
                CHANNEL.set(context);
            }
        };
    }
}
