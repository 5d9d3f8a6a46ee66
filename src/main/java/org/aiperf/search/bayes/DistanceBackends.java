// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Optional;

/** Which backends this JVM offers. */
final class DistanceBackends {

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String VECTOR_CLASS = "org.aiperf.search.bayes.VectorDistances";

    private DistanceBackends() {}

    static DistanceBackend best() {
        return vector().orElseGet(BatchDistances::new);
    }

    /** The one in explicit vectors, if the JVM was started with their module. */
    static Optional<DistanceBackend> vector() {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Class.forName(VECTOR_CLASS)
                    .asSubclass(DistanceBackend.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The class %s belongs to this program but cannot be used".formatted(VECTOR_CLASS), e);
        }
    }
}
