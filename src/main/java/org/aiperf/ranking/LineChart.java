// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lines in one frame, as a template draws them: a picture of {@value #WIDTH} by {@value #HEIGHT} units whose frame is
 * {@value #LEFT} from the left and {@value #BOTTOM} from the bottom. Both axes begin at 0.
 *
 * @param title what it shows, with its unit
 * @param lines points of each line
 * @param across where ticks are on the horizontal axis, and what they say
 * @param up the same for the vertical axis
 */
public record LineChart(String title, List<String> lines, List<Tick> across, List<Tick> up) {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int BOTTOM = 28;
    private static final int TICKS = 5;

    /** A mark on an axis; its place is in units of the picture. */
    public record Tick(String place, String label) {}

    /** A point of a line. */
    record Point(double x, double y) {}

    public LineChart {
        lines = List.copyOf(lines);
        across = List.copyOf(across);
        up = List.copyOf(up);
    }

    /** The chart of lines, some of which may have no points. */
    static LineChart of(String title, List<List<Point>> lines) {
        double right =
                greatest(lines.stream().flatMap(List::stream).map(Point::x).toList());
        double greatest =
                greatest(lines.stream().flatMap(List::stream).map(Point::y).toList());
        double top = Math.ceil(greatest / step(greatest)) * step(greatest);
        return new LineChart(
                title,
                lines.stream()
                        .map(line -> line.stream()
                                .map(point -> x(point.x() / right) + "," + y(point.y() / top))
                                .collect(Collectors.joining(" ")))
                        .toList(),
                ticks(right).entrySet().stream()
                        .map(tick -> new Tick(x(tick.getKey() / right), tick.getValue()))
                        .toList(),
                ticks(top).entrySet().stream()
                        .map(tick -> new Tick(y(tick.getKey() / top), tick.getValue()))
                        .toList());
    }

    private static double greatest(List<Double> values) {
        double greatest = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        return greatest > 0 ? greatest : 1;
    }

    /** One line of shares from 0 to 1, such as efficiencies, at equal distances, each with its name below it. */
    public static LineChart ofShares(String title, List<String> names, List<Double> shares) {
        List<String> places = IntStream.range(0, names.size())
                .mapToObj(i -> x(names.size() == 1 ? 0.5 : (double) i / (names.size() - 1)))
                .toList();
        String line = IntStream.range(0, names.size())
                .mapToObj(i -> places.get(i) + "," + y(shares.get(i)))
                .collect(Collectors.joining(" "));
        return new LineChart(
                title,
                List.of(line),
                IntStream.range(0, names.size())
                        .mapToObj(i -> new Tick(places.get(i), names.get(i)))
                        .toList(),
                IntStream.rangeClosed(0, TICKS)
                        .mapToObj(i -> new Tick(y((double) i / TICKS), 100 * i / TICKS + " %"))
                        .toList());
    }

    private static String x(double share) {
        return number(LEFT + share * (WIDTH - LEFT - RIGHT));
    }

    private static String y(double share) {
        return number(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The distance of ticks from 0 to a value: 1, 2 or 5 times a power of ten. */
    private static double step(double greatest) {
        double rough = greatest / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        return power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
    }

    private static Map<Double, String> ticks(double greatest) {
        double step = step(greatest);
        int digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
        List<Double> values = new ArrayList<>();
        for (int i = 0; i * step <= greatest * (1 + 1e-9); i++) {
            values.add(i * step);
        }
        return values.stream()
                .collect(Collectors.toMap(
                        value -> value,
                        value -> String.format(Locale.ROOT, "%,." + digits + "f", value),
                        (a, b) -> a,
                        TreeMap::new));
    }
}
