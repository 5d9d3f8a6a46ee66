#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Decodes, crops, resizes and flips JPEG files by the Python libraries that are installed, for `aiperf bench data`.

Usage: opencv_decode.py DIRECTORY. Writes the libraries' names in a line, with tabs between them. For each line read,
handles every file once with each library and writes the images per second of CPU time, in the same order.
"""
import io
import math
import pathlib
import random
import sys
import time

SIDE = 224
libraries = {}

try:
    import cv2
    import numpy

    cv2.setNumThreads(1)

    def opencv(encoded):
        flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
        image = cv2.imdecode(numpy.frombuffer(encoded, numpy.uint8), flags)
        x, y, width, height = window(image.shape[1], image.shape[0])
        image = cv2.resize(image[y : y + height, x : x + width], (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
        if random.random() < 0.5:
            image = cv2.flip(image, 1)
        return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)

    libraries["OpenCV-Python " + cv2.__version__] = opencv
except ImportError:
    pass

try:
    import PIL
    from PIL import Image

    def pillow(encoded):
        image = Image.open(io.BytesIO(encoded)).convert("RGB")
        x, y, width, height = window(*image.size)
        image = image.resize((SIDE, SIDE), Image.BILINEAR, box=(x, y, x + width, y + height))
        if random.random() < 0.5:
            image = image.transpose(Image.FLIP_LEFT_RIGHT)
        return image.tobytes()

    libraries["Pillow " + PIL.__version__] = pillow
except ImportError:
    pass


def window(width, height):
    """A random window of 8 to 100 % of the area, 3/4 to 4/3 times as wide as high."""
    for _ in range(10):
        area = random.uniform(0.08, 1) * width * height
        aspect = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
        across, down = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < across <= width and 0 < down <= height:
            return random.randint(0, width - across), random.randint(0, height - down), across, down
    return 0, 0, width, height


def rate(function, files):
    start = time.process_time()
    for encoded in files:
        function(encoded)
    return len(files) / (time.process_time() - start)


def main():
    random.seed(1)
    files = [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[1]).glob("*.jpg"))]
    print("\t".join(libraries), flush=True)
    for _ in sys.stdin:
        print("\t".join(str(rate(function, files)) for function in libraries.values()), flush=True)


if __name__ == "__main__":
    main()
