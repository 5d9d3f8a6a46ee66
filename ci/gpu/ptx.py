#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the CUDA kernel of the edit distance to PTX; to be run whenever edit.cu changes, no GPU needed.

  pip install nvidia-cuda-nvrtc-cu11==11.7.99
  ci/gpu/ptx.py [DIRECTORY WITH libnvrtc.so]

The PTX begins with the SHA-256 of the source that it was made of, which a test compares. NVRTC 11.7 writes PTX 7.7, for
drivers from 515 on, and compute capability 6.0, which every later GPU can run.
"""
import ctypes
import glob
import hashlib
import importlib.util
import os
import sys

ARCHITECTURE = b"--gpu-architecture=compute_60"
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/main/resources/org/aiperf/search/bayes")


def nvrtc():
    if len(sys.argv) > 1:
        folder = sys.argv[1]
    else:
        spec = importlib.util.find_spec("nvidia.cuda_nvrtc")
        if spec is None:
            sys.exit("ptx: no NVRTC; pip install nvidia-cuda-nvrtc-cu11==11.7.99, or name its directory")
        folder = os.path.join(list(spec.submodule_search_locations)[0], "lib")
    found = glob.glob(os.path.join(folder, "libnvrtc.so*"))
    if not found:
        sys.exit(f"ptx: {folder} holds no libnvrtc.so; name the directory that does")
    return ctypes.CDLL(found[0])


def text(library, program, size_of, read):
    size = ctypes.c_size_t()
    getattr(library, size_of)(program, ctypes.byref(size))
    buffer = ctypes.create_string_buffer(size.value)
    getattr(library, read)(program, buffer)
    return buffer.value.decode()


def compiled(source):
    library = nvrtc()
    program = ctypes.c_void_p()
    library.nvrtcCreateProgram(ctypes.byref(program), source, b"edit.cu", 0, None, None)
    failure = library.nvrtcCompileProgram(program, 1, (ctypes.c_char_p * 1)(ARCHITECTURE))
    if failure:
        sys.exit("ptx: " + text(library, program, "nvrtcGetProgramLogSize", "nvrtcGetProgramLog"))
    return text(library, program, "nvrtcGetPTXSize", "nvrtcGetPTX")


with open(os.path.join(FOLDER, "edit.cu"), "rb") as file:
    cuda = file.read()
ptx = compiled(cuda)
with open(os.path.join(FOLDER, "edit.ptx"), "w", encoding="ascii") as file:
    file.write(f"// SPDX-License-Identifier: Apache-2.0\n// Made by ci/gpu/ptx.py of edit.cu {hashlib.sha256(cuda).hexdigest()}\n{ptx}")
