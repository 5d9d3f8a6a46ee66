// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aiperf.device.DeviceSet;
import org.aiperf.device.Machine;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Silicon;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The estimate of a step's memory against the tensors that libtorch holds while it computes one. A thread looks at them from
 * outside, which needs a processor of its own: {@code mvn test -Dtest=StepMemoryTest -Daiperf.memory=true}.
 */
@Tag("libtorch")
@EnabledIfSystemProperty(named = "aiperf.memory", matches = "true")
class StepMemoryTest {

    private static final FeatureMap IMAGE = new FeatureMap(32, 32, 3);
    private static final int BATCH = 64;

    /** The virtual machine's own threads allocate, too, which can only add to a measurement. */
    private static final int TRIES = 5;

    private static final double LEAST = 0.8;
    private static final double MOST = 1.15;

    private static final Pattern SIZES = Pattern.compile("<(?:total|system) type=\"(\\w+)\".* size=\"(\\d+)\"");

    private final Malloc malloc = Native.load("c", Malloc.class);
    private final LibtorchTrainer trainer = LibtorchTrainer.onCpu(1);

    /** What the C library tells of its memory. */
    interface Malloc extends Library {
        Pointer open_memstream(PointerByReference text, PointerByReference size);

        int malloc_info(int options, Pointer file);

        int fclose(Pointer file);

        void free(Pointer memory);
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FP32", "BF16"})
    void isWhatWasEstimated(Precision precision) throws Exception {
        assumeTrue(
                precision == Precision.FP32 || Machine.silicon() != Silicon.CPU,
                "emulated arithmetic takes other memory");
        for (String name : List.of("resnet-8", "resnet-14", "resnet-20-strided")) {
            requireEstimated(name, SeedNetworks.named(name, IMAGE, 10), BATCH, precision);
        }
        requireEstimated("resnet-50", SeedNetworks.named("resnet-50", new FeatureMap(224, 224, 3), 1000), 8, precision);
        MorphSampler sampler =
                new MorphSampler(Arrays.asList(MorphKind.values()), new MorphLimits(300, 1 << 20, 2e9, 1e12, 1));
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Network network = SeedNetworks.named("resnet-8", IMAGE, 10);
            for (int i = 0; i < 8; i++) {
                network =
                        sampler.draw(network, random, any -> true).orElseThrow().child();
            }
            requireEstimated("chain " + seed, network, BATCH, precision);
        }
    }

    /** With a small batch nearly all is what parameters take. */
    @Test
    void isWhatWasEstimatedWhereGradientsAreExchanged() throws Exception {
        Network network = SeedNetworks.named("resnet-50", new FeatureMap(64, 64, 3), 1000);
        requireEstimated("resnet-50 on two devices", network, 4, Precision.FP32, 2);
    }

    private void requireEstimated(String name, Network network, int batch, Precision precision) throws Exception {
        requireEstimated(name, network, batch, precision, 1);
    }

    /** Weights and velocity are there before a step, and of several devices two vectors of gradients, too. */
    private void requireEstimated(String name, Network network, int batch, Precision precision, int devices)
            throws Exception {
        double before = (devices > 1 ? 4.0 : 2.0) * Float.BYTES * network.parameters();
        double estimate =
                devices * (trainer.memory(precision, devices).estimate().bytes(network, batch / devices) - before);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIES && least > MOST * estimate; i++) {
            least = Math.min(least, taken(network, batch, precision, devices));
        }
        assertThat(least / estimate).as("%s in %s", name, precision).isBetween(LEAST, MOST);
    }

    /** The most that a step takes on all devices. */
    private double taken(Network network, int batch, Precision precision, int devices) throws Exception {
        FeatureMap image = (FeatureMap) network.inputShape();
        ToyImages images = new ToyImages(image, network.outputShape().channels(), batch, 1);
        List<Lane> lanes = Stream.<Lane>generate(() -> new CpuLane(batch / devices, image))
                .limit(devices)
                .toList();
        try (TrainingSession session = trainer.start(network, Weights.NONE, plan(batch, precision), lanes)) {
            long before = held();
            AtomicBoolean trained = new AtomicBoolean();
            FutureTask<Long> watch = new FutureTask<>(() -> {
                long most = 0;
                while (!trained.get()) {
                    most = Math.max(most, held());
                }
                return most;
            });
            new Thread(watch, "watch").start();
            session.train(images.batches(batch), 0, StepListener.NONE);
            trained.set(true);
            return watch.get() - before;
        }
    }

    /** Bytes in use: the last of the figures of each kind are those of all threads. */
    private long held() {
        PointerByReference text = new PointerByReference();
        Pointer file = malloc.open_memstream(text, new PointerByReference());
        malloc.malloc_info(0, file);
        malloc.fclose(file);
        Map<String, Long> sizes = new HashMap<>();
        SIZES.matcher(text.getValue().getString(0))
                .results()
                .forEach(found -> sizes.put(found.group(1), Long.valueOf(found.group(2))));
        malloc.free(text.getValue());
        return sizes.getOrDefault("current", 0L)
                + sizes.getOrDefault("mmap", 0L)
                - sizes.getOrDefault("fast", 0L)
                - sizes.getOrDefault("rest", 0L);
    }

    private static TrainingPlan plan(int batch, Precision precision) {
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
