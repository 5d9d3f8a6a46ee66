// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

/** A moment of a run as one line of text. */
public final class ProgressLine {

    private ProgressLine() {}

    /** Elapsed time and all the rest. */
    public static String text(ProgressSnapshot snapshot) {
        return "%8s · %s".formatted(Wording.clock(snapshot.elapsed()), figures(snapshot));
    }

    /** Everything but the elapsed time. */
    static String figures(ProgressSnapshot snapshot) {
        StringBuilder line = new StringBuilder("trials: %d of %d done, %d running"
                .formatted(snapshot.trialsFinished(), snapshot.trialsLimit(), snapshot.running()));
        if (snapshot.failed() > 0) {
            line.append(", %d failed".formatted(snapshot.failed()));
        }
        snapshot.bestAccuracy().ifPresent(best -> line.append(" · best ").append(Wording.percent(best)));
        if (snapshot.score().perSecond() > 0) {
            line.append(" · score ").append(snapshot.score());
        }
        if (snapshot.rate().perSecond() > 0) {
            line.append(" · rate ").append(snapshot.rate());
        }
        snapshot.timeLeft()
                .ifPresent(
                        left -> line.append(" · ").append(Wording.clock(left)).append(" left"));
        return line.toString();
    }
}
