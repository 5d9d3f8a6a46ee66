#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads JPEG files, decodes each to see that it is whole, and packs it with its class, for `aiperf bench data`.

Usage: prepare_pack.py DIRECTORY. Writes the way's name in a line: Pillow, and webdataset where it is installed, else
Python's own tarfile; nothing where Pillow is missing. For each line read, handles every file once and writes the images
per second of CPU time.
"""
import hashlib
import io
import pathlib
import sys
import tarfile
import tempfile
import time

try:
    import PIL
    from PIL import Image
except ImportError:
    print(flush=True)
    sys.exit()

try:
    import webdataset

    NAME = "webdataset %s, Pillow %s" % (webdataset.__version__, PIL.__version__)
except ImportError:
    webdataset = None
    NAME = "tarfile, Pillow %s" % PIL.__version__


def check(encoded):
    """As a careful script does: all pixels, and a digest to find what stands twice."""
    Image.open(io.BytesIO(encoded)).convert("RGB").load()
    return hashlib.sha256(encoded).digest()


def pack(paths, target):
    seen = set()
    if webdataset:
        with webdataset.TarWriter(target) as sink:
            for number, path in enumerate(paths):
                encoded = path.read_bytes()
                seen.add(check(encoded))
                sink.write({"__key__": path.stem, "jpg": encoded, "cls": number % 2})
        return
    with tarfile.open(target, "w") as sink:
        for number, path in enumerate(paths):
            encoded = path.read_bytes()
            seen.add(check(encoded))
            for ending, content in ((".jpg", encoded), (".cls", b"%d" % (number % 2))):
                member = tarfile.TarInfo(path.stem + ending)
                member.size = len(content)
                sink.addfile(member, io.BytesIO(content))


def main():
    paths = sorted(pathlib.Path(sys.argv[1]).glob("*.jpg"))
    print(NAME, flush=True)
    with tempfile.TemporaryDirectory() as directory:
        for _ in sys.stdin:
            start = time.process_time()
            pack(paths, directory + "/shard.tar")
            print(len(paths) / (time.process_time() - start), flush=True)


if __name__ == "__main__":
    main()
