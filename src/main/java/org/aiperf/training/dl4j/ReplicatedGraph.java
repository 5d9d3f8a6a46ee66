// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.dl4j.Replica.Maker;
import org.aiperf.training.dl4j.Replica.Part;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Replicas of a graph, each with an equal part of every batch: synchronous data parallelism. After each step all get the
 * mean of their parameters and velocities, weighted by their images; the updater is linear, so this is what one graph
 * makes of the gradient of the whole batch. Batch normalisation sees each part by itself. Deeplearning4j's
 * ParallelWrapper averages in the same way, but takes all devices that the process sees, those of other trials too.
 */
final class ReplicatedGraph implements TrainableGraph {

    private final List<Replica> replicas = new ArrayList<>();
    private final int classes;
    private float[] logits = new float[0];

    /**
     * Makes the replicas.
     *
     * @param part the most images of a step on one of them
     * @param makers one for each replica, each called on the replica's own thread
     */
    ReplicatedGraph(Network network, int part, List<Maker> makers) throws TrainingFailedException {
        this.classes = network.outputShape().channels();
        try {
            for (Maker maker : makers) {
                replicas.add(new Replica(network, part, maker));
            }
        } catch (TrainingFailedException | RuntimeException | Error e) {
            free();
            throw e;
        }
    }

    private Replica first() {
        return replicas.get(0);
    }

    @Override
    public ComputationGraph graph() {
        return first().graph();
    }

    @Override
    public void begin(long seed, double learningRate) {
        for (int i = 0; i < replicas.size(); i++) {
            long own = seed + 7919L * i;
            replicas.get(i).await(graph -> {
                graph.begin(own, learningRate);
                return own;
            });
        }
    }

    @Override
    public void write(Weights weights) {
        replicas.forEach(replica -> replica.await(graph -> {
            graph.write(weights);
            return weights;
        }));
    }

    @Override
    public Weights weights() {
        return first().await(TrainableGraph::weights);
    }

    /** By the first replica's part of the batch. */
    @Override
    public void calibrate(List<Integer> norms, INDArray images) {
        if (!norms.isEmpty()) {
            write(first().await(first().calibration(norms, part(0, images), images)));
        }
    }

    private Part part(int replica, INDArray images) {
        return new Part(border(replica, images), border(replica + 1, images));
    }

    /** The first replicas have one image more where the batch cannot be divided. */
    private long border(int replica, INDArray images) {
        return (images.size(0) * replica + replicas.size() - 1) / replicas.size();
    }

    @Override
    public float[] step(INDArray images, INDArray targets) {
        List<Future<float[]>> results = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            results.add(replicas.get(i).step(part(i, images), images, targets));
        }
        float[] all = gather(results, images);
        average(images);
        return all;
    }

    @Override
    public float[] infer(INDArray images) {
        List<Future<float[]>> results = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            results.add(replicas.get(i).infer(part(i, images), images));
        }
        return gather(results, images);
    }

    /** Waits for all, so that none still runs when one has failed. */
    private float[] gather(List<Future<float[]>> results, INDArray images) {
        int size = Math.toIntExact(images.size(0) * classes);
        if (logits.length < size) {
            logits = new float[size];
        }
        results.forEach(Replica::settle);
        for (int i = 0; i < results.size(); i++) {
            Part part = part(i, images);
            System.arraycopy(
                    Replica.result(results.get(i)),
                    0,
                    logits,
                    Math.toIntExact(part.from() * classes),
                    part.size() * classes);
        }
        return logits;
    }

    private void average(INDArray images) {
        for (int i = 0; i < replicas.size(); i++) {
            double weight = (double) part(i, images).size() * replicas.size() / images.size(0);
            if (weight != 1) {
                replicas.get(i).await(graph -> {
                    state(graph.graph()).forEach(vector -> vector.muli(weight));
                    return weight;
                });
            }
        }
        int vectors = state(graph()).size();
        for (int i = 0; i < vectors; i++) {
            int which = i;
            Nd4j.averageAndPropagate(replicas.stream()
                    .map(replica -> state(replica.graph()).get(which))
                    .toList());
        }
    }

    /** What steps change: the parameters, running statistics among them, and the velocity. */
    private static List<INDArray> state(ComputationGraph graph) {
        return List.of(graph.params(), graph.getUpdater().getStateViewArray());
    }

    @Override
    public void free() {
        replicas.forEach(Replica::close);
    }

    @Override
    public void close() {
        free();
    }
}
