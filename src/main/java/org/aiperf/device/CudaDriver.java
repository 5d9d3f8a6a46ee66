// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.aiperf.unit.Silicon;

/**
 * NVIDIA's driver, asked directly: it says what is wrong where the libraries above it say that they see no GPU. Asking
 * opens no context on any GPU, so those of others, and those for one process only, stay as they are.
 */
public final class CudaDriver {

    /** The functions of {@code cuda.h} that are needed; each returns 0 if it succeeds. */
    interface Cuda extends Library {

        int cuInit(int flags);

        int cuDriverGetVersion(IntByReference version);

        int cuDeviceGetCount(IntByReference count);

        int cuDeviceGet(IntByReference device, int ordinal);

        int cuDeviceGetName(byte[] name, int length, int device);

        int cuDeviceTotalMem_v2(LongByReference bytes, int device);

        int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

        int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

        int cuDevicePrimaryCtxRelease_v2(int device);
    }

    /**
     * A GPU that this process sees.
     *
     * @param index as CUDA counts, from 0
     * @param name model
     * @param memory bytes
     * @param silicon what it computes in
     */
    public record Gpu(int index, String name, long memory, Silicon silicon) {}

    private static final int SUCCESS = 0;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int COMPUTE_MODE = 20;
    private static final int PROHIBITED = 2;
    private static final int LONGEST_NAME = 256;

    private static final int OUT_OF_MEMORY = 2;
    private static final int DEVICE_UNAVAILABLE = 46;

    /** CUDA_ERROR_NOT_FOUND: a named symbol was not found. */
    private static final int FUNCTION_MISSING = 500;

    /** What {@code cuInit} and its kind say, and what to do. */
    private static final Map<Integer, String> CAUSES = Map.of(
            OUT_OF_MEMORY,
            "there is no memory left on the GPU: other processes hold it (nvidia-smi lists them)",
            34,
            "libcuda.so.1 is the stand-in of CUDA's toolkit, for linking: take its directory, which ends in stubs, out of LD_LIBRARY_PATH",
            DEVICE_UNAVAILABLE,
            "another process has the GPU for itself: wait for it, choose another GPU by CUDA_VISIBLE_DEVICES, or allow several processes by nvidia-smi -c DEFAULT",
            100,
            "it sees no GPU: none is there, a container was started without it (docker run --gpus all), or CUDA_VISIBLE_DEVICES hides it",
            101,
            "CUDA_VISIBLE_DEVICES names a GPU that is not there",
            FUNCTION_MISSING,
            "its libcuda.so.1 lacks a function that this needs: it is too old or not NVIDIA's; install a newer driver",
            802,
            "the GPUs are not ready: NVIDIA's Fabric Manager does not run (systemctl start nvidia-fabricmanager)",
            803,
            "its library and its kernel module are of two versions: restart the machine, or the container with the libraries of its host",
            804,
            "its compatibility library does not support this GPU: remove cuda-compat, or install a newer driver",
            999,
            "its kernel module does not answer (CUDA_ERROR_UNKNOWN): load nvidia-uvm (nvidia-modprobe -u), or restart the machine");

    private final Supplier<Cuda> library;

    CudaDriver(Supplier<Cuda> library) {
        this.library = library;
    }

    /** That of this machine. */
    public static CudaDriver local() {
        return new CudaDriver(() -> DriverLibrary.open("libcuda.so.1", Cuda.class, FUNCTION_MISSING));
    }

    /**
     * The GPUs that this process may use, in the order in which CUDA counts.
     *
     * @param cuda version that a library was made for, 13.0 as 13000
     * @param release of the driver that has it first, for the message
     * @throws UnusableDriverException if there are none, with what to do
     */
    public List<Gpu> gpus(int cuda, int release) throws UnusableDriverException {
        Cuda driver = open(release);
        require(driver.cuInit(0), "NVIDIA's driver cannot be used");
        IntByReference number = new IntByReference();
        require(driver.cuDriverGetVersion(number), "NVIDIA's driver does not tell its version");
        int offered = number.getValue();
        if (offered < cuda) {
            throw new UnusableDriverException(
                    "NVIDIA's driver is too old: it offers CUDA %d.%d, and this build needs %d.%d; install driver %d or newer"
                            .formatted(offered / 1000, offered % 1000 / 10, cuda / 1000, cuda % 1000 / 10, release));
        }
        require(driver.cuDeviceGetCount(number), "NVIDIA's driver cannot count its GPUs");
        List<Gpu> gpus = new ArrayList<>();
        for (int index = 0; index < number.getValue(); index++) {
            gpus.add(gpu(driver, index));
        }
        if (gpus.isEmpty()) {
            require(100, "NVIDIA's driver cannot be used");
        }
        return gpus;
    }

    private Cuda open(int release) throws UnusableDriverException {
        try {
            return library.get();
        } catch (UnsatisfiedLinkError e) {
            throw new UnusableDriverException(
                    "There is no driver of NVIDIA here (libcuda.so.1); install driver %d or newer, or start the container with its GPUs (docker run --gpus all)"
                            .formatted(release));
        }
    }

    private static Gpu gpu(Cuda driver, int index) throws UnusableDriverException {
        int device = device(driver, index);
        byte[] name = new byte[LONGEST_NAME];
        LongByReference memory = new LongByReference();
        require(driver.cuDeviceGetName(name, name.length, device), "GPU " + index + " cannot be used");
        require(driver.cuDeviceTotalMem_v2(memory, device), "GPU " + index + " cannot be used");
        return new Gpu(
                index,
                new String(name, StandardCharsets.US_ASCII).split("\0", 2)[0],
                memory.getValue(),
                Silicon.ofCapability(attribute(driver, CAPABILITY_MAJOR, device)));
    }

    private static int device(Cuda driver, int index) throws UnusableDriverException {
        IntByReference device = new IntByReference();
        require(driver.cuDeviceGet(device, index), "GPU " + index + " cannot be used");
        return device.getValue();
    }

    private static int attribute(Cuda driver, int attribute, int device) throws UnusableDriverException {
        IntByReference value = new IntByReference();
        require(driver.cuDeviceGetAttribute(value, attribute, device), "A GPU does not tell what it can");
        return value.getValue();
    }

    /**
     * Takes some GPUs for a moment, to see whether others have them for themselves.
     *
     * @throws UnusableDriverException if one cannot be taken, with what to do
     */
    public void requireFree(DeviceSet devices) throws UnusableDriverException {
        if (devices.gpus().isEmpty()) {
            return;
        }
        Cuda driver = library.get();
        for (int index : devices.gpus()) {
            String failed = "GPU %d cannot be taken".formatted(index);
            int device = device(driver, index);
            if (attribute(driver, COMPUTE_MODE, device) == PROHIBITED) {
                throw new UnusableDriverException(
                        failed + ": it is closed to computations; open it by nvidia-smi -c DEFAULT");
            }
            require(driver.cuDevicePrimaryCtxRetain(new PointerByReference(Pointer.NULL), device), failed);
            require(driver.cuDevicePrimaryCtxRelease_v2(device), failed);
        }
    }

    private static void require(int code, String failed) throws UnusableDriverException {
        if (code != SUCCESS) {
            throw new UnusableDriverException("%s: %s"
                    .formatted(failed, Optional.ofNullable(CAUSES.get(code)).orElse("error " + code + " of cuda.h")));
        }
    }
}
