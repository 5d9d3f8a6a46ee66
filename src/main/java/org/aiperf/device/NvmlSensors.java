// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** NVIDIA's management library, which comes with the driver. */
final class NvmlSensors implements GpuSensors {

    private static final int SUCCESS = 0;

    /** The functions of {@code nvml.h} that are needed; each returns 0 if it succeeds. */
    interface Nvml extends Library {

        int nvmlInit_v2();

        int nvmlDeviceGetCount_v2(IntByReference count);

        int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

        int nvmlDeviceGetTotalEnergyConsumption(Pointer device, LongByReference millijoules);

        int nvmlDeviceGetPowerUsage(Pointer device, IntByReference milliwatts);
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
            nvml = Native.load("libnvidia-ml.so.1", Nvml.class);
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
}
