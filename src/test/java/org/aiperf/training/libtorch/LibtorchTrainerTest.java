// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.aiperf.image.ImageBatch;
import org.aiperf.network.NaiveForward;
import org.aiperf.network.Network;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.Normalization;
import org.aiperf.training.ToyImages;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainerContract;
import org.aiperf.training.libtorch.Forward.Mode;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("libtorch")
class LibtorchTrainerTest extends TrainerContract {

    private static final Normalization COLOURS =
            new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    private final LibtorchTrainer trainer = LibtorchTrainer.onCpu(1);

    @Override
    protected Trainer trainer() {
        return trainer;
    }

    @ParameterizedTest
    @MethodSource("org.aiperf.training.TrainerContract#networks")
    void computesWhatTheLayersAreDefinedToDo(Network network) {
        Weights weights = RandomWeights.of(network, 3);
        FeatureMap shape = (FeatureMap) network.inputShape();
        ToyImages images = new ToyImages(shape, 2, 2, 5);
        Normalization normalization = shape.channels() == 3 ? COLOURS : Normalization.UNIT;
        float[] found = logits(network, weights, images, normalization);

        NaiveForward naive = new NaiveForward(network, weights);
        int size = (int) shape.size();
        for (int image = 0; image < 2; image++) {
            int from = image * size;
            double[] input = IntStream.range(0, size)
                    .mapToDouble(i -> Byte.toUnsignedInt(images.pixels()[from + i])
                                    * (double) normalization.scales(shape.channels())[i % shape.channels()]
                            + normalization.offsets(shape.channels())[i % shape.channels()])
                    .toArray();
            double[] expected = naive.nodes(input)[new Forward(network).logits()];
            double scale = IntStream.range(0, expected.length)
                    .mapToDouble(i -> Math.abs(expected[i]))
                    .max()
                    .orElseThrow();
            for (int c = 0; c < expected.length; c++) {
                assertThat((double) found[image * expected.length + c])
                        .as("image %d, class %d", image, c)
                        .isCloseTo(expected[c], within(1e-4 * scale));
            }
        }
    }

    private static float[] logits(Network network, Weights weights, ToyImages images, Normalization normalization) {
        FeatureMap shape = (FeatureMap) network.inputShape();
        try (Owned owner = new Owned();
                Lane lane = new CpuLane(2, shape);
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Parameters parameters = Parameters.of(network, weights, lane.device(), owner);
            Replica replica =
                    new Replica(0, 1, lane, new Forward(network), parameters, shape, plan(normalization), owner);
            replica.upload(0, new ImageBatch(images.pixels(), images.labels(), 2));
            Tensor logits = replica.logits(0, Mode.INFERENCE);
            float[] values = new float[Math.toIntExact(logits.numel())];
            logits.contiguous().data_ptr_float().get(values);
            return values;
        }
    }
}
