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

/**
 * A network in training on one or several devices. Of several each gets an equal part of every batch, in which batch
 * norms have their own statistics. Each adds up the gradients of all and follows the sum, so that their weights stay equal;
 * the running statistics are the first one's, which the others get before a validation.
 */
final class LibtorchSession implements TrainingSession {

    private final Network network;
    private final TrainingPlan plan;
    private final List<Lane> lanes;
    private final Owned owner;
    private final List<Replica> replicas = new ArrayList<>();
    private final Team team;
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
                    replicas.size(),
                    lanes.size(),
                    lane,
                    forward,
                    Parameters.of(network, weights, lane.device(), owner),
                    (FeatureMap) network.inputShape(),
                    plan,
                    owner));
        }
        this.team = new Team(replicas.size(), plan.threads());
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
        if (!uncalibrated.isEmpty()) {
            first().calibrate(slot, uncalibrated);
            follow();
            uncalibrated = List.of();
        }
        List<Replica> learning = Replica.used(replicas, slot);
        team.each(learning, replica -> replica.learn(slot, images));
        team.each(replicas, replica -> replica.descend(learning, rate));
        return true;
    }

    private Replica first() {
        return replicas.get(0);
    }

    /** Brings weights and running statistics to the other devices. */
    private void follow() {
        replicas.stream().skip(1).forEach(replica -> replica.parameters().follow(first().parameters()));
    }

    @Override
    public Evaluation evaluate(ImageBatches batches) throws TrainingFailedException, IOException, InterruptedException {
        long start = System.nanoTime();
        follow();
        Pipeline pipeline = pipeline(batches, StepListener.NONE);
        pipeline.run((slot, images) -> Guard.run(() -> {
            team.each(Replica.used(replicas, slot), replica -> replica.judge(slot));
            return true;
        }));
        return new Evaluation(
                pipeline.images(), pipeline.loss(), pipeline.accuracy(), Duration.ofNanos(System.nanoTime() - start));
    }

    private Pipeline pipeline(ImageBatches batches, StepListener listener) {
        return new Pipeline(batches, replicas, network.outputShape().channels(), listener);
    }

    @Override
    public Weights weights() {
        return first().parameters().weights();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            team.close();
            owner.close();
            lanes.forEach(Lane::close);
        }
    }
}
