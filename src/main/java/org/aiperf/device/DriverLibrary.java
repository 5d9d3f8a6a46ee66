// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import com.sun.jna.InvocationMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Map;

/** A library of NVIDIA's driver, which another release of the driver may have with fewer functions. */
final class DriverLibrary {

    private DriverLibrary() {}

    /**
     * Opens a library.
     *
     * @param type its functions, each of which returns an error code
     * @param missing what a function answers that the library lacks
     * @throws UnsatisfiedLinkError if there is no such library
     */
    static <T extends Library> T open(String name, Class<T> type, int missing) {
        InvocationMapper mapper = (library, function) -> has(library, function) ? null : answering(missing);
        return Native.load(name, type, Map.of(Library.OPTION_INVOCATION_MAPPER, mapper));
    }

    private static boolean has(NativeLibrary library, Method function) {
        try {
            library.getFunction(function.getName());
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static InvocationHandler answering(int code) {
        return (library, function, arguments) -> code;
    }
}
