// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** NVIDIA's management library, which comes with the driver. */
final class NvmlSensors implements GpuSensors {

    private static final int SUCCESS = 0;

    /** NVML_ERROR_FUNCTION_NOT_FOUND. */
    private static final int FUNCTION_MISSING = 13;

    /** The functions of {@code nvml.h} that are needed; each returns 0 if it succeeds. */
    interface Nvml extends Library {

        int nvmlInit_v2();

        int nvmlDeviceGetCount_v2(IntByReference count);

        int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

        int nvmlDeviceGetTotalEnergyConsumption(Pointer device, LongByReference millijoules);

        int nvmlDeviceGetPowerUsage(Pointer device, IntByReference milliwatts);

        int nvmlDeviceGetUtilizationRates(Pointer device, Utilization rates);

        int nvmlDeviceGetMemoryInfo(Pointer device, Memory memory);
    }

    /** {@code nvmlUtilization_t}: percent of the last sample period. */
    @Structure.FieldOrder({"gpu", "memory"})
    public static final class Utilization extends Structure {
        public int gpu;
        public int memory;
    }

    /** {@code nvmlMemory_t}: bytes. */
    @Structure.FieldOrder({"total", "free", "used"})
    public static final class Memory extends Structure {
        public long total;
        public long free;
        public long used;
    }

    private final Nvml nvml;
    private final List<Pointer> devices;

    private NvmlSensors(Nvml nvml, List<Pointer> devices) {
        this.nvml = nvml;
        this.devices = List.copyOf(devices);
    }

    /** The GPUs of this machine; nothing where there is no driver. */
    static Optional<GpuSensors> open() {
        Nvml nvml;
        try {
            nvml = DriverLibrary.open("libnvidia-ml.so.1", Nvml.class, FUNCTION_MISSING);
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
        IntByReference count = new IntByReference();
        if (nvml.nvmlInit_v2() != SUCCESS || nvml.nvmlDeviceGetCount_v2(count) != SUCCESS) {
            return Optional.empty();
        }
        List<Pointer> devices = new ArrayList<>();
        for (int gpu = 0; gpu < count.getValue(); gpu++) {
            PointerByReference device = new PointerByReference();
            if (nvml.nvmlDeviceGetHandleByIndex_v2(gpu, device) == SUCCESS) {
                devices.add(device.getValue());
            }
        }
        return Optional.of(new NvmlSensors(nvml, devices));
    }

    @Override
    public int count() {
        return devices.size();
    }

    @Override
    public OptionalLong energy(int gpu) {
        LongByReference millijoules = new LongByReference();
        return nvml.nvmlDeviceGetTotalEnergyConsumption(devices.get(gpu), millijoules) == SUCCESS
                ? OptionalLong.of(millijoules.getValue())
                : OptionalLong.empty();
    }

    @Override
    public OptionalLong power(int gpu) {
        IntByReference milliwatts = new IntByReference();
        return nvml.nvmlDeviceGetPowerUsage(devices.get(gpu), milliwatts) == SUCCESS
                ? OptionalLong.of(milliwatts.getValue())
                : OptionalLong.empty();
    }

    @Override
    public OptionalDouble use(int gpu) {
        Utilization rates = new Utilization();
        return nvml.nvmlDeviceGetUtilizationRates(devices.get(gpu), rates) == SUCCESS
                ? OptionalDouble.of(rates.gpu / 100.0)
                : OptionalDouble.empty();
    }

    @Override
    public OptionalDouble memory(int gpu) {
        Memory memory = new Memory();
        return nvml.nvmlDeviceGetMemoryInfo(devices.get(gpu), memory) == SUCCESS && memory.total > 0
                ? OptionalDouble.of((double) memory.used / memory.total)
                : OptionalDouble.empty();
    }
}
