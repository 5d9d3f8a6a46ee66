// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A line of the first published list, of November 2020, whose scores are by definition v1.
 *
 * @param rank from 1
 * @param vendor who built it
 * @param site where it is installed
 * @param score in 10<sup>12</sup> operations a second
 * @param system name
 * @param nodes number of nodes
 * @param accelerator model of the accelerators
 * @param accelerators number of accelerators
 * @param network what links the nodes
 */
public record PublishedSystem(
        int rank,
        String vendor,
        String site,
        double score,
        String system,
        int nodes,
        String accelerator,
        int accelerators,
        String network) {

    private static final String RESOURCE = "/org/aiperf/report/ranking-2020.csv";

    /** The list in the order of its ranks. */
    public static List<PublishedSystem> list() {
        try (InputStream in = Objects.requireNonNull(PublishedSystem.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> read(line.split(",", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the published list", e);
        }
    }

    private static PublishedSystem read(String[] cells) {
        return new PublishedSystem(
                Integer.parseInt(cells[0]),
                cells[1],
                cells[2],
                Double.parseDouble(cells[3]),
                cells[4],
                Integer.parseInt(cells[5]),
                cells[6],
                Integer.parseInt(cells[8]),
                cells[11]);
    }

    /** Score of one accelerator, in 10<sup>12</sup> operations a second. */
    public double perAccelerator() {
        return score / accelerators;
    }
}
