// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Serializable;

/**
 * What a preflight found out about one executor.
 *
 * @param executor its name in the cluster
 * @param host the machine that it runs on
 * @param subject what was looked at, in a few words
 * @param passed whether trials can run like this
 * @param detail what was seen, or what is wrong and what to do about it
 */
public record Finding(String executor, String host, String subject, boolean passed, String detail)
        implements Serializable {

    private static final long serialVersionUID = 1L;
}
