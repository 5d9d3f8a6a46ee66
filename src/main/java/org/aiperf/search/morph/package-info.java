// SPDX-License-Identifier: Apache-2.0
/**
 * Network morphism: changes of a network that carry its weights along so that the child computes what its parent
 * computed (method section 3; Chen et al. 2016, "Net2Net"; Wei et al. 2016, "Network Morphism").
 */
@NullMarked
package org.aiperf.search.morph;

import org.jspecify.annotations.NullMarked;
