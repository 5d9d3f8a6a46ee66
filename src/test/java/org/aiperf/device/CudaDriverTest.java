// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Library;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aiperf.device.CudaDriver.Cuda;
import org.aiperf.device.CudaDriver.Gpu;
import org.aiperf.unit.Silicon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaDriverTest {

    private static final int CUDA = 13000;
    private static final int RELEASE = 580;

    /** A driver that knows an H200 and a T4, and answers with a code where it is told to. */
    private static final class DriverDouble implements Cuda {

        private final int ofInit;
        private final int version;
        private final int ofContext;
        private final int mode;
        private final List<Integer> contexts = new ArrayList<>();

        DriverDouble(int ofInit, int version, int ofContext, int mode) {
            this.ofInit = ofInit;
            this.version = version;
            this.ofContext = ofContext;
            this.mode = mode;
        }

        @Override
        public int cuInit(int flags) {
            return ofInit;
        }

        @Override
        public int cuDriverGetVersion(IntByReference number) {
            number.setValue(version);
            return 0;
        }

        @Override
        public int cuDeviceGetCount(IntByReference count) {
            count.setValue(2);
            return 0;
        }

        @Override
        public int cuDeviceGet(IntByReference device, int ordinal) {
            device.setValue(10 + ordinal);
            return ordinal < 2 ? 0 : 101;
        }

        @Override
        public int cuDeviceGetName(byte[] name, int length, int device) {
            byte[] text = (device == 10 ? "NVIDIA H200" : "Tesla T4").getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, name, 0, text.length);
            return 0;
        }

        @Override
        public int cuDeviceTotalMem_v2(LongByReference bytes, int device) {
            bytes.setValue(device == 10 ? 150L << 30 : 15L << 30);
            return 0;
        }

        @Override
        public int cuDeviceGetAttribute(IntByReference value, int attribute, int device) {
            value.setValue(attribute == 75 ? (device == 10 ? 9 : 7) : mode);
            return 0;
        }

        @Override
        public int cuDevicePrimaryCtxRetain(PointerByReference context, int device) {
            contexts.add(device);
            return ofContext;
        }

        @Override
        public int cuDevicePrimaryCtxRelease_v2(int device) {
            contexts.remove((Integer) device);
            return 0;
        }
    }

    @Test
    void tellsTheGpusWithoutAContextOnAny() throws Exception {
        DriverDouble cuda = new DriverDouble(0, 13010, 0, 0);
        List<Integer> before = List.copyOf(cuda.contexts);

        assertThat(new CudaDriver(() -> cuda).gpus(CUDA, RELEASE))
                .containsExactly(
                        new Gpu(0, "NVIDIA H200", 150L << 30, Silicon.GPU_BF16),
                        new Gpu(1, "Tesla T4", 15L << 30, Silicon.GPU_FP16));
        assertThat(cuda.contexts).isEqualTo(before).isEmpty();
    }

    @Test
    void takesAssignedGpusForAMomentAndGivesThemBack() throws Exception {
        DriverDouble cuda = new DriverDouble(0, 13000, 0, 0);
        new CudaDriver(() -> cuda).requireFree(new DeviceSet(List.of(1)));
        assertThat(cuda.contexts).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 | 13000 | sees no GPU",
                "101 | 13000 | CUDA_VISIBLE_DEVICES names a GPU that is not there",
                "34 | 13000 | ends in stubs",
                "802 | 13000 | Fabric Manager",
                "803 | 13000 | of two versions",
                "999 | 13000 | nvidia-uvm",
                "77  | 13000 | error 77 of cuda.h",
                "0   | 12080 | offers CUDA 12.8, and this build needs 13.0; install driver 580 or newer",
            })
    void saysInOneSentenceWhyThereIsNone(int code, int version, String reason) {
        assertThatThrownBy(() -> new CudaDriver(() -> new DriverDouble(code, version, 0, 0)).gpus(CUDA, RELEASE))
                .isInstanceOf(UnusableDriverException.class)
                .hasMessageStartingWith("NVIDIA's driver")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysThatThereIsNoDriver() {
        CudaDriver none = new CudaDriver(() -> {
            throw new UnsatisfiedLinkError("Unable to load library 'libcuda.so.1':\nlibcuda.so.1: cannot open");
        });
        assertThatThrownBy(() -> none.gpus(CUDA, RELEASE))
                .hasMessage(
                        "There is no driver of NVIDIA here (libcuda.so.1); install driver 580 or newer, or start the container with its GPUs (docker run --gpus all)");
    }

    /** As the C library is: a libcuda.so.1 that is there and has none of the functions. */
    @Test
    void saysThatTheDriverLacksAFunction() {
        CudaDriver lacking = new CudaDriver(() -> DriverLibrary.open("c", Cuda.class, 500));
        assertThatThrownBy(() -> lacking.gpus(CUDA, RELEASE))
                .isInstanceOf(UnusableDriverException.class)
                .hasMessageStartingWith("NVIDIA's driver cannot be used: its libcuda.so.1 lacks a function");
        assertThatThrownBy(() -> lacking.requireFree(new DeviceSet(List.of(0))))
                .isInstanceOf(UnusableDriverException.class)
                .hasMessageContaining("lacks a function");
    }

    /** Functions of the C library, one of them invented. */
    interface SomeOfC extends Library {

        int abs(int number);

        int cuAbsent(int number);
    }

    @Test
    void callsTheFunctionsThatALibraryHas() {
        SomeOfC c = DriverLibrary.open("c", SomeOfC.class, 13);
        assertThat(c.abs(-7)).isEqualTo(7);
        assertThat(c.cuAbsent(-7)).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0  | 2 | it is closed to computations",
                "46 | 3 | another process has the GPU for itself",
                "2  | 0 | no memory left on the GPU",
            })
    void saysWhyAGpuCannotBeTaken(int code, int mode, String reason) {
        assertThatThrownBy(() -> new CudaDriver(() -> new DriverDouble(0, 13000, code, mode))
                        .requireFree(new DeviceSet(List.of(1))))
                .isInstanceOf(UnusableDriverException.class)
                .hasMessageStartingWith("GPU 1 cannot be taken: ")
                .hasMessageContaining(reason);
    }
}
