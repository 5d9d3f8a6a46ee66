// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.aiperf.report.PublishedSystem;
import org.aiperf.submission.Violation;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;

/**
 * Verified submissions by their scores, each division for itself. Results whose verdict is VALID and whose devices bound
 * them have a rank, with those of a published list among them if that is wanted; what was verified and is not valid stands
 * below them, and what could not be verified apart.
 *
 * @param definition by which all scores count their operations
 * @param rows division by division, ranked ones first
 * @param rejected submissions that are not in the ranking
 */
public record Leaderboard(Definition definition, List<LeaderboardRow> rows, List<Rejected> rejected) {

    /** What scores of the published list are by. */
    private static final Definition PUBLISHED = Definition.V1;

    /**
     * A submission that does not hold.
     *
     * @param file where it is
     * @param violations what is wrong with it, the first of many
     * @param number how much is wrong with it
     */
    public record Rejected(String file, List<Violation> violations, long number) {

        public Rejected {
            violations = List.copyOf(violations);
        }

        /** One whose file is not what it should be. */
        static Rejected because(String file, String sentence) {
            return new Rejected(file, List.of(new Violation("submission", sentence)), 1);
        }

        /** How many violations are not listed. */
        public long others() {
            return number - violations.size();
        }
    }

    public Leaderboard {
        rows = List.copyOf(rows);
        rejected = List.copyOf(rejected);
    }

    /** Ranks submissions among themselves, by the definition fixed. */
    public static Leaderboard of(List<Verified> verified, List<Rejected> rejected) {
        return ranked(
                Definition.FIXED, verified.stream().map(each -> LeaderboardRow.of(each, Definition.FIXED)), rejected);
    }

    /** Ranks submissions among the published systems, by the reference's arithmetic as those. */
    public static Leaderboard withPublished(List<Verified> verified, List<Rejected> rejected) {
        return ranked(
                PUBLISHED,
                Stream.concat(
                        verified.stream().map(each -> LeaderboardRow.of(each, PUBLISHED)),
                        PublishedSystem.list().stream().map(LeaderboardRow::of)),
                rejected);
    }

    private static Leaderboard ranked(Definition definition, Stream<LeaderboardRow> rows, List<Rejected> rejected) {
        List<LeaderboardRow> sorted = rows.sorted(Comparator.comparing(LeaderboardRow::division)
                        .thenComparing(Comparator.comparing(LeaderboardRow::valid)
                                .thenComparing(LeaderboardRow::score)
                                .reversed()))
                .toList();
        Map<String, Double> efficiencies = efficiencies(sorted);
        List<LeaderboardRow> result = new ArrayList<>();
        Map<String, Integer> ranked = new HashMap<>();
        for (LeaderboardRow row : sorted) {
            int rank = row.valid() ? ranked.merge(row.division(), 1, Integer::sum) : 0;
            result.add(row.placed(rank, efficiencies.getOrDefault(row.file(), Double.NaN)));
        }
        return new Leaderboard(definition, result, rejected);
    }

    /** Score per device against that of the same system at its smallest size, of systems that are there at several. */
    private static Map<String, Double> efficiencies(List<LeaderboardRow> rows) {
        Map<String, List<LeaderboardRow>> systems = new LinkedHashMap<>();
        rows.stream().filter(row -> !row.published()).forEach(row -> systems.computeIfAbsent(
                        row.system() + "\n" + row.device(), key -> new ArrayList<>())
                .add(row));
        Map<String, Double> efficiencies = new HashMap<>();
        for (List<LeaderboardRow> sizes : systems.values()) {
            LeaderboardRow smallest = sizes.stream()
                    .min(Comparator.comparingInt(LeaderboardRow::units)
                            .thenComparing(LeaderboardRow::score, Comparator.reverseOrder()))
                    .orElseThrow();
            if (sizes.stream().anyMatch(row -> row.units() != smallest.units()) && smallest.score() > 0) {
                sizes.forEach(row -> efficiencies.put(row.file(), row.perUnit() / smallest.perUnit()));
            }
        }
        return efficiencies;
    }

    /** A table that programs read: a line of names, and a line for each row (RFC 4180). */
    public String csv() {
        StringBuilder csv = new StringBuilder();
        csv.append(String.join(",", LeaderboardRow.COLUMNS)).append("\r\n");
        rows.forEach(row -> csv.append(String.join(
                        ",", row.cells().stream().map(Leaderboard::quoted).toList()))
                .append("\r\n"));
        return csv.toString();
    }

    /** The same for programs: the cells of each row by the names of the columns. */
    public List<Map<String, String>> records() {
        return rows.stream()
                .map(row -> {
                    Map<String, String> cells = new LinkedHashMap<>();
                    for (int i = 0; i < LeaderboardRow.COLUMNS.size(); i++) {
                        cells.put(LeaderboardRow.COLUMNS.get(i), row.cells().get(i));
                    }
                    return cells;
                })
                .toList();
    }

    /** A cell that is text for a spreadsheet, too, whatever a submission calls itself. */
    private static String quoted(String cell) {
        String text = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** A page in UTF-8 that needs no network and no script. */
    public byte[] html() {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("definition", definition.toString());
        model.put("published", rows.stream().anyMatch(LeaderboardRow::published));
        Map<String, List<LeaderboardRow>> divisions = new LinkedHashMap<>();
        rows.forEach(row -> divisions
                .computeIfAbsent(row.division(), name -> new ArrayList<>())
                .add(row));
        model.put(
                "divisions",
                divisions.entrySet().stream()
                        .map(each -> division(each.getKey(), each.getValue()))
                        .toList());
        model.put("rejected", rejected);
        return Pages.render("ranking/leaderboard.peb", model);
    }

    /** A division's rows; each column of rates has the unit of its greatest. */
    private static Map<String, Object> division(String name, List<LeaderboardRow> rows) {
        double score = unit(rows.stream().mapToDouble(LeaderboardRow::score));
        double device = unit(rows.stream().mapToDouble(LeaderboardRow::perUnit));
        return Map.of(
                "name",
                name,
                "unit",
                name(score),
                "deviceUnit",
                name(device),
                "rows",
                rows.stream().map(row -> row.view(score, device)).toList());
    }

    private static double unit(DoubleStream rates) {
        return Math.pow(1000, Math.floor(Math.log10(Math.max(rates.max().orElse(1), 1)) / 3));
    }

    private static String name(double unit) {
        return new Rate(unit).toString().replaceAll("^[^ ]* ", "");
    }
}
