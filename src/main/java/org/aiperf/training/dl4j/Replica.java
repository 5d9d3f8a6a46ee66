// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.TrainingFailedException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** One of several graphs that train together, with a thread of its own, on which all of its arrays are made and used. */
final class Replica implements AutoCloseable {

    private static final String UNSETTLED = "A result was asked for before its call was settled";

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "replica of " + Thread.currentThread().getName());
        made.setDaemon(true);
        return made;
    });

    private final int largest;
    private final int imageSize;
    private final int classes;
    private final TrainableGraph graph;
    private final INDArray images;
    private final INDArray targets;

    /** Makes a graph on the replica's thread, after it has put the thread on its device. */
    @FunctionalInterface
    interface Maker {
        TrainableGraph make() throws TrainingFailedException;
    }

    /** Images of a batch, from the first to before the last. */
    record Part(long from, long to) {

        int size() {
            return Math.toIntExact(to - from);
        }
    }

    /** @param largest images of the largest part */
    Replica(Network network, int largest, Maker maker) throws TrainingFailedException {
        FeatureMap image = (FeatureMap) network.inputShape();
        this.largest = largest;
        this.imageSize = Math.toIntExact(image.size());
        this.classes = network.outputShape().channels();
        this.graph = made(thread.submit(maker::make));
        images = await(g ->
                Nd4j.createUninitialized(DataType.UINT8, largest, image.height(), image.width(), image.channels()));
        targets = await(g -> Nd4j.createUninitialized(DataType.FLOAT, largest, classes));
    }

    private TrainableGraph made(Future<TrainableGraph> making) throws TrainingFailedException {
        settle(making);
        try {
            return making.get();
        } catch (ExecutionException e) {
            thread.shutdown();
            if (e.getCause() instanceof TrainingFailedException failed) {
                throw failed;
            }
            throw rethrown(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(UNSETTLED, e);
        }
    }

    ComputationGraph graph() {
        return graph.graph();
    }

    /** Runs something with the graph on its thread. */
    <T> T await(Function<TrainableGraph, T> call) {
        Future<T> running = thread.submit(() -> call.apply(graph));
        settle(running);
        return result(running);
    }

    Future<float[]> step(Part part, INDArray batch, INDArray batchTargets) {
        return thread.submit(() -> {
            if (part.size() == 0) {
                return new float[0];
            }
            FloatBuffer from = batchTargets.data().asNioFloat();
            targets.data().asNioFloat().put(0, from, Math.toIntExact(part.from() * classes), part.size() * classes);
            return graph.step(pixels(part, batch), first(targets, part));
        });
    }

    Future<float[]> infer(Part part, INDArray batch) {
        return thread.submit(() -> part.size() == 0 ? new float[0] : graph.infer(pixels(part, batch)));
    }

    /** Calibrates batch norms, and gives all weights. */
    Function<TrainableGraph, Weights> calibration(List<Integer> norms, Part part, INDArray batch) {
        return calibrated -> {
            calibrated.calibrate(norms, pixels(part, batch));
            return calibrated.weights();
        };
    }

    private INDArray pixels(Part part, INDArray batch) {
        ByteBuffer from = batch.data().asNio();
        images.data().asNio().put(0, from, Math.toIntExact(part.from() * imageSize), part.size() * imageSize);
        return first(images, part);
    }

    private INDArray first(INDArray array, Part part) {
        return part.size() == largest ? array : array.get(NDArrayIndex.interval(0, part.size()));
    }

    /** Waits for the end of a call, good or bad. An interruption is for whoever waits, and does not stop the call. */
    static void settle(Future<?> running) {
        boolean interrupted = false;
        while (!running.isDone()) {
            try {
                running.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break; // Its result tells.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a settled call made. */
    static <T> T result(Future<T> settled) {
        try {
            return settled.get();
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(UNSETTLED, e);
        }
    }

    /** As if the waiting thread had made the call: whoever guards it knows failures by their types. */
    private static RuntimeException rethrown(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    @Override
    public void close() {
        await(closed -> {
            images.close();
            targets.close();
            closed.close();
            return closed;
        });
        thread.shutdown();
    }
}
