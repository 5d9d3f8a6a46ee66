#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Lists and plans a data set of 1,281,167 + 50,000 small files, as many as ImageNet has, and says time and memory:
# ci/listing.sh [DIRECTORY]. The files are hard links to one image of each class. Nothing is written: the directory to
# write to is the source, and prepare refuses one that is not empty when it has its plan.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
place=${1:-$(mktemp -d)}
[[ $# -gt 0 ]] || trap 'rm -rf "$place"' EXIT
[[ -d $place/val ]] || python3 - "$place" <<'PYTHON'
import os, struct, sys, zlib

def chunk(kind, data):
    content = kind + data
    return struct.pack(">I", len(data)) + content + struct.pack(">I", zlib.crc32(content))

def png(number):
    rows = b"".join(b"\0" + bytes((number >> bit & 1) * 255 for bit in range(8)) for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

for split, images in ("train", 1281167), ("val", 50000):
    for label in range(1000):
        directory = "%s/%s/n%08d" % (sys.argv[1], split, label)
        os.makedirs(directory)
        first = directory + "/%s_000000.png" % split
        with open(first, "wb") as out:
            out.write(png(label))
        for number in range(1, images // 1000 + (label < images % 1000)):
            os.link(first, directory + "/%s_%06d.png" % (split, number))
PYTHON
/usr/bin/time -f "%e s, %U s + %S s of CPU, %M kB of memory" \
  submit/aiperf -J-Xmx700m prepare --source "folders=$place" --out "$place" || [[ $? == 2 ]]
