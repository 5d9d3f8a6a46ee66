// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.device.Machine;
import org.aiperf.network.Network;
import org.aiperf.network.StepMemory;
import org.aiperf.network.StepMemory.Keeping;
import org.aiperf.network.TrainingMemory;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.dl4j.onednn.OneDnn;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Silicon;
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
        TrainingMemory memory(Precision precision) {
            return new StepMemory(Keeping.EVERY_VALUE, precision.bytes(), false);
        }

        @Override
        String description() {
            return "layers on oneDNN " + OneDnn.version();
        }

        @Override
        public List<Precision> precisions() {
            return Processor.PRECISIONS;
        }
    },

    /** Deeplearning4j's own, on ND4J's backend. */
    STOCK {
        @Override
        TrainableGraph graph(Network network, TrainingPlan plan) throws TrainingFailedException {
            return new StockGraph(network, plan);
        }

        @Override
        TrainingMemory memory(Precision precision) {
            return TrainingMemory.NOMINAL;
        }

        @Override
        String description() {
            return "stock layers on " + (Nd4j.getEnvironment().isCPU() ? "nd4j-native" : "nd4j-cuda");
        }

        @Override
        public List<Precision> precisions() {
            return Backend.DL4J.precisions(Silicon.GPU);
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

    /** Looked up once: every training asks, and Linux makes the text about its processors anew each time. */
    private static final class Processor {

        static final List<Precision> PRECISIONS =
                Backend.DL4J.precisions(OneDnn.hasBf16() ? Machine.silicon() : Silicon.CPU);
    }

    /** Chosen once for the JVM. */
    private static final class Fastest {

        static final Layers LAYERS = fastest(Nd4j.getEnvironment().isCPU(), OneDnn::problem, LOG::warn);
    }

    abstract TrainableGraph graph(Network network, TrainingPlan plan) throws TrainingFailedException;

    /** What a training step takes in some arithmetic. */
    abstract TrainingMemory memory(Precision precision);

    abstract String description();

    /** The arithmetic that they compute in on this machine, the fastest first. */
    public abstract List<Precision> precisions();
}
