// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.List;
import java.util.Locale;
import org.aiperf.config.Settings;
import org.aiperf.search.Models;
import org.aiperf.search.Searcher;
import org.aiperf.search.Searches;

/** A strategy that takes part in a comparison. */
public enum Contestant {
    /** {@code search.strategy = bayesian}. */
    BAYESIAN("search.strategy=bayesian"),
    /** {@code search.acquisition = expected-improvement-per-operation}. */
    BAYESIAN_PER_OPERATION("search.strategy=bayesian search.acquisition=expected-improvement-per-operation"),
    /** The article's queue: {@code search.acquisition = annealed}. */
    ANNEALED("search.strategy=bayesian search.acquisition=annealed"),
    /** {@code search.strategy = evolution}. */
    EVOLUTION("search.strategy=evolution"),
    /** {@code search.strategy = random}: 1 to 15 morphs of the seed network. */
    RANDOM("search.strategy=random"),
    /** A random morph of a random trial: evolution that selects nothing. */
    RANDOM_PARENTS("search.strategy=evolution search.population=1000000 search.tournament=1"),
    /** What the reference's Bayesian search amounts to. */
    REFERENCE("search.strategy=bayesian") {
        @Override
        Searcher searcher(World world, Models models) {
            return new ReferenceSearch(EVOLUTION.searcher(world, models), world.limited(), models);
        }
    };

    /** With spaces between them. */
    private final String settings;

    Contestant(String settings) {
        this.settings = settings;
    }

    /** A fresh searcher of a simulated world. */
    Searcher searcher(World world, Models models) {
        Settings loaded = world.settings(List.of(settings.split(" ")));
        return Searches.networks(loaded.search(), loaded.training(), world.images(), World.CLASSES, models);
    }

    /** The name as a user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
