// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What libraries throw where files, names and servers are not as they should be, thrown by them. */
class CauseTest {

    private final Path directory;

    CauseTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Does what must fail. */
    @FunctionalInterface
    private interface Deed {
        void doIt() throws Exception;
    }

    @Test
    void theJdksBarePathsBecomeSentences() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Path none = directory.resolve("none");
        assertThat(cause(() -> Files.readString(none))).isEqualTo("There is no file '%s'".formatted(none));
        assertThat(cause(() -> new FileInputStream(none.toFile()).close()))
                .isEqualTo("'%s' cannot be opened: no such file or directory".formatted(none));
        assertThat(cause(() -> new FileInputStream(directory.toFile()).close()))
                .isEqualTo("'%s' cannot be opened: is a directory".formatted(directory));
        assertThat(cause(() -> Files.createDirectory(directory))).isEqualTo("'%s' exists already".formatted(directory));
        assertThat(cause(() -> {
                    try (DirectoryStream<Path> stream = Files.newDirectoryStream(file)) {
                        assertThat(stream).isNotNull();
                    }
                }))
                .isEqualTo("'%s' is no directory".formatted(file));
        assertThat(cause(() -> Files.delete(directory))).isEqualTo("'%s' is not empty".formatted(directory));
        assertThat(cause(() -> Files.createDirectories(file.resolve("x").resolve("y"))))
                .contains(file.toString())
                .contains("cannot be used");
        assertThat(cause(() -> {
                    throw new AccessDeniedException("/nonexistent");
                }))
                .isEqualTo("'/nonexistent' cannot be used: permission denied; choose another place, or get the right");
        assertThat(cause(() -> {
                    throw new FileSystemException("/full/x", null, "No space left on device");
                }))
                .isEqualTo("'/full/x' cannot be used: no space left on device");
        assertThat(cause(() -> Files.readString(Path.of("a\0b")))).contains("is no path");
    }

    @Test
    void damagedContentIsNamedAsThat() throws Exception {
        Path file = Files.write(directory.resolve("latin1"), new byte[] {'a', (byte) 0xe9, 'b'});
        assertThat(cause(() -> Files.readString(file))).isEqualTo("A file is no text in UTF-8");
        assertThat(cause(() -> new ZipFile(file.toFile()).close()))
                .isEqualTo("A compressed file is damaged; copy it again");
        assertThat(cause(() -> {
                    throw new UncheckedIOException(new EOFException());
                }))
                .isEqualTo("A file ends early; copy it again");
    }

    @Test
    void placesThatAreNotThereAreNamed() throws Exception {
        assertThat(cause(() -> new org.apache.hadoop.fs.Path("nowhere://x/y").getFileSystem(new Configuration())))
                .startsWith("There is no file system 'nowhere' here");
        assertThat(cause(() -> {
                    throw new UnknownHostException("namenode: Name or service not known");
                }))
                .isEqualTo("There is no host 'namenode'; check the name");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(cause(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    }
                }))
                .startsWith("A server does not answer (");
    }

    @Test
    void whatLibrariesSayIsNoAdvice() {
        assertThat(cause(() -> new ObjectMapper().readTree("{\"a\": tru")))
                .isEqualTo("it is no JSON of the form that is expected, at line 1, column 10");
        assertThat(cause(() -> Integer.parseInt("1O"))).isEqualTo("'1O' is no number");
        assertThat(cause(() -> List.of(1).get(3)))
                .startsWith("it is damaged, or not of the form that is expected (")
                .doesNotContain("Index 3");
        assertThat(cause(() -> new GZIPInputStream(new ByteArrayInputStream(new byte[] {31, (byte) 139, 8})).read()))
                .isEqualTo("A file ends early; copy it again");
        assertThat(cause(() -> new org.apache.hadoop.fs.Path("")))
                .isEqualTo("a library refuses it, saying \"Can not create a Path from an empty string\"");
        assertThat(cause(() -> {
                    throw new EOFException("the sentence that we made");
                }))
                .isEqualTo("the sentence that we made");
    }

    @Test
    void ourOwnSentencesStayAndSilenceIsSaid() {
        assertThat(Cause.of(new IOException("Shard x is damaged; copy it again")))
                .isEqualTo("Shard x is damaged; copy it again");
        assertThat(Cause.of(new IOException())).isEqualTo("It failed without a reason (IOException)");
    }

    private static String cause(Deed deed) {
        try {
            deed.doIt();
        } catch (Exception e) {
            return Cause.of(e);
        }
        throw new AssertionError("Nothing failed");
    }
}
