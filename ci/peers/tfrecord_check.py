#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a data set's shards by TensorFlow, by the package tfrecord, and by hand, and compares what they find.

Usage: tfrecord_check.py DIRECTORY. Needs the packages tensorflow (or tensorflow-cpu), tfrecord and crc32c. Checksums are
computed by crc32c, every image is decoded by TensorFlow, and labels, sizes and counts are compared with dataset.json. Ends
with exit code 1 at the first difference.
"""
import collections
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

INTEGERS = ("image/height", "image/width", "image/channels", "image/class/label")
TEXTS = ("image/encoded", "image/format", "image/filename", "image/class/synset", "image/colorspace")


def masked(data):
    import crc32c

    crc = crc32c.crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def by_hand(path):
    with open(path, "rb") as shard:
        while header := shard.read(12):
            length, crc = struct.unpack("<QI", header)
            require(crc == masked(header[:8]), f"{path}: checksum of a length")
            data = shard.read(length)
            require(struct.unpack("<I", shard.read(4))[0] == masked(data), f"{path}: checksum of a record")
            yield data


def require(holds, problem):
    if not holds:
        sys.exit(f"tfrecord_check: {problem} differs")


def summary(labels_and_images):
    """Number of records, and a digest of their labels and images in order."""
    digest, records = hashlib.sha256(), 0
    for label, image in labels_and_images:
        digest.update(struct.pack("<q", label) + image)
        records += 1
    return f"{records} {digest.hexdigest()}"


def by_tfrecord(path):
    import tfrecord

    for example in tfrecord.tfrecord_loader(path, None, {"image/class/label": "int", "image/encoded": "byte"}):
        yield int(example["image/class/label"].item()), bytes(example["image/encoded"])


def by_tensorflow(path, counts):
    import tensorflow

    keys = {key: tensorflow.io.FixedLenFeature([], tensorflow.int64) for key in INTEGERS}
    keys |= {key: tensorflow.io.FixedLenFeature([], tensorflow.string) for key in TEXTS}
    for data, theirs in zip(by_hand(path), tensorflow.data.TFRecordDataset(str(path)), strict=True):
        require(data == theirs.numpy(), f"{path}: a record")
        example = {key: value.numpy() for key, value in tensorflow.io.parse_single_example(theirs, keys).items()}
        size = tuple(example[key] for key in INTEGERS[:3])
        pixels = tensorflow.io.decode_image(example["image/encoded"], channels=size[2])
        require(tuple(pixels.shape) == size, f"{path}: size of {example['image/filename']}")
        counts[int(example["image/class/label"])] += 1
        yield int(example["image/class/label"]), example["image/encoded"]


def main(directory):
    manifest = json.loads((directory / "dataset.json").read_text())
    for part in ("training", "validation"):
        counts = collections.Counter()
        shards = {str(directory / shard["file"]): shard["records"] for shard in manifest[part]["shards"]}
        # The two packages define the same messages, so they cannot be in one process.
        another = subprocess.run(
            [sys.executable, __file__, "--summaries", *shards], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        for (path, records), theirs in zip(shards.items(), another, strict=True):
            found = summary(by_tensorflow(path, counts))
            require(found == theirs, f"{path}: what TensorFlow and tfrecord read")
            require(int(found.split()[0]) == records, f"{path}: number of records")
        print(f"{part}: {counts.total():,} records, labels {min(counts)} to {max(counts)}, all readers agree")


if __name__ == "__main__":
    if sys.argv[1] == "--summaries":
        for shard in sys.argv[2:]:
            print(summary(by_tfrecord(shard)))
    else:
        main(pathlib.Path(sys.argv[1]))
