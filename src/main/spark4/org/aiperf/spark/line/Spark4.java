// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.line;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ProductEncoder;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.ui.WebUIPage;
import org.apache.spark.ui.WebUITab;
import org.json4s.AsJsonInput;
import org.json4s.JValue;
import org.json4s.jackson.JsonMethods$;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.xml.Node;
import scala.xml.Text;
import scala.xml.Unparsed;

/** Spark 4 with Scala 2.13: immutable sequences, servlets of {@code jakarta}. {@link Spark3} is the same for the other line. */
final class Spark4 implements SparkLine {

    @Override
    public <T extends Record> Encoder<T> encoder(Class<T> type, List<EncoderField> columns) {
        ClassTag<T> tag = ClassTag.apply(type);
        return ExpressionEncoder.apply(new ProductEncoder<>(tag, sequence(columns), Option.empty()));
    }

    @Override
    public void attach(SparkUI ui, Tab tab) {
        ui.attachTab(new OnePage(ui, tab));
    }

    private static <T> Seq<T> sequence(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    private static final class OnePage extends SparkUITab {

        private final Tab tab;

        OnePage(SparkUI ui, Tab tab) {
            super(ui, tab.place());
            this.tab = tab;
            attachPage(new Page(this, tab));
        }

        @Override
        public String name() {
            return tab.title();
        }
    }

    private static final class Page extends WebUIPage {

        private final OnePage place;
        private final Tab tab;

        Page(OnePage place, Tab tab) {
            super("");
            this.place = place;
            this.tab = tab;
        }

        @Override
        public Seq<Node> render(HttpServletRequest request) {
            String html = tab.html(address(request, tab.place() + "/json"));
            return sequence(List.of(new Unparsed("<html><head>%s<title>%s - %s</title></head><body>%s%s</body></html>"
                    .formatted(
                            text(UIUtils.commonHeaderNodes(request)),
                            escaped(place.appName()),
                            escaped(tab.title()),
                            navigation(request),
                            html))));
        }

        /** The tabs. Spark's own head of a page takes more arguments from 4.2 on. */
        private String navigation(HttpServletRequest request) {
            StringBuilder tabs = new StringBuilder();
            for (WebUITab each : CollectionConverters.asJava(place.headerTabs())) {
                tabs.append("<li class=\"nav-item%s\"><a class=\"nav-link\" href=\"%s\">%s</a></li>"
                        .formatted(
                                each == place ? " active" : "", address(request, each.prefix()), escaped(each.name())));
            }
            return ("<div class=\"navbar navbar-expand-md navbar-light bg-light mb-4\"><ul class=\"navbar-nav mr-auto\">%s"
                            + "</ul><span class=\"navbar-text\">%s</span></div>")
                    .formatted(tabs, escaped(place.appName()));
        }

        private static String address(HttpServletRequest request, String page) {
            return UIUtils.prependBaseUri(request, "/" + page + "/", "");
        }

        private static String text(Seq<Node> nodes) {
            StringBuilder text = new StringBuilder();
            CollectionConverters.asJava(nodes).forEach(text::append);
            return text.toString();
        }

        private static String escaped(String text) {
            return new Text(text).toString();
        }

        @Override
        public JValue renderJson(HttpServletRequest request) {
            return JsonMethods$.MODULE$.parse(tab.json(), false, false, AsJsonInput.stringAsJsonInput());
        }
    }
}
