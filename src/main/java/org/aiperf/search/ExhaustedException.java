// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

/** A search found no new network within its limits. */
public final class ExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExhaustedException(String message) {
        super(message);
    }
}
