// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

/** Where arrays for the data of records come from. */
@FunctionalInterface
interface ByteArrays {

    /** An array of at least this length, with anything in it. */
    byte[] atLeast(int length);
}
