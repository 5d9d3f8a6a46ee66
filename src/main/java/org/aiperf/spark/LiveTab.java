// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.util.Optional;
import org.aiperf.live.LivePage;
import org.aiperf.live.LiveRun;
import org.aiperf.live.LiveView;
import org.aiperf.spark.line.SparkLine;
import org.apache.spark.SparkContext;
import org.apache.spark.ui.SparkUI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tab of Spark's own user interface that shows the run: whoever reaches that, for example through YARN's proxy, reaches
 * this. It only shows. At {@code /aiperf/json/} lies the same as JSON.
 */
final class LiveTab implements SparkLine.Tab {

    private static final Logger LOG = LoggerFactory.getLogger(LiveTab.class);

    private final LiveRun run;
    private final LivePage page = new LivePage();

    private LiveTab(LiveRun run) {
        this.run = run;
    }

    /**
     * Adds the tab if the application has a user interface.
     *
     * @return its address as this machine sees it
     */
    static Optional<String> attach(SparkContext context, LiveRun run) {
        if (context.ui().isEmpty()) {
            return Optional.empty();
        }
        LiveTab tab = new LiveTab(run);
        try {
            SparkUI ui = context.ui().get();
            SparkLine.present().attach(ui, tab);
            return Optional.of(ui.webUrl() + "/" + tab.place() + "/");
        } catch (LinkageError e) {
            // The interface behind it is Spark's own affair and may change with its version.
            LOG.warn("This version of Spark shows no tab {}: {}", tab.title(), e.toString());
            return Optional.empty();
        }
    }

    @Override
    public String title() {
        return "AIPerf";
    }

    @Override
    public String place() {
        return "aiperf";
    }

    @Override
    public String html(String addressOfJson) {
        return page.render(run.view(), addressOfJson);
    }

    @Override
    public String json() {
        return run.view().map(LiveView::json).orElse("{}");
    }
}
