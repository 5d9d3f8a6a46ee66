// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout: a part of the units becomes 0 in training and the others grow so that the expectation stays. Every step's
 * draw begins with a number of the thread's generator in ND4J, which Deeplearning4j's own dropout draws from as well.
 */
final class Dropout implements Operation {

    private final double rate;
    private final int input;
    private final int output;

    private @Nullable Value mask;

    Dropout(double rate, int input, int output) {
        this.rate = rate;
        this.input = input;
        this.output = output;
    }

    @Override
    public void forward(Compiler compiler) {
        Value in = compiler.value(input);
        if (!compiler.isTraining() || rate == 0) {
            compiler.define(output, in.share());
            return;
        }
        Value floats = compiler.plain(compiler.network().shape(input));
        FloatBuffer factors = floats.floats();
        compiler.run(Kind.OTHER, queue -> draw(factors));
        Value drawn = compiler.converted(floats, in.layout());
        compiler.release(floats);
        mask = drawn;
        Value out = compiler.allocate(in.layout());
        multiply(compiler, in, drawn, out);
        compiler.define(output, out);
    }

    private void draw(FloatBuffer factors) {
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom")
                .create(Nd4j.getRandom().nextLong());
        float kept = (float) (1 / (1 - rate));
        for (int i = 0; i < factors.capacity(); i++) {
            factors.put(i, random.nextDouble() < rate ? 0 : kept);
        }
    }

    private static void multiply(Compiler compiler, Value first, Value second, Value product) {
        binary.primitive_desc description = new binary.primitive_desc(
                new binary.desc(algorithm.binary_mul, first.layout(), second.layout(), product.layout()),
                compiler.attributes(),
                compiler.engine());
        compiler.call(
                Kind.OTHER,
                new binary(description),
                description,
                Map.of(
                        DNNL_ARG_SRC_0, first.memory(),
                        DNNL_ARG_SRC_1, second.memory(),
                        DNNL_ARG_DST, product.memory()));
    }

    @Override
    public void backward(Compiler compiler) {
        if (!compiler.learns(output)) {
            return;
        }
        Value gradient = compiler.gradient(output);
        if (rate == 0) {
            compiler.pass(input, gradient);
            return;
        }
        Value factors = Objects.requireNonNull(mask);
        Value result = gradient.isShared() ? compiler.allocate(gradient.layout()) : gradient;
        multiply(compiler, gradient, factors, result);
        if (result != gradient) {
            compiler.release(gradient);
        }
        compiler.release(factors);
        compiler.pass(input, result);
    }
}
