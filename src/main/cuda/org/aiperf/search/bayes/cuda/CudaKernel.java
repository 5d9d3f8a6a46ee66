// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes.cuda;

import static org.aiperf.search.bayes.cuda.Driver.check;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoHAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyHtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.aiperf.search.bayes.DistanceKernel;
import org.aiperf.search.bayes.PairBatch;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * The kernel of {@code edit.cu} on the first GPU that this process sees: one warp a pair, all pairs in one launch. It runs
 * in the GPU's primary context, which it shares with the training, on streams of its own, one for each call under way.
 */
public final class CudaKernel implements DistanceKernel {

    private static final String PTX = "edit.ptx";

    private static final int THREADS = 256;
    private static final int WARPS = THREADS / 32;

    /** Enough for the schedulers of every GPU; a warp takes one pair after the other. */
    private static final int BLOCKS_A_PROCESSOR = 8;

    /** What every GPU grants a block. */
    private static final int SHARED_BYTES = 48 << 10;

    /** Columns that a warp does at a time, as in {@code edit.cu}; longer chains need room for a border. */
    private static final int STRIP = 256;

    private final Driver driver;
    private final CUfunc_st sharedCosts;
    private final CUfunc_st globalCosts;
    private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();

    /**
     * Opens the GPU.
     *
     * @throws org.aiperf.search.bayes.DeviceException if there is none, or its driver is too old for the kernel
     * @throws LinkageError if there is no driver
     */
    public CudaKernel() {
        this.driver = new Driver();
        driver.enter();
        try (BytePointer text = new BytePointer(ptx(), StandardCharsets.US_ASCII)) {
            CUmod_st module = new CUmod_st();
            check(cuModuleLoadData(module, text), "load " + PTX + "; it needs a driver of version 515 or later");
            this.sharedCosts = function(module, "edit_shared");
            this.globalCosts = function(module, "edit_global");
        } finally {
            driver.leave();
        }
    }

    private static CUfunc_st function(CUmod_st module, String name) {
        CUfunc_st function = new CUfunc_st();
        check(cuModuleGetFunction(function, module, name), "find " + name + " in " + PTX);
        return function;
    }

    private static String ptx() {
        try (InputStream in = PairBatch.class.getResourceAsStream(PTX)) {
            return new String(Objects.requireNonNull(in, PTX).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Supplier<int[]> start(PairBatch batch) {
        driver.enter();
        try {
            // One whose call failed does not come back.
            Workspace known = idle.poll();
            Workspace workspace = known == null ? new Workspace() : known;
            return launched(batch, workspace);
        } finally {
            driver.leave();
        }
    }

    /** Device memory: queries, queryAt, others, otherAt, costs, then what the kernel writes: the borders and the results. */
    private Supplier<int[]> launched(PairBatch batch, Workspace workspace) {
        int[][] inputs = {batch.queries(), batch.queryAt(), batch.others(), batch.otherAt(), batch.costs()};
        long[] begins = new long[inputs.length + 2];
        for (int i = 0; i < inputs.length; i++) {
            begins[i + 1] = begins[i] + inputs[i].length;
        }
        int pairs = Math.multiplyExact(batch.queryCount(), batch.otherCount());
        int blocks = Math.min((pairs + WARPS - 1) / WARPS, driver.processors() * BLOCKS_A_PROCESSOR);
        int longest = batch.longestOther() > STRIP ? batch.longestQuery() : 0;
        begins[6] = begins[5] + (long) blocks * WARPS * longest;
        long memory = workspace.memory(Integer.BYTES * (begins[6] + pairs));
        try (PointerScope unused = new PointerScope()) {
            IntPointer host = new IntPointer(begins[5]);
            for (int i = 0; i < inputs.length; i++) {
                host.getPointer(IntPointer.class, begins[i]).put(inputs[i], 0, inputs[i].length);
            }
            // Returns when the host's memory has been read.
            check(
                    cuMemcpyHtoDAsync(memory, host, Integer.BYTES * begins[5], workspace.stream()),
                    "copy %d bytes to the GPU".formatted(Integer.BYTES * begins[5]));
            int costBytes = Integer.BYTES * batch.costs().length;
            boolean fits = costBytes <= SHARED_BYTES;
            check(
                    cuLaunchKernel(
                            fits ? sharedCosts : globalCosts,
                            blocks,
                            1,
                            1,
                            THREADS,
                            1,
                            1,
                            fits ? costBytes : 0,
                            workspace.stream(),
                            arguments(batch, memory, begins, longest),
                            (PointerPointer<?>) null),
                    "launch the kernel for %d pairs".formatted(pairs));
        }
        return () -> results(workspace, memory + Integer.BYTES * begins[6], pairs);
    }

    private static PointerPointer<Pointer> arguments(PairBatch batch, long memory, long[] begins, int longest) {
        return new PointerPointer<>(
                address(memory, begins[0]),
                address(memory, begins[1]),
                number(batch.queryCount()),
                address(memory, begins[2]),
                address(memory, begins[3]),
                number(batch.otherCount()),
                address(memory, begins[4]),
                number(batch.costs().length),
                number(batch.one()),
                address(memory, begins[5]),
                number(longest),
                address(memory, begins[6]));
    }

    private static Pointer address(long memory, long begin) {
        return new LongPointer(1).put(memory + Integer.BYTES * begin);
    }

    private static Pointer number(int value) {
        return new IntPointer(1).put(value);
    }

    private int[] results(Workspace workspace, long memory, int pairs) {
        driver.enter();
        try (IntPointer host = new IntPointer(pairs)) {
            check(
                    cuMemcpyDtoHAsync(host, memory, (long) Integer.BYTES * pairs, workspace.stream()),
                    "copy %d distances from the GPU".formatted(pairs));
            check(cuStreamSynchronize(workspace.stream()), "align %d pairs".formatted(pairs));
            int[] distances = new int[pairs];
            host.get(distances);
            idle.add(workspace);
            return distances;
        } finally {
            driver.leave();
        }
    }
}
