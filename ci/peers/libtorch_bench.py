#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures training by libtorch in AIPerf and by PyTorch in Python with the same settings, in turn, on the CPU or a GPU.

Prints, for each network, batch and precision: images a second and CPU time of an image of both; the ratio, on a GPU of
images a second, on the CPU of the CPU time; operations a second by both definitions, and their share of the rate of
products of matrices (bf16 on a GPU, fp32 on the CPU) measured in the same run; on a GPU also power and operations a second
for each watt. Needs a build with -Plibtorch, -Plibtorch-thin or
-Plibtorch-cuda, and a Python with PyTorch. Fails below 0.95 of PyTorch.
"""
import argparse
import datetime
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import threading
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--networks", default="blocks-64:64,blocks-64:128,resnet-50:8", help="network:batch,...")
parser.add_argument("--precisions", default="fp32", help="of fp32, bf16, and on a GPU tf32 and fp16")
parser.add_argument("--gpu", type=int, help="index of the GPU; none: the CPU")
parser.add_argument("--threads", type=int, default=1, help="CPU threads of a training")
parser.add_argument("--seconds", type=int, default=8, help="length of a measurement")
parser.add_argument("--rounds", type=int, default=2, help="how often both take turns; the best counts")
parser.add_argument("--aiperf", default=str(pathlib.Path(__file__).resolve().parents[2] / "submit/aiperf"), help="our command")
parser.add_argument("--json", help="also write the results to this file")
options = parser.parse_args()

os.environ["OMP_NUM_THREADS"] = str(options.threads)
try:
    import torch
    from torch import nn

    from torch_networks import blocks, resnet50
except ImportError:
    sys.exit("libtorch_bench.py: this Python has no PyTorch; pip install torch, or name one that has")

on_gpu = options.gpu is not None
if on_gpu and not torch.cuda.is_available():
    sys.exit("libtorch_bench.py: PyTorch sees no GPU here; nvidia-smi says whether the driver does")
device = torch.device("cuda", options.gpu) if on_gpu else torch.device("cpu")
torch.set_num_threads(options.threads)
torch.backends.cudnn.benchmark = True


def wait():
    if on_gpu:
        torch.cuda.synchronize(device)


NETWORKS = {"blocks-64": (lambda: blocks(32, 2), 32, 10), "resnet-50": (resnet50, 224, 1000)}
CASTS = {"bf16": torch.bfloat16, "fp16": torch.float16}


class Power:
    """Mean draw of the GPU in watts while a block runs, from nvidia-smi."""

    def __enter__(self):
        self.samples, self.over = [], threading.Event()
        self.thread = threading.Thread(target=self.sample if on_gpu else int)
        self.thread.start()
        return self

    def sample(self):
        command = ["nvidia-smi", "-i", str(options.gpu), "--query-gpu=power.draw", "--format=csv,noheader,nounits"]
        while not self.over.wait(0.2):
            answer = subprocess.run(command, capture_output=True, text=True).stdout.strip()
            if answer.replace(".", "", 1).isdigit():
                self.samples.append(float(answer))

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def watts(self):
        """The upper half: the process starts and ends in the same time."""
        ordered = sorted(self.samples)
        return statistics.mean(ordered[len(ordered) // 2 :]) if ordered else float("nan")


def product_rate():
    """Operations a second of products of matrices on random data."""
    order, number = (8192, torch.bfloat16) if on_gpu else (2048, torch.float32)
    a, b = (torch.randn(order, order, device=device, dtype=number) for _ in range(2))
    best = 0
    for _ in range(4):
        wait()
        start = time.perf_counter()
        for _ in range(5):
            a @ b
        wait()
        best = max(best, 5 * 2 * order**3 / (time.perf_counter() - start))
    return best


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def python(network, batch, precision):
    """Images a second and CPU seconds of an image, from bytes in memory to new weights."""
    make, size, classes = NETWORKS[network]
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
    model = make().to(device, memory_format=torch.channels_last)
    pixels = torch.randint(256, (batch, size, size, 3), dtype=torch.uint8)
    labels = torch.randint(classes, (batch,))
    if on_gpu:
        pixels, labels = pixels.pin_memory(), labels.pin_memory()
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, fused=True)
    scaler = torch.amp.GradScaler(device.type, enabled=precision == "fp16")
    cast = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(precision)

    def step():
        images = pixels.to(device, non_blocking=True).float().mul_(1 / 255).permute(0, 3, 1, 2)
        targets = labels.to(device, non_blocking=True)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device.type, cast or torch.bfloat16, enabled=cast is not None):
            loss = loss_of(model(images), targets)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        return loss.detach()

    last = [step() for _ in range(3)][-1]
    wait()
    steps, start, cpu = 0, time.perf_counter(), cpu_seconds()
    while not steps or time.perf_counter() - start < options.seconds:
        now = step()
        last.item()  # the loss of each step is looked at, one step late, as we do
        last = now
        steps += 1
    wait()
    images = steps * batch
    return images / (time.perf_counter() - start), (cpu_seconds() - cpu) / images


def ours(network, batch, precision):
    """The record that our benchmark writes."""
    command = [options.aiperf, "bench", "backends", "--backends", "LIBTORCH"]
    command += ["--gpus", options.gpu] if on_gpu else []
    command += ["--networks", network.upper().replace("-", "_"), "--batch", batch, "--precision", precision.upper()]
    command += ["--threads", options.threads, "--rounds", 1, "--seconds", options.seconds, "--json"]
    return json.loads(subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE).stdout)[0]


def measure(network, batch, precision):
    theirs, own, watts = [], [], []
    for _ in range(options.rounds):
        theirs.append(python(network, batch, precision))
        torch.cuda.empty_cache()
        with Power() as power:
            own.append(ours(network, batch, precision))
        watts.append(power.watts())
    best = max(own, key=lambda record: record["imagesPerSecond"])
    best["cpuSecondsPerImage"] = min(record["cpuSecondsPerImage"] for record in own)
    return {**best, "pytorch": max(rate for rate, _ in theirs), "pytorchCpu": min(cpu for _, cpu in theirs), "watts": max(watts)}


def ratio(row):
    return row["imagesPerSecond"] / row["pytorch"] if on_gpu else row["pytorchCpu"] / row["cpuSecondsPerImage"]


machine = f"CPU, {options.threads} threads"
if on_gpu:
    query = ["nvidia-smi", "-i", str(options.gpu), "--query-gpu=name,driver_version", "--format=csv,noheader"]
    machine = subprocess.run(query, capture_output=True, text=True).stdout.strip()
peak = product_rate()
print(f"{datetime.date.today()}, {machine}, PyTorch {torch.__version__}, products of matrices {peak / 1e12:.3g} Tops")
print(
    f"{'network':<11}{'batch':>6}{'':>6}{'images/s':>10}{'PyTorch':>10}{'CPU ms':>8}{'PyTorch':>9}{'ratio':>7}"
    f"{'fixed Tops':>12}{'v1 Tops':>9}{'of peak':>9}{'W':>6}{'Tops/W':>8}"
)
results = []
for precision in options.precisions.split(","):
    for pair in options.networks.split(","):
        name, size = pair.split(":")
        row = measure(name, int(size), precision)
        row.update(ratio=ratio(row), peakGops=peak / 1e9)
        results.append(row)
        print(
            f"{name:<11}{size:>6}{precision:>6}{row['imagesPerSecond']:>10.1f}{row['pytorch']:>10.1f}"
            f"{1e3 * row['cpuSecondsPerImage']:>8.3f}{1e3 * row['pytorchCpu']:>9.3f}{row['ratio']:>7.2f}"
            f"{row['fixedGops'] / 1e3:>12.3f}{row['v1Gops'] / 1e3:>9.3f}{row['fixedGops'] * 1e9 / peak:>9.0%}"
            f"{row['watts']:>6.0f}{row['fixedGops'] / 1e3 / row['watts']:>8.3f}",
            flush=True,
        )
print(results[0]["version"])
if options.json:
    pathlib.Path(options.json).write_text(json.dumps(results, indent=1))
if any(row["ratio"] < 0.95 for row in results):
    sys.exit("libtorch_bench.py: below 0.95 of PyTorch in a row above")
