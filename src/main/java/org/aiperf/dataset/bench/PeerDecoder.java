// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program beside this one that decodes the same files by other libraries. It first writes the libraries' names in a line;
 * for each line it reads, it decodes all files by each of them and writes the images per second of CPU time in a line.
 */
final class PeerDecoder implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerDecoder.class);

    private final Process process;
    private final BufferedReader in;
    private final Writer out;
    private final List<String> names;
    private final Map<String, List<Double>> samples = new TreeMap<>();

    /**
     * Starts the program and waits for the names.
     *
     * @throws IOException if it cannot be started or is not such a program
     */
    PeerDecoder(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        out = process.outputWriter(StandardCharsets.UTF_8);
        names = words();
    }

    /**
     * The first of some programs that runs and has something to compare.
     *
     * @param files directory of the images, the programs' last argument
     */
    static Optional<PeerDecoder> first(List<List<String>> commands, Path files) {
        for (List<String> command : commands) {
            try {
                List<String> whole = new ArrayList<>(command);
                whole.add(files.toString());
                PeerDecoder peer = new PeerDecoder(whole);
                if (!peer.names().isEmpty()) {
                    return Optional.of(peer);
                }
                peer.close();
            } catch (IOException e) {
                LOG.debug("No peer by {}: {}", command, e.toString());
            }
        }
        return Optional.empty();
    }

    List<String> names() {
        return names;
    }

    /** Decodes all files once with each library; a first round that is not kept warms up. */
    void round(boolean kept) throws IOException {
        out.write("round\n");
        out.flush();
        List<String> rates = words();
        for (int i = 0; kept && i < names.size(); i++) {
            samples.computeIfAbsent(names.get(i), name -> new ArrayList<>()).add(Double.valueOf(rates.get(i)));
        }
    }

    /** Images per second by name, one value for each round that was kept. */
    Map<String, List<Double>> samples() {
        return samples;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private List<String> words() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("It ended early");
        }
        return line.isBlank() ? List.of() : List.of(line.split("\t"));
    }
}
