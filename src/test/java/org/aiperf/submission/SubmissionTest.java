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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
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
        Path zip = packed(Optional.empty());

        Verification verification = verify(zip, Optional.empty());

        assertThat(verification.violations()).isEmpty();
        assertThat(verification.claim()).isNotNull();
        assertThat(verification.claim().score()).isPositive();
    }

    @Test
    void aSignatureTellsWhoPackedIt() throws Exception {
        KeyPair ours = keys();
        Path signed = packed(Optional.of(ours));

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
        Path zip = packed(Optional.empty());
        change(
                zip,
                "history/attempt-0001.jsonl",
                text -> text.replaceFirst("\"imagesTrained\":9", "\"imagesTrained\":8"));

        assertThat(verify(zip, Optional.empty()).violations())
                .asString()
                .contains("history/attempt-0001.jsonl: Its content is not what the manifest says")
                .containsPattern("attempt-0001.jsonl, line \\d+: it, or a line before it, was changed")
                .contains("The score is claimed to be");
    }

    @Test
    void aRemovedLineBreaksTheChain() throws Exception {
        Path zip = packed(Optional.empty());
        change(zip, "history/attempt-0001.jsonl", text -> text.replaceFirst("(?m)^.*trial-ended.*000003.*\n", ""));

        assertThat(verify(zip, Optional.empty()).violations()).asString().contains("changed or removed");
    }

    @Test
    void whatAnotherToolPackedAgainIsStillASubmission() throws Exception {
        Path zip = packed(Optional.empty());
        Path again = temporary.resolve("again.zip");
        try (var in = new java.util.zip.ZipInputStream(Files.newInputStream(zip));
                var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(again))) {
            for (String directory : List.of("history/", "models/")) {
                out.putNextEntry(new java.util.zip.ZipEntry(directory));
            }
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                in.transferTo(out);
            }
        }

        assertThat(verify(again, Optional.empty()).violations()).isEmpty();
    }

    @Test
    void whatTheManifestNamesMustBeThereAndNothingElse() throws Exception {
        Path lost = packed(Optional.empty());
        change(
                lost,
                Manifest.NAME,
                text -> text.replace("\"history/attempt-0001.jsonl\"", "\"history/attempt-0002.jsonl\""));

        assertThat(verify(lost, Optional.empty()).violations())
                .asString()
                .contains("history/attempt-0001.jsonl: The manifest does not name this file")
                .contains("history/attempt-0002.jsonl: The file is missing");
    }

    @Test
    void everyFieldOfTheClaimIsComputedAnew() throws Exception {
        Map<String, String> fields = Map.of(
                "run", "\"other\"",
                "definition", "\"v1\"",
                "score", "1e18",
                "regulated", "1e18",
                "scoreV1", "1e18",
                "accuracy", "0.99",
                "trial", "\"000001\"",
                "activeMillis", "3600000",
                "valid", "true",
                "reasons", "[ \"none\" ]");
        for (var field : fields.entrySet()) {
            Path zip = packed(Optional.empty());
            change(
                    zip,
                    Manifest.NAME,
                    text -> text.replaceFirst(
                            "\"" + field.getKey() + "\" : (\\[[^\\]]*\\]|[^,\n]+)",
                            "\"" + field.getKey() + "\" : " + field.getValue()));

            assertThat(verify(zip, Optional.empty()).violations())
                    .as(field.getKey())
                    .singleElement()
                    .asString()
                    .containsPattern("manifest.json: The [a-z0-9 ]+ (is|are) claimed to be .*; the history gives");
        }
    }

    @Test
    void aModelIsTheOneThatItsTrialLeft() throws Exception {
        Forgery forgery = Forgery.ofHonestRun();
        forgery.all("trial-ended").forEach(end -> end.put("model", "0".repeat(64)));
        Path zip = forgery.pack(Files.createDirectory(temporary.resolve("hash")));

        assertThat(verify(zip, Optional.empty()).violations())
                .asString()
                .contains("It is not the model that the trial left: SHA-256 ", "not 000000");

        Path damaged = packed(Optional.empty());
        try (FileSystem files = FileSystems.newFileSystem(damaged);
                var models = Files.list(files.getPath("models"))) {
            Files.write(models.findFirst().orElseThrow(), new byte[] {1, 2, 3});
        }
        assertThat(verify(damaged, Optional.empty()).violations()).asString().contains("models/", "It cannot be read");
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

    private Path packed(Optional<KeyPair> keys) throws IOException, InvalidSettingsException {
        Forgery.Packed packed =
                Forgery.ofHonestRun().packing(Files.createDirectory(temporary.resolve("packed" + unpacked++)));
        if (keys.isEmpty()) {
            return packed.zip();
        }
        History history = History.read(packed.run());
        Path zip = temporary.resolve("signed" + unpacked++ + ".zip");
        Settings settings = Settings.parse(history.latestAttempt().settings().toString());
        new Packing(packed.run(), history, settings, "0.1.0", Origin.UNKNOWN).write(zip, keys.map(KeyPair::getPrivate));
        return zip;
    }

    private Verification verify(Path zip, Optional<PublicKey> signer) throws IOException {
        return Verification.of(Submission.open(zip, temporary.resolve("unpacked" + unpacked++)), signer, Instant.now());
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
