// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * The covariance of two accuracies in units of their variance: a weighted sum of what edit distance, structure and origin
 * say, each 1 for a network with itself. Networks of one structure stay alike however far apart a change that does nothing
 * has put them in edit distance; children of equally good parents by the same morphs tell about each other.
 *
 * @param edit of edit distance, with the nugget; its weight is what the others leave of 1
 * @param structure weight of structure, at least 0
 * @param structureLength distance over which structures lose touch, in doublings of the operations
 * @param origin weight of origin, at least 0
 * @param parentLength difference of parents' accuracies over which they lose touch
 */
record Blend(Kernel edit, double structure, double structureLength, double origin, double parentLength) {

    /** Edit distance and nothing else. */
    static Blend pure(Kernel edit) {
        return new Blend(edit, 0, 1, 0, 1);
    }

    /** The same with another kernel of edit distance. */
    Blend with(Kernel other) {
        return new Blend(other, structure, structureLength, origin, parentLength);
    }

    Blend withStructure(double weight, double length) {
        return new Blend(edit, weight, length, origin, parentLength);
    }

    Blend withOrigin(double weight, double length) {
        return new Blend(edit, structure, structureLength, weight, length);
    }

    double nugget() {
        return edit.nugget();
    }

    /** Of a network with others. */
    double[] at(double[] distances, Traits network, Traits[] others) {
        if (structure == 0 && origin == 0) {
            return edit.at(distances);
        }
        double[] covariances = new double[distances.length];
        for (int i = 0; i < distances.length; i++) {
            covariances[i] = at(distances[i], network.away(others[i]), network.originAway(others[i], parentLength));
        }
        return covariances;
    }

    /** At these distances of chains, structures and origins, the last in lengths. */
    private double at(double distance, double away, double originAway) {
        return (1 - structure - origin) * edit.at(distance)
                + (structure == 0 ? 0 : structure * Math.exp(-away / structureLength))
                + (origin == 0 ? 0 : origin * Math.exp(-originAway));
    }
}
