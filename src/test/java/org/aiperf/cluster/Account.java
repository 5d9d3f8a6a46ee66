// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aiperf.history.History;
import org.aiperf.history.NoSuchRunException;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/** Adds up what a run's log says line by line, without the code that the application reads it with. */
final class Account {

    private final Map<String, Integer> records = new TreeMap<>();
    private final Map<String, JsonNode> operations = new HashMap<>();
    private final List<TrialHistory> trials;
    private double sum;

    private Account(List<TrialHistory> trials) {
        this.trials = trials;
    }

    static Account of(RunDirectory run) throws IOException {
        Account account = new Account(begun(run));
        ObjectMapper mapper = new ObjectMapper();
        for (String file : run.historyFiles()) {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(run.open(file), StandardCharsets.UTF_8))) {
                List<String> lines = in.lines().toList();
                for (String line : lines) {
                    // The last line of a driver that was killed may be a part of one.
                    if (line.endsWith("}")) {
                        account.add(mapper.readTree(line));
                    }
                }
            }
        }
        return account;
    }

    private static List<TrialHistory> begun(RunDirectory run) throws IOException {
        try {
            return History.read(run).trials();
        } catch (NoSuchRunException e) {
            return List.of();
        }
    }

    private void add(JsonNode line) {
        String trial = line.path("trial").asText();
        switch (line.path("type").asText()) {
            case "trial-started" -> {
                records.merge("start of " + trial, 1, Integer::sum);
                operations.put(trial, line.at("/operations/fixed"));
            }
            case "epoch-finished" -> {
                records.merge("epoch %s of %s".formatted(line.path("epoch"), trial), 1, Integer::sum);
                JsonNode count = operations.getOrDefault(trial, line);
                sum += line.path("imagesTrained").asDouble()
                                * count.path("train_per_image").asDouble()
                        + line.path("imagesValidated").asDouble()
                                * count.path("eval_per_image").asDouble();
            }
            case "trial-ended" -> records.merge("end of " + trial, 1, Integer::sum);
            default -> {
                // The driver's own records belong to no trial.
            }
        }
    }

    /** All operations of all epochs, by the fixed definition. */
    double operations() {
        return sum;
    }

    /** Trials that ended by themselves. */
    List<TrialHistory> finished() {
        return trials.stream().filter(Account::isFinished).toList();
    }

    private static boolean isFinished(TrialHistory trial) {
        TrialEnded end = trial.end();
        return end != null && end.state() == TrialEnded.State.FINISHED;
    }

    /** Fails if a trial that had finished before is not there any more as it was, or anything is there twice. */
    void assertNothingLostSince(Account before, String fault) {
        List<TrialHistory> lost = new ArrayList<>(before.finished());
        lost.removeAll(trials);
        List<String> twice = records.entrySet().stream()
                .filter(record -> record.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
        Set<TrialHistory> all = Set.copyOf(finished());
        System.out.printf(
                "%s: %d trials had finished, %d of them lost, %d records counted twice; %d unfinished ones were replaced%n",
                fault, before.finished().size(), lost.size(), twice.size(), trials.size() - all.size());
        assertThat(before.finished()).as("finished before: " + fault).isNotEmpty();
        assertThat(lost).as("lost by: " + fault).isEmpty();
        assertThat(twice).as("counted twice: " + fault).isEmpty();
    }
}
