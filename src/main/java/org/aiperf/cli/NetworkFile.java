// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.aiperf.foreign.Cause;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkJson;

/** A network that the user names by its file, in the house's JSON or NNI's. */
final class NetworkFile {

    private NetworkFile() {}

    /**
     * Reads it.
     *
     * @throws UsageException if the file cannot be read or holds no network; the message names the file
     */
    static Network read(Path file) {
        try {
            return NetworkJson.parse(Files.readString(file));
        } catch (InvalidNetworkException e) {
            throw new UsageException("The file '%s' holds no network: %s".formatted(file, Cause.of(e)), e);
        } catch (NoSuchFileException e) {
            throw new UsageException("There is no file '%s'.".formatted(file), e);
        } catch (CharacterCodingException e) {
            throw new UsageException("The file '%s' is no text in UTF-8.".formatted(file), e);
        } catch (IOException e) {
            throw new UsageException("The file '%s' cannot be read: %s".formatted(file, Cause.of(e)), e);
        }
    }
}
