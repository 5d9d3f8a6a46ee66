// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.network.Network;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.dl4j.onednn.OneDnn;
import org.aiperf.unit.Precision;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layers that a graph is made of. */
public enum Layers {

    /** Our own: the network compiled for oneDNN. */
    ONEDNN {
        @Override
        TrainableGraph graph(Network network, TrainingPlan plan) throws TrainingFailedException {
            return new OneDnnGraph(network, plan);
        }

        @Override
        String description() {
            return "layers on oneDNN " + OneDnn.version();
        }

        @Override
        public Set<Precision> precisions() {
            return OneDnn.hasBf16() ? Backend.DL4J.precisions(false) : EnumSet.of(Precision.FP32);
        }
    },

    /** Deeplearning4j's own, on ND4J's backend. */
    STOCK {
        @Override
        TrainableGraph graph(Network network, TrainingPlan plan) throws TrainingFailedException {
            return new StockGraph(network, plan);
        }

        @Override
        String description() {
            return "stock layers on " + (Nd4j.getEnvironment().isCPU() ? "nd4j-native" : "nd4j-cuda");
        }

        @Override
        public Set<Precision> precisions() {
            return Backend.DL4J.precisions(true);
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Layers.class);

    /** Our own where they run; the stock layers on a GPU, and with one warning on a processor that oneDNN does not know. */
    public static Layers fastest() {
        return Fastest.LAYERS;
    }

    static Layers fastest(boolean cpu, Supplier<Optional<String>> problemOfOneDnn, Consumer<String> warning) {
        if (!cpu) {
            return STOCK;
        }
        Optional<String> problem = problemOfOneDnn.get();
        problem.ifPresent(reason -> warning.accept(
                "oneDNN cannot be used here, and training with Deeplearning4j's own layers takes several times as long: "
                        + reason));
        return problem.isPresent() ? STOCK : ONEDNN;
    }

    /** Chosen once for the JVM. */
    private static final class Fastest {

        static final Layers LAYERS = fastest(Nd4j.getEnvironment().isCPU(), OneDnn::problem, LOG::warn);
    }

    abstract TrainableGraph graph(Network network, TrainingPlan plan) throws TrainingFailedException;

    abstract String description();

    /** The arithmetic that they compute in on this machine. */
    public abstract Set<Precision> precisions();
}
