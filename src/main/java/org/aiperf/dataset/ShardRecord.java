// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

/**
 * One record as it lies in a shard.
 *
 * @param shard the shard's place in the manifest, from 0
 * @param number the record's number in the shard, from 1
 * @param offset where it starts in its file
 * @param file the shard's path, for errors
 * @param data holds the record's bytes from its start
 * @param length how many they are
 */
@SuppressWarnings("ArrayRecordComponent") // Passed from reader to decoder once; copying would protect nothing.
record ShardRecord(int shard, long number, long offset, String file, byte[] data, int length) {}
