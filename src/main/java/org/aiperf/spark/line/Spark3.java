// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.line;

import java.util.List;
import javax.servlet.http.HttpServletRequest;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ProductEncoder;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.ui.WebUIPage;
import org.json4s.JsonAST.JValue;
import org.json4s.StringInput;
import org.json4s.jackson.JsonMethods$;
import scala.Function0;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.xml.Node;
import scala.xml.Unparsed;

/** Spark 3.5 with Scala 2.12: any sequence, servlets of {@code javax}. {@code Spark4} is the same for the other line. */
final class Spark3 implements SparkLine {

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
        return JavaConverters.asScalaBuffer(list).toSeq();
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
            String html = tab.html(UIUtils.prependBaseUri(request, "/" + tab.place() + "/json/", ""));
            Function0<Seq<Node>> content = () -> sequence(List.of(new Unparsed(html)));
            return UIUtils.headerSparkPage(request, tab.title(), content, place, Option.empty(), false, false);
        }

        @Override
        public JValue renderJson(HttpServletRequest request) {
            return JsonMethods$.MODULE$.parse(new StringInput(tab.json()), false, false);
        }
    }
}
