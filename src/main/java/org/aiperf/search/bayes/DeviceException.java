// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/** A device that computes distances is not there, or failed. */
public final class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        super(message);
    }
}
