// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.dl4j;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.foreign.Cause;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.dl4j.StockModel;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What a network makes of the validation images, computed by Deeplearning4j's own layers on all nodes of a cluster, each
 * reading shards of its own.
 *
 * @param images that were classified
 * @param right of them, those that were classified rightly
 */
public record DistributedEvaluation(long images, long right) {

    /**
     * Classifies the validation images of some settings, within their limit.
     *
     * @throws IOException if the data set cannot be opened, or the network is none for it
     */
    public static DistributedEvaluation of(JavaSparkContext context, Settings settings, WeightedNetwork network)
            throws IOException {
        Dataset data =
                new Datasets(context.hadoopConfiguration(), settings.data().cache()).open(settings.data());
        int classes = network.network().outputShape().channels();
        if (classes != data.info().classes()) {
            throw new IOException("the model knows %d classes, and %s has %d"
                    .formatted(classes, data.info().name(), data.info().classes()));
        }
        Broadcast<SerializableConfiguration> hadoop =
                context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        try (StockModel model = StockModel.of(
                network.network(),
                network.weights(),
                Normalization.of(settings.data().preprocessing()))) {
            JavaRDD<DataSet> images = shards(context, data).flatMap(new ShardImages(settings.render(), hadoop));
            Evaluation evaluation =
                    new SparkComputationGraph(context, model.graph(), null).evaluate(spread(context, images));
            long count = evaluation.getNumRowCounter();
            return new DistributedEvaluation(count, Math.round(evaluation.accuracy() * count));
        } catch (TrainingFailedException e) {
            throw new IOException("Deeplearning4j's own layers cannot build it: " + Cause.of(e), e);
        }
    }

    private static JavaRDD<Integer> shards(JavaSparkContext context, Dataset data) {
        List<Integer> shards =
                IntStream.range(0, data.validationShards().size()).boxed().toList();
        return context.parallelize(shards, shards.size());
    }

    /** Few shards would leave most of the cluster idle. */
    private static JavaRDD<DataSet> spread(JavaSparkContext context, JavaRDD<DataSet> images) {
        int slots = context.defaultParallelism();
        return images.getNumPartitions() < slots ? images.repartition(slots) : images;
    }

    /** Share of the images that were classified rightly. */
    public double accuracy() {
        return (double) right / images;
    }
}
