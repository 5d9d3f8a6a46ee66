// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.aiperf.dataset.SampleImages.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.aiperf.foreign.Owners;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardCacheTest {

    private static final long PLENTY = 1 << 30;
    private static final Reading READING = new Reading(3, 5000, 2, 2);

    private final Path data;
    private final Path cache;

    ShardCacheTest(@TempDir Path directory) {
        this.data = directory.resolve("data");
        this.cache = directory.resolve("cache");
    }

    @Test
    void threadsOfOneJvmCopyEachShardOnceAndReadTheSameImages() throws Exception {
        SampleImages.write(data, 12, 20);
        List<Integer> direct = numbers(SampleImages.open(data, READING).training(10, 1, 0));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<List<Integer>>> passes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                passes.add(threads.submit(() -> numbers(cached(PLENTY).training(10, 1, 0))));
            }
            for (Future<List<Integer>> pass : passes) {
                assertThat(pass.get()).isEqualTo(direct);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(numbers(cached(PLENTY).validation(4))).hasSize(10);
        assertThat(RemoteFiles.opened(data)).isEqualTo(12 + 2);
        assertThat(copies()).hasSize(12 + 2);
    }

    @Test
    void processesOfANodeCopyEachShardOnce() throws Exception {
        SampleImages.write(data, 40, 5);
        try (CacheProcess first = CacheProcess.start("read", data, cache);
                CacheProcess second = CacheProcess.start("read", data, cache)) {
            first.await("ready");
            second.await("ready");
            first.go();
            second.go();
            assertThat(first.opened() + second.opened()).isEqualTo(40);
        }
        assertThat(copies()).hasSize(40);
    }

    @Test
    void aProcessKilledInTheMiddleOfACopyLeavesNothingInTheWay() throws Exception {
        SampleImages.write(data, 2, 5);
        NodeLocks locks = NodeLocks.of(shards().resolve("locks"));
        String lock = "copy " + SampleImages.source(data, 0).entry().sha256();
        try (CacheProcess hanging = CacheProcess.start("hang", data, cache)) {
            hanging.await("hanging");
            assertThat(locks.tryHold(lock)).isEmpty();
        }
        assertThat(files(".partial")).hasSize(1);
        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).hasSize(10);
        assertThat(copies()).hasSize(2);
        assertThat(files(".partial")).isEmpty();
    }

    @Test
    void whatWasUsedLongestAgoMakesRoomButNeverWhatIsInUse() throws IOException {
        SampleImages.write(data, 4, 20);
        AtomicLong time = new AtomicLong(1);
        InstantSource clock = () -> Instant.ofEpochSecond(time.getAndIncrement());
        long shard = Files.size(data.resolve("train-0"));
        ShardCache three = new ShardCache(cache, 3 * shard + 100, clock);

        CachedShard held = take(three, 0).orElseThrow();
        take(three, 1).orElseThrow().close();
        take(three, 2).orElseThrow().close();
        take(three, 1).orElseThrow().close();
        CachedShard fourth = take(three, 3).orElseThrow();
        assertThat(copies()).containsExactlyInAnyOrder(copy(0), copy(1), copy(3));

        CachedShard third = take(three, 2).orElseThrow();
        assertThat(copies()).containsExactlyInAnyOrder(copy(0), copy(2), copy(3));
        assertThat(take(three, 1)).isEmpty();
        third.close();
        assertThat(take(three, 1)).isPresent();
        assertThat(copies()).containsExactlyInAnyOrder(copy(0), copy(1), copy(3));
        held.close();
        fourth.close();
    }

    @Test
    void aBudgetThatIsTooSmallCostsSpeedAndNothingElse() throws IOException {
        SampleImages.write(data, 7, 20);
        List<Integer> direct = numbers(SampleImages.open(data, READING).training(10, 1, 0));
        long shard = Files.size(data.resolve("train-0"));
        for (long budget : List.of(1L, shard + 100, 4 * shard)) {
            assertThat(numbers(cached(budget).training(10, 1, 0))).isEqualTo(direct);
            assertThat(copies().stream()
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThanOrEqualTo(budget);
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenCostsSpeedAndNothingElse() throws IOException {
        SampleImages.write(data, 2, 5);
        Files.writeString(cache, "not a directory");
        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).hasSize(10);
    }

    @Test
    void aDamagedSourceIsNamedWithItsRecordAndNotKept() throws IOException {
        SampleImages.write(data, 1, 20);
        flipByteNearTheEnd(data.resolve("train-0"));
        assertThatThrownBy(() -> numbers(cached(PLENTY).training(10, 1, 0)))
                .isInstanceOf(DamagedShardException.class)
                .hasMessageContaining("remote:" + data.resolve("train-0"))
                .hasMessageContaining("record 20");
        SampleImages.writer(data).write("train-0", SampleImages.examples(1, 21));
        assertThatThrownBy(() -> numbers(cached(PLENTY).training(10, 1, 0)))
                .isInstanceOf(DamagedShardException.class)
                .hasMessageContaining("remote:" + data.resolve("train-0"))
                .hasMessageContaining("its SHA-256 is");
        assertThat(copies()).isEmpty();
        assertThat(files(".partial")).isEmpty();
    }

    @Test
    void aCopyThatWentBadIsMadeAgain() throws IOException {
        SampleImages.write(data, 1, 20);
        List<Integer> good = numbers(cached(PLENTY).training(10, 1, 0));
        byte[] bytes = Files.readAllBytes(copy(0));
        flipByteNearTheEnd(copy(0));
        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).isEqualTo(good);
        assertThat(copy(0)).hasBinaryContent(bytes);
    }

    /** Right in itself, and of the right size and age: only its digest tells that it is another one. */
    /** The index is no part of the copy: whatever is wrong with it, the copy stays. */
    @Test
    void aBadIndexCostsNoCopy() throws IOException {
        SampleImages.write(data, 2, 20);
        SampleImages.stateContent(data);
        numbers(cached(PLENTY).training(10, 1, 0));
        byte[] other = Files.readAllBytes(data.resolve(ShardIndex.file("train-0")));
        Files.write(data.resolve(ShardIndex.file("train-1")), other);
        assertThatThrownBy(() -> numbers(cached(PLENTY).training(10, 1, 0)))
                .hasMessageContaining("is not the image that its index lists");
        Files.delete(data.resolve(ShardIndex.file("train-1")));
        assertThatThrownBy(() -> numbers(cached(PLENTY).training(10, 1, 0))).hasMessageContaining("is missing");
        assertThat(copies()).hasSize(2);
    }

    @Test
    void aCopyWithOtherImagesIsNotUsed() throws IOException {
        SampleImages.write(data, 2, 20);
        List<Integer> good = numbers(cached(PLENTY).training(10, 1, 0));
        FileTime time = Files.getLastModifiedTime(copy(0));
        Files.copy(copy(1), copy(0), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(copy(0), time);

        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).isEqualTo(good);
        assertThat(Sha256.of(Files.readAllBytes(copy(0))))
                .isEqualTo(SampleImages.source(data, 0).entry().sha256());
    }

    /** What is there under the right name counts as soon as its digest was computed, and then without that. */
    @Test
    void aCopyOfUnknownOriginIsCheckedOnce() throws IOException {
        SampleImages.write(data, 1, 20);
        numbers(cached(PLENTY).training(10, 1, 0));
        Files.delete(CopySeal.beside(copy(0)));
        int opened = RemoteFiles.opened(data);

        ShardCache other = new ShardCache(cache, PLENTY, InstantSource.system());
        take(other, 0).orElseThrow().close();

        assertThat(RemoteFiles.opened(data)).isEqualTo(opened);
        assertThat(new CopySeal().isWhole(copy(0))).isTrue();
    }

    @Test
    void aCopyThatGoesBadWhileItIsReadIsReplacedByItsSource() throws IOException {
        SampleImages.write(data, 1, 20);
        ShardCache shardCache = new ShardCache(cache, PLENTY, InstantSource.system());
        ShardSource source = SampleImages.source(data, 0);
        CachedShard copy = take(shardCache, 0).orElseThrow();
        flipByteNearTheEnd(copy.file());

        int records = 0;
        try (CachedRecords read = new CachedRecords(
                copy, source.records(new FileInputStream(copy.file().toFile())), source)) {
            while (read.next(byte[]::new) != null) {
                records++;
            }
        }

        assertThat(records).isEqualTo(20);
        assertThat(copies()).isEmpty();
    }

    @Test
    void whereEverybodyMayWriteAUserHasAPartOfHisOwn() throws IOException {
        SampleImages.write(data, 1, 20);
        Files.createDirectories(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path own = cache.resolve("user-" + Owners.me());

        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).hasSize(20);

        assertThat(shards()).doesNotExist();
        assertThat(own.resolve("shards")).isNotEmptyDirectory();
        assertThat(Files.getPosixFilePermissions(own)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        // Somebody else was there first: no cache is better than his.
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> CacheDirectory.of(cache)).hasMessageContaining("is not this user's own directory");
        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).hasSize(20);
    }

    /** A directory with a group that may write, as an administrator makes it: its members share locks and copies. */
    @Test
    void aGroupThatMayWriteShares() throws IOException {
        SampleImages.write(data, 1, 20);
        Files.createDirectories(cache);
        Files.setAttribute(cache, "unix:mode", 02775);

        numbers(cached(PLENTY).training(10, 1, 0));

        assertThat((int) Files.getAttribute(shards(), "unix:mode") & 07777).isEqualTo(02775);
        assertThat(Owners.groupWrites(shards().resolve("locks"))).isTrue();
        assertThat(Files.getPosixFilePermissions(copy(0)))
                .contains(PosixFilePermission.GROUP_READ)
                .doesNotContain(PosixFilePermission.OTHERS_READ);
    }

    /** Only the administrator can make files of others. */
    @Test
    void whatAnotherUserOwnsIsTrustedByItsDigestOnly() throws IOException {
        assumeTrue(Owners.me() == 0, "only root can give files away");
        SampleImages.write(data, 1, 20);
        Files.createDirectories(cache);
        Files.setAttribute(cache, "unix:mode", 02775);
        numbers(cached(PLENTY).training(10, 1, 0));
        Files.setAttribute(copy(0), "unix:uid", 12345);
        new CopySeal().seal(copy(0));
        Files.setAttribute(CopySeal.beside(copy(0)), "unix:uid", 12345);
        assertThat(new CopySeal().isWhole(copy(0))).isFalse();
        int opened = RemoteFiles.opened(data);

        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).hasSize(20);

        assertThat(RemoteFiles.opened(data)).isEqualTo(opened);
        Files.setAttribute(cache, "unix:mode", 0755);
        Files.setAttribute(cache, "unix:uid", 12345);
        assertThatThrownBy(() -> CacheDirectory.of(cache)).hasMessageContaining("belongs to another user");
    }

    @Test
    void aDataSetThatChangedIsNotServedStale() throws IOException {
        SampleImages.write(data, 1, 20);
        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).contains(0).doesNotContain(20);
        DatasetManifest.Shard changed = SampleImages.writer(data)
                .write("train-0", SampleImages.examples(20, 40))
                .entry();
        SampleImages.writer(data).write(SampleImages.manifest(List.of(changed), List.of(changed)));
        assertThat(numbers(cached(PLENTY).training(10, 1, 0))).contains(20).doesNotContain(0);
    }

    @Test
    void shardsOnTheLocalDiskAreReadThere() throws IOException {
        SampleImages.write(data, 1, 20);
        Dataset local = new Datasets(new Configuration(), cache, PLENTY).open(data.toString());
        assertThat(numbers(local.training(10, 1, 0))).hasSize(20);
        assertThat(cache).doesNotExist();
    }

    private Dataset cached(long budget) throws IOException {
        return new Datasets(RemoteFiles.configuration(), cache, budget)
                .open(RemoteFiles.path(data).toString(), Preprocessing.AS_IS, null, READING);
    }

    private Optional<CachedShard> take(ShardCache from, int shard) throws IOException {
        return from.take(SampleImages.source(data, shard));
    }

    private Path shards() {
        return cache.resolve("shards");
    }

    private Path copy(int shard) throws IOException {
        return shards().resolve(SampleImages.source(data, shard).entry().sha256() + ".tfrecord");
    }

    private List<Path> copies() throws IOException {
        return files(".tfrecord");
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.list(shards())) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private static void flipByteNearTheEnd(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 4;
        Files.write(file, bytes);
    }
}
