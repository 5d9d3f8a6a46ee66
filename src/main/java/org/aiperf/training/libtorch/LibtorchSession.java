// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.EpochResult;
import org.aiperf.training.Evaluation;
import org.aiperf.training.StepListener;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.libtorch.Forward.Mode;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A network in training on one or several devices. Of several each gets an equal part of every batch, in which batch
 * norms have their own statistics. Gradients are summed on the first device, which holds weights, velocities and running
 * statistics.
 */
final class LibtorchSession implements TrainingSession {

    private final Network network;
    private final TrainingPlan plan;
    private final List<Lane> lanes;
    private final Owned owner;
    private final List<Replica> replicas = new ArrayList<>();
    private final Parameters parameters;
    private final Sgd sgd;
    private List<Integer> uncalibrated;
    private boolean closed;

    /**
     * @param weights of all layers
     * @param lanes one for each device; closed with the session
     * @param owner of what is made for the session; closed with it, or by the caller if this fails
     * @param uncalibrated batch norms that are the identity, front to back
     */
    LibtorchSession(
            Network network,
            Weights weights,
            TrainingPlan plan,
            List<Lane> lanes,
            Owned owner,
            List<Integer> uncalibrated) {
        this.network = network;
        this.plan = plan;
        this.lanes = lanes;
        this.owner = owner;
        this.uncalibrated = uncalibrated;
        Forward forward = new Forward(network);
        for (Lane lane : lanes) {
            replicas.add(new Replica(
                    replicas.size(), lanes.size(), lane, forward, (FeatureMap) network.inputShape(), plan, owner));
        }
        Lane first = lanes.get(0);
        this.parameters = Parameters.of(network, weights, first.device(), owner);
        this.sgd = new Sgd(
                parameters,
                plan.momentum(),
                plan.weightDecay(),
                Arithmetic.of(plan.precision()).needsLossScaling() ? new LossScale(first.device(), owner) : null,
                owner);
    }

    @Override
    public EpochResult train(ImageBatches batches, int epoch, StepListener listener)
            throws TrainingFailedException, IOException, InterruptedException {
        // A stream of its own for each epoch: a resumed training draws the dropout that it would have drawn.
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).random().set_current_seed(plan.seed() + 31L * epoch + 1_000_003L * i);
        }
        double rate = plan.learningRate().rate(epoch);
        long start = System.nanoTime();
        Pipeline pipeline = pipeline(batches, listener);
        pipeline.run((slot, images) -> Guard.run(() -> step(slot, images, rate)));
        return new EpochResult(
                pipeline.images(),
                pipeline.loss(),
                pipeline.accuracy(),
                Duration.ofNanos(pipeline.waited()),
                Duration.ofNanos(System.nanoTime() - start - pipeline.waited()));
    }

    /** Only launches the step where the devices work by themselves. */
    private boolean step(int slot, int images, double rate) {
        try (PointerScope scope = new PointerScope()) {
            calibrate(slot);
            Replica first = replicas.get(0);
            Tensor total = first.loss(slot, parameters, Mode.TRAINING);
            for (Replica replica : replicas.subList(1, replicas.size())) {
                if (replica.isUsed(slot)) {
                    Tensor loss =
                            replica.loss(slot, parameters.on(replica.lane().device()), Mode.TRAINING);
                    total = total.add(loss.to(first.lane().device(), ScalarType.Float));
                }
            }
            sgd.step(total.mul(new Scalar(1.0 / images)), rate);
            lanes.forEach(lane -> lane.release(slot));
        }
        return true;
    }

    private void calibrate(int slot) {
        if (!uncalibrated.isEmpty()) {
            try (NoGradGuard guard = new NoGradGuard()) {
                replicas.get(0).calibrate(slot, parameters, uncalibrated);
            }
            uncalibrated = List.of();
        }
    }

    @Override
    public Evaluation evaluate(ImageBatches batches) throws TrainingFailedException, IOException, InterruptedException {
        long start = System.nanoTime();
        Pipeline pipeline = pipeline(batches, StepListener.NONE);
        try (Owned copies = new Owned()) {
            List<Parameters> everywhere = Guard.run(() -> copies(copies));
            pipeline.run((slot, images) -> Guard.run(() -> infer(slot, everywhere)));
        }
        return new Evaluation(
                pipeline.images(), pipeline.loss(), pipeline.accuracy(), Duration.ofNanos(System.nanoTime() - start));
    }

    /** The weights on each device. */
    private List<Parameters> copies(Owned copies) {
        List<Parameters> everywhere = new ArrayList<>(List.of(parameters));
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (Lane lane : lanes.subList(1, lanes.size())) {
                Parameters copy = parameters.on(lane.device());
                copy.layers().values().forEach(tensors -> tensors.values().forEach(copies::keep));
                everywhere.add(copy);
            }
        }
        return everywhere;
    }

    private boolean infer(int slot, List<Parameters> everywhere) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (int i = 0; i < replicas.size(); i++) {
                if (replicas.get(i).isUsed(slot)) {
                    replicas.get(i).loss(slot, everywhere.get(i), Mode.INFERENCE);
                }
            }
            lanes.forEach(lane -> lane.release(slot));
        }
        return true;
    }

    private Pipeline pipeline(ImageBatches batches, StepListener listener) {
        return new Pipeline(batches, replicas, network.outputShape().channels(), listener);
    }

    @Override
    public Weights weights() {
        return parameters.weights();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.close();
            lanes.forEach(Lane::close);
        }
    }
}
