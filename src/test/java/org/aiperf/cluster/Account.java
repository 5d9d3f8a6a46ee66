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
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aiperf.history.NoSuchRunException;
import org.aiperf.history.RunDirectory;

/** Adds up what a run's log says line by line, without the code that the application reads it with. */
final class Account {

    private final Map<String, Integer> records = new TreeMap<>();
    private final Map<String, JsonNode> operations = new HashMap<>();
    private final Map<String, List<JsonNode>> trials = new TreeMap<>();
    private final Set<String> finished = new TreeSet<>();
    private double sum;

    static Account of(RunDirectory run) throws IOException {
        Account account = new Account();
        ObjectMapper mapper = new ObjectMapper();
        for (String file : files(run)) {
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

    private static List<String> files(RunDirectory run) throws IOException {
        try {
            return run.historyFiles();
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
            case "trial-ended" -> {
                records.merge("end of " + trial, 1, Integer::sum);
                if (line.path("state").asText().equalsIgnoreCase("finished")) {
                    finished.add(trial);
                }
            }
            default -> {
                return; // the driver's own records belong to no trial
            }
        }
        trials.computeIfAbsent(trial, id -> new ArrayList<>()).add(line);
    }

    /** All operations of all epochs, by the fixed definition. */
    double operations() {
        return sum;
    }

    /** Trials that ended by themselves. */
    Set<String> finished() {
        return finished;
    }

    /** Fails if a trial that had finished before is not there any more as it was, or anything is there twice. */
    void assertNothingLostSince(Account before, String fault) {
        List<String> lost = before.finished.stream()
                .filter(trial -> !Objects.equals(before.trials.get(trial), trials.get(trial)))
                .toList();
        List<String> twice = records.entrySet().stream()
                .filter(record -> record.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
        System.out.printf(
                "%s: %d trials had finished, %d of them lost, %d records counted twice; %d unfinished ones were replaced%n",
                fault, before.finished.size(), lost.size(), twice.size(), trials.size() - finished.size());
        assertThat(before.finished).as("finished before: " + fault).isNotEmpty();
        assertThat(lost).as("lost by: " + fault).isEmpty();
        assertThat(twice).as("counted twice: " + fault).isEmpty();
    }
}
