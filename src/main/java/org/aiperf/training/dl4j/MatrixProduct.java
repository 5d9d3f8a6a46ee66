// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.time.Duration;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products of square matrices in single precision: a quick look at what a device can do. */
public final class MatrixProduct {

    private final int order;

    /** @param order rows and columns */
    public MatrixProduct(int order) {
        this.order = order;
    }

    /**
     * The best rate of some products, on the calling thread's device with the threads that its trials have.
     *
     * @param times how many are timed, after one that is not
     */
    public Rate rate(int times) {
        try (INDArray left = Nd4j.ones(DataType.FLOAT, order, order);
                INDArray right = Nd4j.ones(DataType.FLOAT, order, order);
                INDArray product = Nd4j.createUninitialized(DataType.FLOAT, order, order)) {
            Nd4j.matmul(left, right, product);
            Nd4j.getExecutioner().commit();
            long best = Long.MAX_VALUE;
            for (int i = 0; i < times; i++) {
                long start = System.nanoTime();
                Nd4j.matmul(left, right, product);
                Nd4j.getExecutioner().commit();
                best = Math.min(best, System.nanoTime() - start);
            }
            double operations = 2.0 * order * order * order;
            return new Operations(operations).per(Duration.ofNanos(best));
        }
    }
}
