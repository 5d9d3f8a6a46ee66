#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a model in the ONNX format by onnxruntime and compares its output with ours.

Usage: onnx_check.py MODEL IMAGES PROBABILITIES, the last two as raw bytes: images of one byte a sample, [batch, height,
width, channels], and probabilities as little-endian floats, [batch, classes]. Needs the packages onnxruntime and numpy.
Prints the greatest difference; ends with exit code 1 if it is more than 0.00001.
"""
import sys

import numpy
import onnxruntime

MOST = 1e-5

session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
_, channels, height, width = session.get_inputs()[0].shape
images = numpy.fromfile(sys.argv[2], numpy.uint8).reshape(-1, height, width, channels)
output = session.run(None, {"image": images.transpose(0, 3, 1, 2).astype(numpy.float32)})[0]
difference = float(numpy.abs(output - numpy.fromfile(sys.argv[3], "<f4").reshape(output.shape)).max())
print(difference)
sys.exit(0 if difference <= MOST else 1)
