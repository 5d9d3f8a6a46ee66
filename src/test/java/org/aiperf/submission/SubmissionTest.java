// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RecordJson;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunStarted;
import org.aiperf.history.SampleHistory;
import org.aiperf.history.TrialStarted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionTest {

    private final Path temporary;
    private int unpacked;

    SubmissionTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @Test
    void anHonestRunIsVerified() throws Exception {
        Path zip = packed(SampleHistory.records("run"), Optional.empty());

        Verification verification = verify(zip, Optional.empty());

        assertThat(verification.violations()).isEmpty();
        assertThat(verification.claim()).isNotNull();
        assertThat(verification.claim().score()).isPositive();
    }

    @Test
    void aSignatureTellsWhoPackedIt() throws Exception {
        KeyPair ours = keys();
        Path signed = packed(SampleHistory.records("run"), Optional.of(ours));

        assertThat(verify(signed, Optional.of(ours.getPublic())).violations()).isEmpty();
        assertThat(verify(signed, Optional.of(keys().getPublic())).violations())
                .singleElement()
                .asString()
                .contains("manifest.sig", "not made with this key");
        change(signed, Manifest.NAME, text -> text.replaceFirst("\"valid\" : \\w+", "\"valid\" : true"));
        assertThat(verify(signed, Optional.of(ours.getPublic())).violations())
                .asString()
                .contains("not made with this key", "The verdict is claimed to be true");
    }

    @Test
    void aChangedDigitIsNamedByFileAndLine() throws Exception {
        Path zip = packed(SampleHistory.records("run"), Optional.empty());
        change(
                zip,
                "history/attempt-0001.jsonl",
                text -> text.replaceFirst("\"imagesTrained\":1", "\"imagesTrained\":9"));

        assertThat(verify(zip, Optional.empty()).violations())
                .asString()
                .contains("history/attempt-0001.jsonl: Its content is not what the manifest says")
                .containsPattern("attempt-0001.jsonl, line \\d+: it, or a line before it, was changed")
                .contains("The score is claimed to be");
    }

    @Test
    void aRemovedLineBreaksTheChain() throws Exception {
        Path zip = packed(SampleHistory.records("run"), Optional.empty());
        change(zip, "history/attempt-0001.jsonl", text -> text.replaceFirst("(?m)^.*trial-ended.*FAILED.*\n", ""));

        assertThat(verify(zip, Optional.empty()).violations()).asString().contains("changed or removed");
    }

    /** Whoever writes the whole log anew has a chain that fits; the records themselves still have to agree. */
    @Test
    void recordsThatDoNotAgreeAreFound() throws Exception {
        assertThat(forged(SubmissionTest::moreAccurate)).contains("No whole number of", "It is said to have reached");
        assertThat(forged(SubmissionTest::earlier)).contains("before what came before it was over");
        assertThat(forged(SubmissionTest::costlier)).contains("operations by v1, not", "operations by fixed, not");
        assertThat(forged(SubmissionTest::otherHash)).contains("Its network has the hash");
        assertThat(forged(SubmissionTest::finer)).contains("It trained in FP16");
    }

    @Test
    void nothingIsFasterThanItsDevicesCanBe() throws Exception {
        Path honest = packed(described(record -> record), Optional.empty());
        assertThat(verify(honest, Optional.empty()).violations()).isEmpty();

        Path forged = packed(described(SubmissionTest::faster), Optional.empty());
        assertThat(verify(forged, Optional.empty()).violations())
                .asString()
                .contains("epoch 1: It did ", "and its devices can do 249.6 Gops at most")
                .contains("score: The run did ", "all of its devices together can do 249.6 Gops at most");
    }

    @Test
    void somethingElseIsNoSubmission() throws IOException {
        Path text = Files.writeString(temporary.resolve("text.zip"), "no zip");
        assertThatThrownBy(() -> Submission.open(text, temporary.resolve("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("text.zip is no submission");

        Path evil = temporary.resolve("evil.zip");
        try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(evil))) {
            out.putNextEntry(new java.util.zip.ZipEntry("../evil"));
        }
        assertThatThrownBy(() -> Submission.open(evil, temporary.resolve("b"))).hasMessageContaining("'../evil'");
        assertThat(temporary.resolve("evil")).doesNotExist();
    }

    private String forged(UnaryOperator<HistoryRecord> forgery) throws Exception {
        List<HistoryRecord> records = new ArrayList<>();
        for (HistoryRecord record : SampleHistory.records("run")) {
            records.add(forgery.apply(record));
        }
        return verify(packed(records, Optional.empty()), Optional.empty())
                .violations()
                .toString();
    }

    private static HistoryRecord moreAccurate(HistoryRecord record) {
        return rewritten(
                record, EpochFinished.class, "\"validationAccuracy\":0\\.\\d+", "\"validationAccuracy\":0.98765432");
    }

    private static HistoryRecord earlier(HistoryRecord record) {
        return rewritten(record, EpochFinished.class, "\"start\":\\d\\d\\d\\d", "\"start\":1");
    }

    private static HistoryRecord costlier(HistoryRecord record) {
        return rewritten(record, TrialStarted.class, "\"gap\":\\d", "\"gap\":9");
    }

    private static List<HistoryRecord> described(UnaryOperator<HistoryRecord> change) {
        List<HistoryRecord> records = new ArrayList<>();
        for (HistoryRecord record : SampleHistory.records("run")) {
            records.add(change.apply(record));
            if (record instanceof RunStarted started) {
                Map<String, String> fields = Map.of(
                        "host_processor_core_count", "2",
                        "aiperf_usable_cores", "2",
                        "host_processor_frequency", "2.60 GHz",
                        "aiperf_vector_bits", "256");
                records.add(new ExecutorDescribed(started.time(), "driver", "host", fields, "none"));
            }
        }
        return records;
    }

    private static HistoryRecord faster(HistoryRecord record) {
        return rewritten(record, EpochFinished.class, "\"imagesTrained\":", "\"imagesTrained\":9999");
    }

    private static HistoryRecord otherHash(HistoryRecord record) {
        return rewritten(record, TrialStarted.class, "\"networkHash\":\".", "\"networkHash\":\"_");
    }

    private static HistoryRecord finer(HistoryRecord record) {
        return rewritten(record, TrialStarted.class, "\"precision\":\"\\w+", "\"precision\":\"FP16");
    }

    private static HistoryRecord rewritten(
            HistoryRecord record, Class<? extends HistoryRecord> type, String pattern, String replacement) {
        if (!type.isInstance(record)) {
            return record;
        }
        try {
            return RecordJson.read(RecordJson.write(record).replaceAll(pattern, replacement));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path packed(List<HistoryRecord> records, Optional<KeyPair> keys)
            throws IOException, InvalidSettingsException {
        RunDirectory run = RunDirectory.of(
                temporary.resolve("packed" + unpacked++ + "/run").toString());
        try (HistoryLog log = HistoryLog.create(run, 1)) {
            for (HistoryRecord record : records) {
                log.append(record);
            }
        }
        History history = History.read(run);
        Path zip = temporary.resolve("run" + unpacked + ".zip");
        new Packing(
                        run,
                        history,
                        Settings.parse(history.latestAttempt().settings().toString()),
                        "0.1.0",
                        Origin.UNKNOWN)
                .write(zip, keys.map(KeyPair::getPrivate));
        return zip;
    }

    private Verification verify(Path zip, Optional<PublicKey> signer) throws IOException {
        return Verification.of(Submission.open(zip, temporary.resolve("unpacked" + unpacked++)), signer);
    }

    private static void change(Path zip, String name, UnaryOperator<String> change) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            Path file = files.getPath(name);
            String before = Files.readString(file);
            String after = change.apply(before);
            assertThat(after).isNotEqualTo(before);
            Files.write(file, after.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static KeyPair keys() throws NoSuchAlgorithmException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }
}
