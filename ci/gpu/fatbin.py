#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lists the machine code for GPUs in a shared library by architecture, and can leave that of one alone: each container then
holds it only, and zeros follow, which compress to nothing. Needs readelf.

    fatbin.py libtorch_cuda.so
    fatbin.py libtorch_cuda.so --keep 90 --out small.so
"""
import argparse
import collections
import mmap
import re
import shutil
import struct
import subprocess

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("library")
parser.add_argument("--keep", type=int, help="architecture to keep, such as 90 for 9.0")
parser.add_argument("--out", help="where the smaller library goes")
options = parser.parse_args()
if (options.keep is None) != (options.out is None):
    parser.error("--keep and --out go together")

MAGIC, ALIGNMENT, TOTAL, PTX, ELF = 0xBA55ED50, 8, 8, 1, 2
path = options.library
if options.out:
    path = shutil.copyfile(options.library, options.out)
listing = subprocess.run(["readelf", "-SW", path], capture_output=True, text=True, check=True).stdout
sections = re.findall(r"\]\s+\S*fatbin\S*\s+PROGBITS\s+\S+\s+(\w+)\s+(\w+)", listing)
sizes, blanked = collections.Counter(), 0
with open(path, "r+b" if options.out else "rb") as file:
    memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_WRITE if options.out else mmap.ACCESS_READ)
    for offset, size in sections:
        at = int(offset, 16)
        end = at + int(size, 16)
        while at < end - 16:
            magic, _, header, total = struct.unpack_from("<IHHQ", memory, at)
            if magic != MAGIC:
                at += ALIGNMENT
                continue
            entry, stop = at + header, at + header + total
            kept = b""
            while entry < stop:
                kind, _, own, length = struct.unpack_from("<HHIQ", memory, entry)
                architecture = struct.unpack_from("<I", memory, entry + 28)[0]
                sizes[{PTX: "PTX", ELF: "code"}.get(kind, str(kind)), architecture] += length
                if kind == ELF and architecture == options.keep:
                    kept += memory[entry : entry + own + length]
                entry += own + length
            if options.out:
                struct.pack_into("<Q", memory, at + TOTAL, len(kept))
                memory[at + header : stop] = kept.ljust(total, b"\0")
                blanked += total - len(kept)
            at = stop
for (kind, architecture), size in sorted(sizes.items()):
    print(f"{kind} {architecture}: {size / 1e6:.1f} MB")
if options.out:
    print(f"blanked: {blanked / 1e6:.1f} MB")
    if not any(kind == "code" and architecture == options.keep for kind, architecture in sizes):
        raise SystemExit(f"fatbin.py: {options.library} has no code for {options.keep}")
