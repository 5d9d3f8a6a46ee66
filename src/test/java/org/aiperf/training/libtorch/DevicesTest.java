// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.aiperf.device.DeviceSet;
import org.aiperf.image.ImageBatch;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.aiperf.training.EpochResult;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several devices for one trial, with the CPU in the place of each. */
@Tag("libtorch")
class DevicesTest {

    private static final FeatureMap IMAGE = new FeatureMap(12, 12, 1);
    private static final FeatureMap COLOURED = new FeatureMap(32, 32, 3);
    private static final int BATCH = 16;

    private final LibtorchTrainer trainer = LibtorchTrainer.onCpu(1);

    /** Without batch norms, which have their own statistics on each device, the gradients' sum is that of one device. */
    @Test
    void sumTheirGradients() throws Exception {
        NetworkBuilder builder = new NetworkBuilder(IMAGE);
        int node = builder.append(Layer.Conv.same(1, 8, 3, 2), 0);
        node = builder.append(new Layer.Flatten(), builder.append(new Layer.Relu(), node));
        builder.append(new Layer.Dense(288, 4), node);
        Network network = builder.build();
        // The last batch has one image: not every device gets one.
        ToyImages images = new ToyImages(IMAGE, 4, 5 * BATCH + 1, 1);

        try (TrainingSession alone = trainer.start(network, Weights.NONE, plan(Precision.FP32));
                TrainingSession together = onTwo(network, Precision.FP32)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                EpochResult expected = alone.train(images.batches(BATCH), epoch, StepListener.NONE);
                EpochResult found = together.train(images.batches(BATCH), epoch, StepListener.NONE);
                assertThat(found.images()).isEqualTo(expected.images());
                assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-5));
                assertThat(found.accuracy()).isEqualTo(expected.accuracy());
            }
            assertClose(together.weights(), alone.weights());
            assertThat(together.evaluate(images.batches(BATCH)).loss())
                    .isCloseTo(alone.evaluate(images.batches(BATCH)).loss(), within(1e-5));
        }
    }

    @Test
    void learnTogether() throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", IMAGE, 4);
        ToyImages images = new ToyImages(IMAGE, 4, 300, 1);
        for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
            try (TrainingSession session = onTwo(network, precision)) {
                for (int epoch = 0; epoch < 5; epoch++) {
                    session.train(images.batches(BATCH), epoch, StepListener.NONE);
                }
                assertThat(session.evaluate(images.batches(BATCH)).accuracy())
                        .as("in %s", precision)
                        .isGreaterThan(0.95);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void haveAllEndedWhenAFailureOfOneIsTold(int failing) {
        Network network = SeedNetworks.named("resnet-8-strided", IMAGE, 4);
        Weights weights = RandomWeights.of(network, 1);
        try (Owned owner = new Owned();
                Lane lane = new CpuLane(1, IMAGE)) {
            Parameters parameters = Parameters.of(network, weights, lane.device(), owner);
            List<Replica> replicas = IntStream.range(0, 2)
                    .mapToObj(i -> new Replica(
                            i, 2, lane, new Forward(network), parameters, IMAGE, plan(Precision.FP32), owner))
                    .toList();
            ToyImages images = new ToyImages(IMAGE, 4, 2, 1);
            replicas.forEach(replica -> replica.upload(0, new ImageBatch(images.pixels(), images.labels(), 2)));
            List<Replica> ended = new CopyOnWriteArrayList<>();
            try (Team team = new Team(2, 1)) {
                assertThatThrownBy(() -> team.each(replicas, replica -> {
                            if (replica == replicas.get(failing)) {
                                throw new OutOfMemoryError("of the GPU");
                            }
                            ended.add(replica);
                        }))
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessage("of the GPU");
                assertThat(ended).containsExactly(replicas.get(1 - failing));
            }
        }
    }

    /** On as many cores that nobody else uses: at each step the replicas wait for the slowest. */
    @ParameterizedTest
    @CsvSource({"resnet-8-strided, 20", "resnet-8, 3"})
    @EnabledIfSystemProperty(named = "aiperf.replicas", matches = "true")
    void areAlmostAsFastAsAsManyTrainingsAlone(String name, int steps) throws Exception {
        Network network = SeedNetworks.named(name, COLOURED, 10);
        for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
            List<Double> ofTwo = new ArrayList<>();
            List<Double> ofOne = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                double together = rate(network, steps, precision, 2);
                CompletableFuture<Double> other =
                        CompletableFuture.supplyAsync(() -> rate(network, steps, precision, 1));
                double alone = rate(network, steps, precision, 1);
                ofTwo.add(together / (alone + other.join()));
                ofOne.add(together / 2 / rate(network, steps, precision, 1));
            }
            Collections.sort(ofTwo);
            Collections.sort(ofOne);
            System.out.printf(
                    "%s in %s: two replicas have %.3f of the speed of two trainings at once, %.3f of twice that of one%n",
                    name, precision, ofTwo.get(2), ofOne.get(2));
            assertThat(ofTwo.get(2)).isGreaterThan(0.9);
        }
    }

    /** Images a second of replicas, each with a part of 64. */
    private double rate(Network network, int steps, Precision precision, int replicas) {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            lanes.add(new CpuLane(64, COLOURED));
        }
        int batch = 64 * replicas;
        ToyImages images = new ToyImages(COLOURED, 10, steps * batch, 1);
        try (TrainingSession session = trainer.start(network, Weights.NONE, plan(precision, batch), lanes)) {
            session.train(images.batches(batch), 0, StepListener.NONE);
            EpochResult epoch = session.train(images.batches(batch), 1, StepListener.NONE);
            return epoch.images() / (epoch.trainTime().toNanos() / 1e9);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void mustBeThere() {
        Network network = SeedNetworks.named("resnet-8-strided", IMAGE, 4);
        TrainingPlan plan = new TrainingPlan(
                BATCH,
                new LearningRateSchedule.Constant(0.05),
                0.9,
                0,
                0,
                Normalization.UNIT,
                Precision.FP32,
                new DeviceSet(List.of(0, 1)),
                1,
                1);
        assertThatThrownBy(() -> trainer.start(network, Weights.NONE, plan))
                .isInstanceOf(TrainingUnavailableException.class)
                .hasMessageContaining("libtorch_cuda.so, which is not here")
                .hasMessageContaining("LD_LIBRARY_PATH");
        assertThatThrownBy(LibtorchTrainer::onGpus)
                .isInstanceOf(TrainingUnavailableException.class)
                .hasMessageStartingWith("There is no driver of NVIDIA here");
    }

    private TrainingSession onTwo(Network network, Precision precision) throws Exception {
        return trainer.start(
                network,
                Weights.NONE,
                plan(precision),
                List.of(new CpuLane(BATCH / 2, IMAGE), new CpuLane(BATCH / 2, IMAGE)));
    }

    private static void assertClose(Weights found, Weights expected) {
        expected.layers()
                .forEach((id, tensors) -> tensors.forEach((name, tensor) -> {
                    Map<String, Tensor> layer = found.layer(id);
                    assertThat(layer.get(name)).isNotNull().satisfies(same -> assertThat(same.values())
                            .as("%s of layer %d", name, id)
                            .containsExactly(tensor.values(), within(1e-5f)));
                }));
    }

    private static TrainingPlan plan(Precision precision) {
        return plan(precision, BATCH);
    }

    private static TrainingPlan plan(Precision precision, int batch) {
        return new TrainingPlan(
                batch,
                new LearningRateSchedule.Constant(0.05),
                0.9,
                1e-4,
                0.1,
                Normalization.UNIT,
                precision,
                DeviceSet.CPU,
                1,
                1);
    }
}
