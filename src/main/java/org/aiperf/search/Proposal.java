// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.List;
import org.aiperf.search.morph.Morph;
import org.jspecify.annotations.Nullable;

/**
 * A network that a search wants to be trained.
 *
 * @param parent trial whose network was changed, or null for a seed network
 * @param morphs what was done to it, in order
 * @param model the result
 */
public record Proposal(@Nullable String parent, List<Morph> morphs, Model model) {

    public Proposal {
        morphs = List.copyOf(morphs);
    }
}
