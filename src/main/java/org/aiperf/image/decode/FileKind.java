// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/** What a file is that was taken for another: told from how it begins, so that an error can name the cause. */
public enum FileKind {
    EMPTY("an empty file"),
    GZIP("compressed by gzip"),
    ZSTD("compressed by Zstandard"),
    XZ("compressed by xz"),
    BZIP2("compressed by bzip2"),
    ZIP("a zip archive"),
    LFS_POINTER("a pointer of Git LFS, not the file itself: run git lfs pull"),
    WEB_PAGE("a web page, such as a failed download leaves"),
    WEBP("a WebP image"),
    GIF("a GIF image"),
    TIFF("a TIFF image"),
    BMP("a BMP image"),
    AVIF("an AVIF or HEIF image"),
    PDF("a PDF"),
    PARQUET("a Parquet file"),
    ZEROS("zeros, as a download that never arrived leaves"),
    JPEG("a JPEG image"),
    PNG("a PNG image"),
    UNKNOWN("of no kind that is known here");

    private static final int LOOKED_AT = 512;

    private final String text;

    FileKind(String text) {
        this.text = text;
    }

    /** To follow "it is". */
    public String text() {
        return text;
    }

    /** Tells the kind from the first bytes; a few hundred are enough. */
    public static FileKind of(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, LOOKED_AT), ISO_8859_1);
        String page = start.stripLeading().toLowerCase(Locale.ROOT);
        if (start.isEmpty()) {
            return EMPTY;
        } else if (start.startsWith("\u001f\u008b")) {
            return GZIP;
        } else if (start.startsWith("(\u00b5/\u00fd")) {
            return ZSTD;
        } else if (start.startsWith("\u00fd7zXZ")) {
            return XZ;
        } else if (start.startsWith("BZh")) {
            return BZIP2;
        } else if (start.startsWith("PK\u0003\u0004")) {
            return ZIP;
        } else if (start.startsWith("version https://git-lfs")) {
            return LFS_POINTER;
        } else if (page.startsWith("<!doctype") || page.startsWith("<html") || page.startsWith("<?xml")) {
            return WEB_PAGE;
        } else if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return WEBP;
        } else if (start.startsWith("GIF8")) {
            return GIF;
        } else if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
            return TIFF;
        } else if (start.startsWith("BM") && bytes.length > 14 && start.startsWith("\0\0\0\0", 6)) {
            return BMP;
        } else if (start.startsWith("ftyp", 4)) {
            return AVIF;
        } else if (start.startsWith("%PDF")) {
            return PDF;
        } else if (start.startsWith("PAR1")) {
            return PARQUET;
        } else if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        } else if (start.startsWith("\u0089PNG")) {
            return PNG;
        }
        return start.chars().allMatch(each -> each == 0) ? ZEROS : UNKNOWN;
    }
}
