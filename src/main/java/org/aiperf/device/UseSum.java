// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import org.jspecify.annotations.Nullable;

/** A weighted sum of how machines are used. GPUs weigh by their number. Not thread-safe. */
public final class UseSum {

    private static final double DIGITS = 1e4;

    private double weight;
    private double cpu;
    private double memory;
    private double memoryShare;
    private double gpus;
    private double gpuUse;
    private double gpuMemory;
    private double powered;
    private double watts;

    public void add(MachineUse use, double times) {
        weight += times;
        cpu += use.cpu() * times;
        memory += use.memory() * times;
        memoryShare += use.memoryShare() * times;
        GpuUse gpu = use.gpus();
        if (gpu != null) {
            add(gpu, times);
        }
    }

    /** GPUs of a machine that was added without them. */
    void add(GpuUse gpu, double times) {
        double each = times * gpu.count();
        gpus += each;
        gpuUse += gpu.use() * each;
        gpuMemory += gpu.memory() * each;
        Double power = gpu.watts();
        powered += power == null ? 0 : each;
        watts += power == null ? 0 : power * each;
    }

    public void add(UseSum other) {
        weight += other.weight;
        cpu += other.cpu;
        memory += other.memory;
        memoryShare += other.memoryShare;
        gpus += other.gpus;
        gpuUse += other.gpuUse;
        gpuMemory += other.gpuMemory;
        powered += other.powered;
        watts += other.watts;
    }

    /** All weights together; 0 if nothing was added. */
    public double weight() {
        return weight;
    }

    /** The mean; four digits of shares, and a tenth of a watt. */
    public MachineUse mean() {
        return new MachineUse(
                share(cpu, weight), Math.round(weight > 0 ? memory / weight : 0), share(memoryShare, weight), gpu());
    }

    private @Nullable GpuUse gpu() {
        if (gpus <= 0) {
            return null;
        }
        return new GpuUse(
                (int) Math.max(Math.round(gpus / weight), 1),
                share(gpuUse, gpus),
                share(gpuMemory, gpus),
                powered > 0 ? Math.round(10 * watts / powered) / 10.0 : null);
    }

    private static double share(double sum, double weights) {
        return weights > 0 ? Math.min(Math.round(DIGITS * sum / weights) / DIGITS, 1) : 0;
    }
}
