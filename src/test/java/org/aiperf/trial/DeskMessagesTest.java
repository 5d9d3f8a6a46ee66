// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.RecordJson;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Golden;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.search.Observation;
import org.aiperf.search.SearchHistory;
import org.aiperf.trial.TrialDesk.Decision;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;

class DeskMessagesTest {

    private final LocalDesk desk = new LocalDesk(1, 1, 2);
    private final TrialDesk remote = DeskMessages.client(message -> DeskMessages.answer(desk, message), desk);

    @Test
    void aRemoteDeskAnswersAsTheDeskItself() {
        Ticket ticket = remote.next("0/0").orElseThrow();
        assertThat(ticket).isEqualTo(new Ticket("000000", 0, 0, LocalDesk.HYPERPARAMETERS));
        assertThat(remote.next("0/1")).isEmpty();

        TrialStarted start = start(ticket);
        assertThat(remote.begin(start)).isEqualTo(Decision.GO);
        assertThat(remote.begin(start)).isEqualTo(Decision.DUPLICATE);
        assertThat(desk.started()).containsExactly(start);

        EpochFinished epoch = new EpochFinished(5, "000000", 1, 1, 10, 2, 0.1, 0.2, 0.3, 1 / 3.0, 0.01, 1, 2, 3);
        assertThat(remote.epoch(epoch)).isEqualTo(Decision.GO);
        assertThat(remote.epoch(epoch)).isEqualTo(Decision.STOP);
        assertThat(desk.epochs()).containsExactly(epoch, epoch);

        assertThat(remote.history(0)).isEqualTo(desk.history(0));
        assertThat(remote.history(1).tail().read(known())).hasSize(1);

        remote.end(new TrialEnded(9, "000000", TrialEnded.State.FINISHED, "budget", 1 / 3.0, 2 / 3.0));
        assertThat(remote.history(2).tail().read(known()))
                .extracting(Observation::accuracy)
                .containsExactly(2 / 3.0);

        remote.abort("because of \"quotes\" and\nlines");
        assertThat(desk.aborts()).containsExactly("because of \"quotes\" and\nlines");
    }

    private SearchHistory known() {
        SearchHistory known = new SearchHistory();
        known.add(desk.history(0).tail().read(known));
        return known;
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThatThrownBy(() -> DeskMessages.answer(desk, "{\"call\":\"exec\",\"argument\":\"rm\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exec");
        assertThatThrownBy(() -> DeskMessages.answer(desk, "{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DeskMessages.answer(desk, "begin\nAA==\n{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("record");
        String record = RecordJson.write(start(new Ticket("000000", 0, 0, LocalDesk.HYPERPARAMETERS)));
        assertThatThrownBy(() -> DeskMessages.answer(desk, "begin\nAAAAAA==\n" + record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("code of a network");
        assertThatThrownBy(() -> DeskMessages.answer(desk, "begin\n" + record))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(desk.started()).isEmpty();
    }

    private static TrialStarted start(Ticket ticket) {
        Network network = Golden.network("cnn3_skip_add");
        Hyperparameters chosen = new Hyperparameters(64, 0.1, 5, 0.05);
        return new TrialStarted(
                1,
                ticket.trial(),
                0,
                0,
                "driver/0",
                List.of(2, 3),
                "000007",
                List.of("deepen(2,3)"),
                13,
                PackedNetwork.of(network),
                "%016x".formatted(network.hash()),
                chosen,
                15,
                "test",
                Precision.FP32,
                Map.of(Definition.FIXED, OperationDefinition.fixed(64).count(network)),
                new TrialStarted.SearchCost(3, 1, true, 0.012, 0.75, "vector", 40L, 15L, 0.83, 0.02));
    }
}
