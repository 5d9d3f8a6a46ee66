// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Whose a file is and who may change it, by the numbers of the system: its user may have no name, as in containers. */
public final class Owners {

    private static final int ROOT = 0;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    private Owners() {}

    /** Number of the user of this process. */
    public static long me() {
        return new UnixSystem().getUid();
    }

    /** Number of a file's owner; a link is not followed. */
    public static int of(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether only this user and the administrator own it. */
    public static boolean isMine(Path file) throws IOException {
        int owner = of(file);
        return owner == me() || owner == ROOT;
    }

    /** Whether its group may write to it, which an administrator has to allow. */
    public static boolean groupWrites(Path file) throws IOException {
        return (mode(file) & GROUP_WRITES) != 0;
    }

    /** Whether everybody may write to it. */
    public static boolean othersWrite(Path file) throws IOException {
        return (mode(file) & OTHERS_WRITE) != 0;
    }

    /** Lets the group that may write to the directory above write to this one as well, whatever mask its maker had. */
    public static void asAbove(Path directory) throws IOException {
        Path above = directory.toAbsolutePath().getParent();
        if (above != null && groupWrites(above) && !othersWrite(above)) {
            Files.setAttribute(directory, "unix:mode", mode(above));
        }
    }

    /** Lets the group that may write to the directory of a file read and write the file as well. */
    public static void shareFile(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && groupWrites(directory)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        }
    }

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode");
    }
}
