#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the networks of "submit/aiperf bench training" in PyTorch and prints our speed as a multiple of PyTorch's fp32.

Runs both in turn, round by round, and takes the best round of each; PyTorch counts with its better memory layout. Stops if
the two would not do the same products: PyTorch's convolutions and matrix products are counted from what passes through them.
Needs PyTorch and NumPy, nothing else: pip install torch numpy, or Debian's python3-torch; then ci/peers/torch_bench.py
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--threads", type=int, default=1, help="CPU threads of a training")
parser.add_argument("--rounds", type=int, default=3, help="how often each is measured; the best counts")
parser.add_argument("--seconds", type=int, default=2, help="length of a measurement")
parser.add_argument("--networks", default="blocks-64,blocks-128,resnet-50", help="of blocks-64, blocks-128, resnet-50")
parser.add_argument("--precisions", default="fp32,bf16", help="of both; PyTorch's fp32 is always measured")
parser.add_argument("--aiperf", default=str(pathlib.Path(__file__).resolve().parents[2] / "submit/aiperf"), help="our command")
options = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = str(options.threads)

try:
    import torch
    from torch import nn

    from torch_networks import blocks, resnet50
except ImportError:
    sys.exit("torch_bench.py: PyTorch is not installed; pip install torch, or Debian's python3-torch")

torch.set_num_threads(options.threads)


NETWORKS = {
    "blocks-64": (lambda: blocks(32, 2), 64, 32, 10),
    "blocks-128": (lambda: blocks(32, 2), 128, 32, 10),
    "resnet-50": (resnet50, 8, 224, 1000),
}


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Training:
    def __init__(self, name, layout, precision):
        make, self.batch, size, classes = NETWORKS[name]
        self.precision = precision
        torch.manual_seed(1)
        self.model = make().to(memory_format=layout)
        self.images = torch.rand(self.batch, 3, size, size).contiguous(memory_format=layout)
        self.labels = torch.randint(classes, (self.batch,))
        self.loss = nn.CrossEntropyLoss(label_smoothing=0.1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-3, momentum=0.9)
        self.operations = self.count()
        self.step()
        self.step()

    def count(self):
        """Operations of convolutions and matrix products for an image in a forward pass, from the shapes that they see."""
        counts = []

        def hook(module, inputs, output):
            counts.append(2 * module.weight[0].numel() * output[0].numel())

        layers = [layer for layer in self.model.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
        hooks = [layer.register_forward_hook(hook) for layer in layers]
        with torch.no_grad():
            self.model(self.images)
        for each in hooks:
            each.remove()
        return sum(counts)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.precision == "bf16"):
            loss = self.loss(self.model(self.images), self.labels)
        loss.backward()
        self.optimizer.step()

    def measure(self):
        """Wall and CPU seconds of an image."""
        steps, start, cpu = 0, time.perf_counter(), cpu_seconds()
        while not steps or time.perf_counter() - start < options.seconds:
            self.step()
            steps += 1
        images = steps * self.batch
        return (time.perf_counter() - start) / images, (cpu_seconds() - cpu) / images


def ours(name, precision):
    """Wall and CPU seconds of an image, and its operations as PyTorch's are counted and in all."""
    command = [options.aiperf, "bench", "training", "--networks", name.replace("-", "_").upper(), "--layers", "ONEDNN"]
    command += ["--precision", precision.upper(), "--threads", str(options.threads), "--rounds", "1"]
    command += ["--seconds", str(options.seconds), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        sys.exit("torch_bench.py: " + ran.stderr)
    measured = json.loads(ran.stdout)[0]
    own = measured["ours"]
    return 1 / own["imagesPerSecond"], own["cpuSecondsPerImage"], measured["products"], measured["operations"]


def compare(name):
    precisions = ["fp32"] + [each for each in options.precisions.split(",") if each != "fp32"]
    layouts = (torch.contiguous_format, torch.channels_last)
    theirs = {precision: [Training(name, layout, precision) for layout in layouts] for precision in precisions}
    rounds = {}
    operations = 0
    for _ in range(options.rounds):
        for precision in precisions:
            best = min((training.measure() for training in theirs[precision]), key=lambda pair: pair[1])
            rounds.setdefault(("PyTorch", precision), []).append(best)
            if precision in options.precisions:
                wall, cpu, products, operations = ours(name, precision)
                counted = theirs[precision][0].operations
                if abs(products - counted) > 1e-9 * counted:
                    sys.exit(f"torch_bench.py: {name} has {products:.0f} operations for an image, {counted} in PyTorch")
                rounds.setdefault(("ours", precision), []).append((wall, cpu))
    best = {key: [min(column) for column in zip(*measured)] for key, measured in rounds.items()}
    peer = best["PyTorch", "fp32"][1]
    for (who, precision), (wall, cpu) in best.items():
        print(
            f"{name:<12}{who + ' ' + precision:<14}{1 / wall:>10.1f}{1e3 * cpu:>14.3f}{1e-9 * operations / cpu:>14.1f}"
            f"{peer / cpu:>16.2f}",
            flush=True,
        )


print(f"PyTorch {torch.__version__}, {options.threads} threads")
print(f"{'network':<12}{'':<14}{'images/s':>10}{'CPU ms/image':>14}{'GFLOP/CPU s':>14}{'x PyTorch fp32':>16}")
for each in options.networks.split(","):
    compare(each)
