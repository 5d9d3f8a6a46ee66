// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.aiperf.config.SearchSettings;
import org.aiperf.foreign.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which backends this JVM offers. */
final class DistanceBackends {

    private static final Logger LOG = LoggerFactory.getLogger(DistanceBackends.class);

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String VECTOR_CLASS = "org.aiperf.search.bayes.VectorDistances";
    private static final String CUDA_CLASS = "org.aiperf.search.bayes.cuda.CudaKernel";

    private DistanceBackends() {}

    static DistanceBackend of(SearchSettings.DistanceBackend choice) {
        return switch (choice) {
            case AUTO -> best();
            case SCALAR -> new ScalarDistances();
            case BATCH -> new BatchDistances();
            case VECTOR ->
                vector().orElseThrow(() -> unavailable(
                        "vector",
                        "the JVM runs without its module; add --add-modules=%s to the options of every JVM"
                                .formatted(VECTOR_MODULE)));
            case CUDA -> Gpu.FOUND.backend().orElseThrow(() -> unavailable("cuda", Gpu.FOUND.problem()));
        };
    }

    static List<DistanceBackend> available() {
        return Stream.of(
                        Optional.of(new ScalarDistances()),
                        Optional.of(new BatchDistances()),
                        vector(),
                        Gpu.orWarning())
                .<DistanceBackend>flatMap(Optional::stream)
                .toList();
    }

    private static DistanceBackend best() {
        return Gpu.orWarning().or(DistanceBackends::vector).orElseGet(BatchDistances::new);
    }

    /** The one in explicit vectors, if the JVM was started with their module. */
    static Optional<DistanceBackend> vector() {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(made(VECTOR_CLASS, DistanceBackend.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The class %s belongs to this program but cannot be used".formatted(VECTOR_CLASS), e);
        }
    }

    private static <T> T made(String name, Class<T> type) throws ReflectiveOperationException {
        return Class.forName(name).asSubclass(type).getDeclaredConstructor().newInstance();
    }

    private static IllegalArgumentException unavailable(String name, String problem) {
        return new IllegalArgumentException(
                "aiperf.search.distance-backend = %s: %s; or choose auto".formatted(name, problem));
    }

    /**
     * What came of the search for a GPU.
     *
     * @param backend if there is one
     * @param missed whether this build is for machines that have one
     * @param problem why there is none
     */
    private record Gpu(Optional<DistanceBackend> backend, boolean missed, String problem) {

        static final Gpu FOUND = find();
        private static final AtomicBoolean WARNED = new AtomicBoolean();

        /** What was found, with one warning in a JVM where that is less than it was built for. */
        static Optional<DistanceBackend> orWarning() {
            if (FOUND.missed() && WARNED.compareAndSet(false, true)) {
                LOG.warn("Edit distances are computed on the CPU: {}", FOUND.problem());
            }
            return FOUND.backend();
        }

        private static Gpu find() {
            try {
                return new Gpu(Optional.of(new KernelDistances(made(CUDA_CLASS, DistanceKernel.class))), false, "");
            } catch (ClassNotFoundException notBuilt) {
                return new Gpu(
                        Optional.empty(),
                        false,
                        "this build has none; build with mvn -Plibtorch-thin package, or -Dcuda for GPUs up to Ada");
            } catch (LinkageError e) {
                return none(e);
            } catch (InvocationTargetException e) {
                return none(Objects.requireNonNull(e.getCause()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        "The class %s belongs to this program but cannot be used".formatted(CUDA_CLASS), e);
            }
        }

        /** Without a driver the native library cannot be linked; a driver without a device says so itself. */
        private static Gpu none(Throwable cause) {
            String problem;
            if (cause instanceof DeviceException) {
                problem = Cause.of(cause);
            } else if (cause instanceof LinkageError) {
                problem =
                        "libcuda.so.1 of the driver or libcudart of CUDA (13 in a build with libtorch, 11 with -Dcuda) cannot be loaded";
            } else {
                throw new IllegalStateException("The CUDA back end of the edit distance cannot be opened", cause);
            }
            LOG.debug("Why there is no CUDA back end", cause);
            return new Gpu(Optional.empty(), true, problem);
        }
    }
}
