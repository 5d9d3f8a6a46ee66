// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aiperf.submission.Forgery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that {@code verify} can accuse a submission of, each by what it then says and by its exit code. */
class AccusationsTest {

    private static final long DAY = 86_400_000;

    private final Path temporary;

    AccusationsTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @Test
    void anHonestRunIsVerified() throws Exception {
        Verdict verdict = verify(Forgery.ofHonestRun().pack(temporary));

        assertThat(verdict.text()).startsWith("VERIFIED");
        assertThat(verdict.exitCode()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"networks", "times", "epochs", "plans", "devices", "numbers", "rules"})
    void aForgeryIsNamed(String sentence, Consumer<Forgery> change) throws Exception {
        Forgery forgery = Forgery.ofHonestRun();
        change.accept(forgery);

        Verdict verdict = verify(forgery.pack(temporary));

        assertThat(verdict.text()).containsPattern(sentence);
        assertThat(verdict.exitCode()).isOne();
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                forged("Its network has the hash [0-9a-f]{16}, not 0000000000000000 as recorded", f -> f.of(3, START)
                        .put("networkHash", "0000000000000000")),
                forged("It trained the same network as trial 000001", f -> copy(f.of(1, START), f.of(3, START))),
                forged("Its parent, trial 000099, was not begun before it", f -> f.of(7, START)
                        .put("parent", "000099")),
                forged("Its parent, trial \\d+, did not finish", f -> parentOf(f, 7, END)
                        .put("state", "CUT")),
                forged("It began \\d+ ms before its parent, trial \\d+, had finished", f -> parentOf(f, 7, END)
                        .put("time", f.last("run-stopped").get("time").asLong())),
                forged(
                        "Its network does not follow from a seed network of the settings by widen\\(1,3\\)",
                        f -> morphs(f.of(1, START), "widen(1,3)")),
                forged(
                        "does not follow from .* by no morph: applying them again gives another network",
                        f -> morphs(morphed(f))),
                forged("'enlarge\\(1\\)' is no morph", f -> morphs(f.of(1, START), "enlarge(1)")),
                forged("goes beyond the limits of aiperf.search", f -> settings(f, "search")
                        .put("max-layers", 20)),
                forged("Its seed networks cannot be built for the networks that were trained", f -> ((ArrayNode)
                                settings(f, "search").get("seed-networks"))
                        .removeAll()
                        .add("resnet-9")),
                forged(
                        "Training an image takes \\S+ operations by fixed, not \\S+ as recorded",
                        f -> ((ObjectNode) f.of(1, START).at("/operations/fixed/forward")).put("conv", 1e12)),
                forged("The model of the best trial is missing, so that nobody can check its accuracy", f -> f.all(END)
                        .forEach(end -> f.withoutModel(best(f)))));
    }

    static Stream<Arguments> times() {
        return Stream.of(
                forged("It began \\d+ ms before the run", f -> f.first("run-started")
                        .put("time", f.of(0, START).get("time").asLong() + 5)),
                forged("It began \\d+ ms before trial \\d+ ended on the same slot, driver/\\d", f -> f.last(START)
                        .put("time", f.last(START).get("time").asLong() - 5000)),
                forged("It began \\d+ ms before what came before it was over", f -> f.of(1, EPOCH)
                        .put("start", f.of(1, START).get("time").asLong() - 9)),
                forged("Its parts took \\d+ ms, the whole \\d+ ms", f -> f.of(1, EPOCH)
                        .put("trainMillis", 9_000_000)),
                forged("It ended \\d+ ms before its last epoch", f -> f.of(1, END)
                        .put("time", f.of(1, START).get("time").asLong())),
                forged("It begins at 1970-01-01T00:00:00Z, before AIPerf could write it", f -> f.first("run-started")
                        .put("time", 0)),
                forged("It ends at \\S+, which is yet to come", f -> f.last("run-stopped")
                        .put("time", System.currentTimeMillis() + 2 * DAY)),
                forged(
                        "Its drivers were at work for 1:\\d\\d:\\d\\d; the settings end the run after 0:05:30",
                        f -> f.last("run-stopped")
                                .put("time", f.last("run-stopped").get("time").asLong() + 3_600_000)),
                forged(
                        "It is said to be complete after 0:\\d\\d:\\d\\d and 12 trials; the settings end the run after .* or 99 trials",
                        f -> settings(f, "run").put("trials", 99)),
                forged("It was one of \\d trials at once; the run has 2 at once", f -> f.all(START)
                        .forEach(start -> start.put(
                                        "time", f.of(0, START).get("time").asLong())
                                .put("slot", "driver/" + start.get("sequence").asInt()))));
    }

    static Stream<Arguments> epochs() {
        return Stream.of(
                forged("It is number 1 of its trial", f -> f.of(1, EPOCH).put("epoch", 2)),
                forged("It validated 1999 images, the first epoch of the run 2000", f -> f.last(EPOCH)
                        .put("imagesValidated", 1999)),
                forged("It validated 1 images; an evaluation has 2000", f -> f.all(EPOCH)
                        .forEach(epoch -> epoch.put("imagesValidated", 1))),
                forged("It trained 99840 images; in batches of 64 an epoch has 9984", f -> f.of(1, EPOCH)
                        .put("imagesTrained", 99840)),
                forged("It was trained at the rate -5.0; the schedule gives 0.05", f -> f.of(1, EPOCH)
                        .put("learningRate", -5)),
                forged("No whole number of 2000 images gives an accuracy of 0.98765432", f -> f.of(1, EPOCH)
                        .put("validationAccuracy", 0.98765432)),
                forged("No whole number of 9984 images gives a training accuracy of 0.7654321", f -> f.of(1, EPOCH)
                        .put("trainAccuracy", 0.7654321)),
                forged("It has 1 epochs, and its budget was 0", f -> f.of(1, START)
                        .put("epochs", 0)),
                forged("It is said to have reached an accuracy of 0.999; its epochs reached", f -> f.of(1, END)
                        .put("accuracy", 0.999)),
                forged("It is said to have finished, and has no epoch", f -> f.records()
                        .remove(f.of(1, EPOCH))));
    }

    static Stream<Arguments> plans() {
        return Stream.of(
                forged("Its budget is 7 epochs; the settings give 1 to a trial of round 0", f -> f.of(1, START)
                        .put("epochs", 7)),
                forged("The trial of number 3 is missing", f -> f.remove(3)),
                forged("The trials of numbers 0 to 1 are missing", f -> {
                    f.remove(0);
                    f.remove(1);
                }),
                forged("Its number 2 is that of an earlier trial", f -> f.of(3, START)
                        .put("sequence", 2)),
                forged("Number 1 is not in round 3 of a run of 2 trials at once", f -> f.of(1, START)
                        .put("round", 3)),
                forged("Its hyperparameters are .*; a trial of round 0 has", f -> hyperparameters(f, 1)
                        .put("dropoutRate", 0.05)),
                forged("Its hyperparameters, .*, are outside of the ranges of the settings", f -> hyperparameters(f, 11)
                        .put("dropoutRate", 0.9)),
                forged("It went on to epoch \\d; the stopping rule ends it after epoch \\d", f -> settings(
                                f, "stopping")
                        .put("rule", "custom")
                        .withObject("/custom")
                        .put("patience", 1)
                        .put("min-delta", 0.5)),
                forged(
                        "It is said to have finished after 2 of 3 epochs; the stopping rule does not end it there",
                        f -> {
                            f.records().removeIf(record -> record.path("epoch").asInt() == 3);
                        }),
                forged("It has 12 finished trials; the settings end the run after 3", f -> settings(f, "run")
                        .put("trials", 3)));
    }

    static Stream<Arguments> devices() {
        return Stream.of(
                forged(
                        "Nothing bounds its score, so that boards do not rank it: Nobody described the machine of executor 'driver'",
                        f -> f.records().remove(f.first("executor-described"))),
                forged(
                        "Nothing bounds its score.*: No peak rate in bf16 is known of 'Quantum X9000'",
                        f -> gpus(f, "Quantum X9000", 4)),
                forged(
                        "Nothing bounds its score.*: No machine has 1 processors with 1024 cores, .* at 9.99 GHz",
                        f -> fields(f)
                                .put("host_processor_core_count", "1024")
                                .put("host_processor_frequency", "9.99 GHz")),
                forged(
                        "Nothing bounds its score.*: The description of \\S+ lacks cores, clock or width of vectors",
                        f -> fields(f).remove("host_processor_frequency")),
                forged("epoch \\d: It did \\S+ \\S+, and its devices can do \\S+ \\S+ at most", f -> fields(f)
                        .put("host_processor_frequency", "0.01 GHz")),
                forged("The run did \\S+ \\S+, and all of its devices together can do", f -> fields(f)
                        .put("host_processor_frequency", "0.01 GHz")),
                forged("It began \\d+ ms before trial \\d+ ended on the same GPU, 0 of \\S+", f -> gpus(f, "H100", 4)),
                forged("It names GPU 0 twice", f -> {
                    gpus(f, "H100", 4);
                    ((ArrayNode) f.of(0, START).get("gpus")).add(0);
                }),
                forged("It trained on 1 GPUs of \\S+, which has 0", f -> gpus(f, "H100", 0)),
                forged(
                        "energy of executor ghost: No machine was described for it",
                        f -> energy(f, "ghost", 20_000, 500)),
                forged(
                        "It was measured for 9000000 ms; at that time the run had lasted \\d+ ms",
                        f -> energy(f, "driver", 9_000_000, 99_999)),
                forged("The part 'cpu' took 1.0E-9 J in 20000 ms", f -> energy(f, "driver", 20_000, 1e-9)));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                forged("Its training loss is -7; it can be from 0 to 1000000", f -> f.of(1, EPOCH)
                        .put("loss", -7)),
                forged("Its validation loss is -7", f -> f.of(1, EPOCH).put("validationLoss", -7)),
                forged("Its training accuracy is 42; it can be from 0 to 1", f -> f.of(1, EPOCH)
                        .put("trainAccuracy", 42)),
                forged("Its learning rate is -5; it can be from 0 to 100", f -> f.of(1, EPOCH)
                        .put("learningRate", -5)),
                forged("Its number of images trained is -64", f -> f.of(1, EPOCH)
                        .put("imagesTrained", -64)),
                forged("Its number of images validated is 0", f -> f.of(1, EPOCH)
                        .put("imagesValidated", 0)),
                forged("Its time for training is -1 ms", f -> f.of(1, EPOCH).put("trainMillis", -1)),
                forged("Its time for data is -1 ms", f -> f.of(1, EPOCH).put("dataMillis", -1)),
                forged("Its time for validation is -1 ms", f -> f.of(1, EPOCH).put("evaluateMillis", -1)),
                forged("Its round is -1; it can be 0 or more", f -> f.of(1, START)
                        .put("round", -1)),
                forged("Its predicted accuracy is 1.5", f -> f.of(1, END).put("predicted", 1.5)),
                forged("Its CPU time of the search is -1", f -> search(f).put("cpuSeconds", -1)),
                forged("Its hidden share of the search is 2", f -> search(f).put("hiddenShare", 2)),
                forged("Its history size is -3", f -> search(f).put("historySize", -3)),
                forged("Its staleness is -3", f -> search(f).put("staleness", -3)),
                forged("Its idle time is -3 ms", f -> search(f).put("idleMillis", -3)),
                forged("Its waiting time is -3 ms", f -> search(f).put("waitedMillis", -3)),
                forged("Its GPU is -1", f -> ((ArrayNode) f.of(1, START).get("gpus")).add(-1)));
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                forged("Its run has a name that no run can have", f -> f.first("run-started")
                        .put("run", "x VALID")),
                forged("It ran 'other', the first driver 'embedded'", f -> second(f)
                        .put("run", "other")),
                forged(
                        "It changed the settings aiperf.score",
                        f -> ((ObjectNode) second(f).at("/settings/aiperf/score")).put("first-mark", "1 s")),
                forged("It began \\d+ ms before the driver before it", f -> second(f)
                        .put("time", f.first("run-started").get("time").asLong() - 9)),
                forged("It trained in FP16, and the settings say FP32", f -> {
                    settings(f, "training").put("precision", "fp32");
                    f.of(1, START).put("precision", "FP16");
                }));
    }

    private static final String START = "trial-started";
    private static final String EPOCH = "epoch-finished";
    private static final String END = "trial-ended";

    private static Arguments forged(String sentence, Consumer<Forgery> change) {
        return arguments(sentence, change);
    }

    private static ObjectNode settings(Forgery forgery, String group) {
        return (ObjectNode) forgery.first("run-started").at("/settings/aiperf/" + group);
    }

    private static ObjectNode hyperparameters(Forgery forgery, int trial) {
        return (ObjectNode) forgery.of(trial, START).get("hyperparameters");
    }

    /** A trial whose network is no seed network: slots that start at once leave open which one that is. */
    private static ObjectNode morphed(Forgery forgery) {
        return forgery.all(START).stream()
                .filter(start -> !start.get("morphs").isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode search(Forgery forgery) {
        return (ObjectNode) forgery.of(1, START).get("search");
    }

    private static ObjectNode fields(Forgery forgery) {
        return (ObjectNode) forgery.first("executor-described").get("fields");
    }

    private static ObjectNode parentOf(Forgery forgery, int trial, String type) {
        return forgery.of(
                Integer.parseInt(forgery.of(trial, START).get("parent").asText()), type);
    }

    private static String best(Forgery forgery) {
        return forgery.all(EPOCH).stream()
                .max((a, b) -> Double.compare(
                        a.get("validationAccuracy").asDouble(),
                        b.get("validationAccuracy").asDouble()))
                .orElseThrow()
                .get("trial")
                .asText();
    }

    private static void morphs(ObjectNode start, String... morphs) {
        ArrayNode array = start.putArray("morphs");
        List.of(morphs).forEach(array::add);
    }

    private static void copy(ObjectNode from, ObjectNode to) {
        for (String field : List.of("network", "networkHash", "operations", "morphs")) {
            to.set(field, from.get(field));
        }
    }

    private static void gpus(Forgery forgery, String model, int count) {
        fields(forgery).put("accelerator_model_name", model).put("accelerators_per_node", Integer.toString(count));
        forgery.all(START).forEach(start -> start.putArray("gpus").add(0));
    }

    private static void energy(Forgery forgery, String executor, long millis, double joules) {
        ObjectNode record = forgery.first("run-started").objectNode();
        record.put("type", "energy-measured")
                .put("time", forgery.last("run-stopped").get("time").asLong())
                .put("executor", executor)
                .put("host", "node")
                .put("millis", millis)
                .put("quality", "RAPL energy counters")
                .putObject("joules")
                .put("cpu", joules);
        forgery.records().add(forgery.records().size() - 1, record);
    }

    private static ObjectNode second(Forgery forgery) {
        ObjectNode driver = forgery.first("run-started").deepCopy();
        driver.put("attempt", 2)
                .put("time", forgery.last("run-stopped").get("time").asLong() + 10);
        forgery.records().add(driver);
        return driver;
    }

    private record Verdict(int exitCode, String text) {}

    private static Verdict verify(Path zip) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), "verify", zip.toString());
        assertThat(err.toString()).isEmpty();
        return new Verdict(code, out.toString());
    }
}
