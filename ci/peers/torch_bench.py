#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the networks of "submit/aiperf bench training" in PyTorch and prints our speed as a multiple of PyTorch's.

Runs both in turn, round by round, and takes the best round of each; PyTorch counts with its better memory layout.
Needs PyTorch and NumPy, nothing else: ci/peers/torch_bench.py [--threads N] [--rounds N] [--networks LIST] [--bf16]
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--seconds", type=int, default=2, help="length of a measurement")
parser.add_argument("--networks", default="blocks-64,blocks-128,resnet-50")
parser.add_argument("--bf16", action="store_true", help="let PyTorch compute in bf16 where it can")
options = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = str(options.threads)

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit("torch_bench.py: PyTorch is not installed; pip install torch, or Debian's python3-torch")

torch.set_num_threads(options.threads)


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-4)


class Block(nn.Module):
    """A residual block: convolutions of the given (filters, kernel, stride), a projection where shapes change."""

    def __init__(self, channels, convolutions):
        super().__init__()
        layers, inputs, stride = [], channels, 1
        for filters, kernel, step in convolutions:
            layers += [nn.Conv2d(inputs, filters, kernel, step, kernel // 2, bias=False), norm(filters), nn.ReLU(True)]
            inputs, stride = filters, stride * step
        self.main = nn.Sequential(*layers[:-1])
        self.side = nn.Identity()
        if inputs != channels or stride != 1:
            self.side = nn.Sequential(nn.Conv2d(channels, inputs, 1, stride, bias=False), norm(inputs))

    def forward(self, x):
        return torch.relu(self.main(x) + self.side(x))


def blocks(filters, per_stage):
    layers, channels = [nn.Conv2d(3, filters, 3, padding=1, bias=False), norm(filters), nn.ReLU(True)], filters
    for stage in range(3):
        for i in range(per_stage):
            width = filters << stage
            layers.append(Block(channels, [(width, 3, 2 if stage and not i else 1), (width, 3, 1)]))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def resnet50():
    layers, channels = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), norm(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)], 64
    for stage, (inner, count) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3))):
        for i in range(count):
            stride = 2 if stage and not i else 1
            layers.append(Block(channels, [(inner, 1, stride), (inner, 3, 1), (4 * inner, 1, 1)]))
            channels = 4 * inner
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


NETWORKS = {
    "blocks-64": (lambda: blocks(32, 2), 64, 32, 10),
    "blocks-128": (lambda: blocks(32, 2), 128, 32, 10),
    "resnet-50": (resnet50, 8, 224, 1000),
}


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Training:
    def __init__(self, name, layout):
        make, self.batch, size, classes = NETWORKS[name]
        torch.manual_seed(1)
        self.model = make().to(memory_format=layout)
        self.images = torch.rand(self.batch, 3, size, size).contiguous(memory_format=layout)
        self.labels = torch.randint(classes, (self.batch,))
        self.loss = nn.CrossEntropyLoss(label_smoothing=0.1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-3, momentum=0.9)
        self.step()
        self.step()

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
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


def ours(name):
    root = pathlib.Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as directory:
        result = os.path.join(directory, "result.json")
        command = [root / "submit/aiperf", "bench", "training", "--networks", name.replace("-", "_").upper()]
        command += ["--layers", "ONEDNN", "--threads", str(options.threads), "--rounds", "1", "--seconds", str(options.seconds)]
        subprocess.run([*map(str, command), "--json", result], check=True, stdout=subprocess.DEVNULL)
        measured = json.loads(pathlib.Path(result).read_text())[0]["ours"]
    return 1 / measured["imagesPerSecond"], measured["cpuSecondsPerImage"]


print(f"PyTorch {torch.__version__}, {options.threads} threads, {'bf16' if options.bf16 else 'fp32'}")
print(f"{'network':<12}{'PyTorch images/s':>18}{'CPU ms/image':>14}{'ours images/s':>16}{'CPU ms/image':>14}{'ratio of CPU':>14}")
for name in options.networks.split(","):
    layouts = [Training(name, layout) for layout in (torch.contiguous_format, torch.channels_last)]
    theirs, own = [], []
    for _ in range(options.rounds):
        theirs.append(min((training.measure() for training in layouts), key=lambda pair: pair[1]))
        own.append(ours(name))
    best = [min(column) for column in zip(*theirs)], [min(column) for column in zip(*own)]
    print(
        f"{name:<12}{1 / best[0][0]:>18.1f}{1e3 * best[0][1]:>14.3f}{1 / best[1][0]:>16.1f}{1e3 * best[1][1]:>14.3f}"
        f"{best[0][1] / best[1][1]:>14.2f}",
        flush=True,
    )
