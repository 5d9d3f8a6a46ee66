// SPDX-License-Identifier: Apache-2.0
/** Tests of the built application on Kubernetes, whose API server is a double and whose pods are processes of this machine. */
@NullMarked
package org.aiperf.cluster.kubernetes;

import org.jspecify.annotations.NullMarked;
