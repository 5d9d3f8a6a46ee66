// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.ToDoubleFunction;
import org.aiperf.live.LiveRun;
import org.aiperf.live.LiveView;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * The run as gauges in Spark's metrics system, so that they reach Prometheus and whatever else is configured there. A gauge
 * of which nothing is known yet is not a number.
 */
public final class LiveMetrics implements Source {

    private final MetricRegistry registry = new MetricRegistry();
    private final LiveRun run;

    public LiveMetrics(LiveRun run) {
        this.run = run;
        gauge("score_ops_per_second", LiveView::score);
        gauge("regulated_score_ops_per_second", LiveView::regulatedScore);
        gauge("rate_ops_per_second", LiveView::rate);
        gauge("error", LiveView::error);
        gauge("trials_finished", LiveView::trialsFinished);
        gauge("trials_failed", LiveView::trialsFailed);
        gauge("trials_running", view -> view.running().size());
        gauge("slots", LiveView::slots);
        gauge("slots_busy", LiveView::slotsBusy);
        gauge("elapsed_seconds", LiveView::elapsedSeconds);
        gauge("left_seconds", view -> {
            Double left = view.secondsLeft();
            return left == null ? Double.NaN : left;
        });
    }

    /** Adds the gauges to those of this driver. */
    static void register(LiveRun run) {
        SparkEnv.get().metricsSystem().registerSource(new LiveMetrics(run));
    }

    private void gauge(String name, ToDoubleFunction<LiveView> value) {
        Gauge<Double> gauge = () -> run.view().map(value::applyAsDouble).orElse(Double.NaN);
        registry.register(name, gauge);
    }

    @Override
    public String sourceName() {
        return "aiperf";
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }
}
