// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.List;
import java.util.Objects;
import org.aiperf.image.ImageBatch;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.libtorch.Forward.Mode;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** One device's part of every batch, from raw bytes to the loss and back to gradients, and its copy of the weights. */
final class Replica {

    /** Reductions and indices as the library numbers them. */
    private static final long SUM = 2;

    private static final long IGNORED_CLASS = -100;

    private final int index;
    private final int replicas;
    private final Lane lane;
    private final Forward forward;
    private final Parameters parameters;
    private final Arithmetic arithmetic;
    private final double smoothing;
    private final Tensor scales;
    private final Tensor offsets;
    private final @Nullable FlatGradient gradient;
    private final @Nullable LossScale scale;
    private final Sgd sgd;
    private final int[] counts = new int[Lane.SLOTS];

    /**
     * @param index number of this one among all
     * @param parameters on the device
     * @param owner of what is kept on the device
     */
    Replica(
            int index,
            int replicas,
            Lane lane,
            Forward forward,
            Parameters parameters,
            FeatureMap image,
            TrainingPlan plan,
            Owned owner) {
        this.index = index;
        this.replicas = replicas;
        this.lane = lane;
        this.forward = forward;
        this.parameters = parameters;
        this.arithmetic = Arithmetic.of(plan.precision());
        this.smoothing = plan.labelSmoothing();
        Normalization normalization = plan.normalization();
        try (PointerScope scope = new PointerScope()) {
            this.scales = owner.keep(constants(normalization.scales(image.channels())));
            this.offsets = owner.keep(constants(normalization.offsets(image.channels())));
        }
        this.gradient = replicas == 1 ? null : new FlatGradient(parameters, owner);
        this.scale = arithmetic.needsLossScaling() ? new LossScale(lane.device(), owner) : null;
        this.sgd = new Sgd(
                parameters,
                gradient == null ? Tensor::grad : gradient::of,
                plan.momentum(),
                plan.weightDecay(),
                scale,
                owner);
    }

    /** One for all channels where they are equal: then the library need not look for the channel of each pixel. */
    private Tensor constants(float[] values) {
        boolean equal = true;
        for (float value : values) {
            equal &= value == values[0];
        }
        Tensor constants = equal ? Tensor.create(values[0]) : Tensor.create(values);
        return constants.to(lane.device(), ScalarType.Float);
    }

    /** Its number among all, from 0. */
    int index() {
        return index;
    }

    Lane lane() {
        return lane;
    }

    Parameters parameters() {
        return parameters;
    }

    /** Sends this one's part of a batch on its way. */
    void upload(int slot, ImageBatch batch) {
        int from = first(batch.size(), index);
        int to = first(batch.size(), index + 1);
        counts[slot] = to - from;
        if (to > from) {
            lane.upload(slot, batch, from, to - from);
        }
    }

    /** Where a part begins; what cannot be shared out evenly goes to the first ones, so number 0 always has a part. */
    private int first(int size, int part) {
        return (int) (((long) size * part + replicas - 1) / replicas);
    }

    /** Those of replicas that have images in a slot: the last batch may have fewer than there are devices. */
    static List<Replica> used(List<Replica> replicas, int slot) {
        return replicas.stream().filter(replica -> replica.counts[slot] > 0).toList();
    }

    /**
     * Finds the gradients of a slot's images.
     *
     * @param images in the whole batch
     */
    void learn(int slot, int images) {
        try (PointerScope scope = new PointerScope()) {
            Tensor loss = loss(slot, Mode.TRAINING).mul(new Scalar(1.0 / images));
            (scale == null ? loss : scale.scaled(loss)).backward();
            lane.release(slot);
            if (gradient != null) {
                gradient.collect();
            }
        }
    }

    /**
     * Follows the gradients that replicas have found, and lets them go.
     *
     * @param learned those that had images, by their numbers; they learn no more until all have followed
     */
    void descend(List<Replica> learned, double rate) {
        if (gradient != null) {
            gradient.add(learned.stream()
                    .map(replica -> Objects.requireNonNull(replica.gradient))
                    .toList());
        }
        sgd.step(rate);
    }

    /** Only reports loss and hits of a slot's images. */
    void judge(int slot) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            loss(slot, Mode.INFERENCE);
            lane.release(slot);
        }
    }

    /** Sum of the losses of a slot's images; it is also reported to the lane, with the number of hits. */
    private Tensor loss(int slot, Mode mode) {
        Tensor labels = lane.inputs(slot).labels();
        Tensor logits = logits(slot, mode);
        Tensor loss = torch.cross_entropy_loss(logits, labels, new TensorOptional(), SUM, IGNORED_CLASS, smoothing);
        Tensor hits = logits.detach().argmax(new LongOptional(1), false).eq(labels);
        lane.report(slot, torch.stack(new TensorVector(loss.detach(), hits.sum().to(ScalarType.Float))));
        return loss;
    }

    /** Values of a slot's images before the softmax, {@code [batch, classes]}, in 32 bits. */
    Tensor logits(int slot, Mode mode) {
        Tensor images = images(lane.inputs(slot));
        try (Arithmetic.Scope cast = arithmetic.cast(lane.kind())) {
            return forward.run(images, parameters, mode, lane.random()).to(ScalarType.Float);
        }
    }

    /** Gives batch norms the statistics of a slot's images. */
    void calibrate(int slot, List<Integer> norms) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Arithmetic.Scope cast = arithmetic.cast(lane.kind())) {
            forward.calibrate(images(lane.inputs(slot)), parameters, norms, lane.random());
        }
    }

    /** Normalised, channels last in memory and second in name. */
    private Tensor images(Lane.Inputs inputs) {
        Tensor images = inputs.pixels().to(ScalarType.Float);
        images.mul_(scales).add_(offsets);
        return images.permute(0, 3, 1, 2);
    }
}
