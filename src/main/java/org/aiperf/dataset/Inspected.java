// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.util.Optional;

/**
 * An image that decodes without a complaint, ready for a shard.
 *
 * @param encoded the image file: the bytes that were inspected, or another encoding of its pixels
 * @param format "JPEG" or "PNG"
 * @param height rows
 * @param width columns
 * @param fix why it was encoded anew, if it was
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once; copying would protect nothing.
public record Inspected(byte[] encoded, String format, int height, int width, Optional<String> fix) {}
