// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A GPU as its driver describes it.
 *
 * @param index number on its machine, from 0
 * @param name model, for example {@code NVIDIA H200}
 * @param memory with its unit
 * @param driver version of the driver
 * @param clock highest clock of the multiprocessors, with its unit
 * @param host generation and width of its link to the host
 * @param power limit of its power, with its unit
 * @param ecc whether its memory corrects errors
 */
public record Accelerator(
        int index, String name, String memory, String driver, String clock, String host, String power, String ecc) {

    private static final List<String> QUERY = List.of(
            "nvidia-smi",
            "--query-gpu=index,name,memory.total,driver_version,clocks.max.sm,pcie.link.gen.max,pcie.link.width.max,"
                    + "power.limit,ecc.mode.current",
            "--format=csv,noheader");

    private static final int COLUMNS = 9;

    /** The GPUs that {@code nvidia-smi} knows of; none where there is no such program. */
    static List<Accelerator> of(Commands commands) {
        return commands.output(QUERY).stream()
                .flatMap(String::lines)
                .map(line ->
                        Arrays.stream(line.split(",", -1)).map(String::strip).toList())
                .flatMap(cells -> read(cells).stream())
                .toList();
    }

    /** Lines that are no GPU, such as a warning, say nothing. */
    private static Optional<Accelerator> read(List<String> cells) {
        if (cells.size() != COLUMNS || !cells.get(0).matches("\\d+")) {
            return Optional.empty();
        }
        return Optional.of(new Accelerator(
                Integer.parseInt(cells.get(0)),
                cells.get(1),
                cells.get(2),
                cells.get(3),
                cells.get(4),
                "PCIe %s x%s".formatted(cells.get(5), cells.get(6)),
                cells.get(7),
                cells.get(8)));
    }
}
