// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.EpochResult;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several devices for one network, each played by a thread of the CPU. */
class ReplicatedGraphTest {

    private static final FeatureMap IMAGE = new FeatureMap(10, 9, 2);
    private static final int CLASSES = 3;

    private final Map<Integer, String> threads = new ConcurrentHashMap<>();
    private final DeviceBinding binding = new DeviceBinding(
            () -> 4, gpu -> 86, gpu -> threads.put(gpu, Thread.currentThread().getName()));

    /** Without batch normalisation, which sees parts. */
    private static Network plain() {
        NetworkBuilder builder = new NetworkBuilder(IMAGE);
        int node = builder.append(Layer.Conv.same(2, 8, 3, 1), 0);
        node = builder.append(new Layer.Relu(), node);
        node = builder.append(Layer.Conv.same(8, 8, 3, 2), node);
        node = builder.append(new Layer.GlobalAveragePool(), node);
        builder.append(new Layer.Dense(8, CLASSES), node);
        return builder.build();
    }

    /** Batches of 7 images, the last of 2, one less than there are devices. */
    @ParameterizedTest
    @EnumSource(Layers.class)
    void threeDevicesMakeTheStepsOfOne(Layers layers) throws Exception {
        Weights weights = RandomWeights.of(plain(), 3);
        ToyImages images = new ToyImages(IMAGE, CLASSES, 30, 4);
        try (TrainingSession one = start(layers, weights, DeviceSet.CPU);
                TrainingSession three = start(layers, weights, new DeviceSet(List.of(3, 1, 2)))) {
            for (int epoch = 0; epoch < 3; epoch++) {
                EpochResult expected = one.train(images.batches(7), epoch, StepListener.NONE);
                EpochResult found = three.train(images.batches(7), epoch, StepListener.NONE);
                assertThat(found.images()).isEqualTo(30);
                assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-5));
            }
            one.weights()
                    .layers()
                    .forEach((id, tensors) -> tensors.forEach((name, tensor) -> {
                        float[] values = Objects.requireNonNull(
                                        three.weights().layer(id).get(name))
                                .values();
                        for (int i = 0; i < values.length; i++) {
                            assertThat(values[i]).isCloseTo(tensor.values()[i], within(1e-5f));
                        }
                    }));
            assertThat(three.evaluate(images.batches(7)).loss())
                    .isCloseTo(one.evaluate(images.batches(7)).loss(), within(1e-5));
        }
        assertThat(threads).containsOnlyKeys(1, 2, 3);
        assertThat(threads.get(1)).startsWith("replica of ").isEqualTo(threads.get(2));
    }

    private TrainingSession start(Layers layers, Weights weights, DeviceSet devices) throws Exception {
        return new Dl4jTrainer(Long.MAX_VALUE, layers, binding).start(plain(), weights, plan(devices));
    }

    @Test
    void needsMemoryForOneDevicesPartOfABatch() throws Exception {
        Dl4jTrainer trainer = new Dl4jTrainer(
                (long) new Dl4jTrainer(0).memory(Precision.FP32, 1).estimate().bytes(plain(), 4),
                Layers.ONEDNN,
                binding);
        assertThatThrownBy(() -> trainer.start(plain(), Weights.NONE, plan(DeviceSet.CPU)))
                .isInstanceOf(TrainingFailedException.class)
                .hasMessageContaining("smaller batch");
        trainer.start(plain(), Weights.NONE, plan(new DeviceSet(List.of(0, 1)))).close();
    }

    @Test
    void learnsWithBatchNormalisationAndIsRepeatable() throws Exception {
        EpochResult first = learnt();

        assertThat(first.accuracy()).isGreaterThan(0.9);
        EpochResult again = learnt();
        assertThat(again.loss()).isEqualTo(first.loss());
    }

    private EpochResult learnt() throws Exception {
        Network seed = SeedNetworks.named("resnet-8-strided", IMAGE, CLASSES);
        ToyImages images = new ToyImages(IMAGE, CLASSES, 150, 4);
        try (TrainingSession session = new Dl4jTrainer(Long.MAX_VALUE, Layers.ONEDNN, binding)
                .start(seed, Weights.NONE, plan(new DeviceSet(List.of(0, 1))))) {
            EpochResult result = session.train(images.batches(7), 0, StepListener.NONE);
            for (int epoch = 1; epoch < 8; epoch++) {
                result = session.train(images.batches(7), epoch, StepListener.NONE);
            }
            return result;
        }
    }

    @Test
    void aGpuThatIsMissingIsTheExecutorsFault() {
        assertThatThrownBy(() -> start(Layers.ONEDNN, Weights.NONE, new DeviceSet(List.of(1, 4))))
                .isInstanceOf(TrainingUnavailableException.class)
                .hasMessageContaining("GPU 4");
    }

    private static TrainingPlan plan(DeviceSet devices) {
        return new TrainingPlan(
                7,
                new LearningRateSchedule.Constant(0.05),
                0.9,
                1e-3,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                devices,
                1,
                1);
    }
}
