// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.util.List;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import org.aiperf.live.LivePage;
import org.aiperf.live.LiveRun;
import org.aiperf.live.LiveView;
import org.apache.spark.SparkContext;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.ui.WebUIPage;
import org.json4s.JsonAST.JValue;
import org.json4s.StringInput;
import org.json4s.jackson.JsonMethods$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function0;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.xml.Node;
import scala.xml.Unparsed;

/**
 * A tab of Spark's own user interface that shows the run: whoever reaches that, for example through YARN's proxy, reaches
 * this. It only shows. At {@code /aiperf/json/} lies the same as JSON.
 */
final class LiveTab extends SparkUITab {

    private static final Logger LOG = LoggerFactory.getLogger(LiveTab.class);
    private static final String NAME = "AIPerf";
    private static final String PLACE = "aiperf";

    private LiveTab(SparkUI ui, LiveRun run) {
        super(ui, PLACE);
        attachPage(new Page(this, run));
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
        try {
            SparkUI ui = context.ui().get();
            ui.attachTab(new LiveTab(ui, run));
            return Optional.of(ui.webUrl() + "/" + PLACE + "/");
        } catch (LinkageError e) {
            // The interface behind it is Spark's own affair and may change with its version.
            LOG.warn("This version of Spark shows no tab {}: {}", NAME, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    private static final class Page extends WebUIPage {

        private final LiveTab tab;
        private final LiveRun run;
        private final LivePage page = new LivePage();

        Page(LiveTab tab, LiveRun run) {
            super("");
            this.tab = tab;
            this.run = run;
        }

        @Override
        public Seq<Node> render(HttpServletRequest request) {
            String json = UIUtils.prependBaseUri(request, "/" + PLACE + "/json/", "");
            String html = page.render(run.view(), json);
            Function0<Seq<Node>> content = () -> JavaConverters.asScalaBuffer(List.<Node>of(new Unparsed(html)));
            return UIUtils.headerSparkPage(request, NAME, content, tab, Option.empty(), false, false);
        }

        @Override
        public JValue renderJson(HttpServletRequest request) {
            String json = run.view().map(LiveView::json).orElse("{}");
            return JsonMethods$.MODULE$.parse(new StringInput(json), false, false);
        }
    }
}
