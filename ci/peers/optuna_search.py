#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Searches networks for the packaged images by Optuna's TPE in PyTorch, a peer of ci/compare-strategies.sh.

The space is fixed: widths and depths of three stages of residual blocks, batch size, learning rate and dropout, within the
limit of operations of conf/hour.conf; what is above it is drawn again. A trial trains from random weights, as this space has no
parents to inherit from; --epochs says how long. Needs PyTorch, NumPy, Pillow and Optuna:
pip install torch numpy pillow optuna, then ci/peers/optuna_search.py --seeds "1 2 3"
"""
import argparse
import io
import pathlib
import statistics
import struct
import sys

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--trials", type=int, default=160, help="networks that are trained, for each seed")
parser.add_argument("--epochs", type=int, default=3, help="of each trial; 3 as trials of conf/hour.conf have after the first")
parser.add_argument("--seeds", default="1 2 3", help="with spaces between them")
parser.add_argument("--threads", type=int, default=2, help="CPU threads")
parser.add_argument("--journal", default="optuna.journal", help="file with what was tried, so that a second start goes on")
options = parser.parse_args()

try:
    import numpy
    import optuna
    import torch
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend
    from optuna.trial import TrialState
    from PIL import Image
    from torch import nn

    from torch_networks import Block, norm
except ImportError as missing:
    sys.exit(f"optuna_search.py: {missing.name} is not installed; pip install torch numpy pillow optuna")

optuna.logging.set_verbosity(optuna.logging.WARNING)
torch.set_num_threads(options.threads)
SEED_WIDTHS, SEED_DEPTHS, MOST_OPERATIONS_RATIO = (16, 32, 64), (1, 1, 1), 2.0
DATA = pathlib.Path(__file__).resolve().parents[2] / "src/main/resources/org/aiperf/dataset/fashion-mnist"


def records(name):
    for path in sorted(DATA.glob(f"{name}-*.tfrecord")):
        with open(path, "rb") as shard:
            while header := shard.read(12):
                data = shard.read(struct.unpack("<Q", header[:8])[0])
                shard.read(4)
                label = data[data.index(b"image/class/label") + 23]
                yield label - 1, numpy.asarray(Image.open(io.BytesIO(data[data.index(b"\x89PNG") :])))


def images(name):
    labels, pixels = zip(*records(name))
    scaled = torch.from_numpy(numpy.stack(pixels)).unsqueeze(1).float() / 255
    return scaled.contiguous(memory_format=torch.channels_last), torch.tensor(labels)


def network(widths, depths, dropout):
    layers, channels = [nn.Conv2d(1, widths[0], 3, 2, 1, bias=False), norm(widths[0]), nn.ReLU(True)], widths[0]
    for stage, (width, depth) in enumerate(zip(widths, depths)):
        for block in range(depth):
            layers.append(Block(channels, [(width, 3, 2 if stage and not block else 1), (width, 3, 1)]))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(dropout), nn.Linear(channels, 10))


def operations(widths, depths):
    """Multiplications of the convolutions for one image of 28x28."""
    total, channels, side = 9 * widths[0] * 14 * 14, widths[0], 14
    for stage, (width, depth) in enumerate(zip(widths, depths)):
        for block in range(depth):
            side = (side + 1) // 2 if stage and not block else side
            projection = channels * width if channels != width or (stage and not block) else 0
            total += (9 * channels * width + 9 * width * width + projection) * side * side
            channels = width
    return total


def accuracy(model, batch, rate, seed):
    torch.manual_seed(seed)
    model = model.to(memory_format=torch.channels_last)
    kernels = [weight for weight in model.parameters() if weight.dim() > 1]
    others = [weight for weight in model.parameters() if weight.dim() == 1]
    descent = torch.optim.SGD([{"params": kernels, "weight_decay": 0}, {"params": others}], lr=rate, momentum=0.9)
    best = 0
    for _ in range(options.epochs):
        model.train()
        for part in torch.randperm(len(training[0])).split(batch):
            descent.zero_grad()
            nn.functional.cross_entropy(model(training[0][part]), training[1][part], label_smoothing=0.1).backward()
            descent.step()
        model.eval()
        with torch.no_grad():
            hits = sum(
                (model(x).argmax(1) == y).sum().item() for x, y in zip(validation[0].split(250), validation[1].split(250))
            )
        best = max(best, hits / len(validation[0]))
    return best


def trial(draw):
    # In eights: with other widths PyTorch 2.13 ended in a damaged heap after some tens of trials, on an Intel with AVX-512.
    widths = [8 * draw.suggest_int(f"eights{stage}", 1, 16, log=True) for stage in range(3)]
    depths = [draw.suggest_int(f"depth{stage}", 1, 4) for stage in range(3)]
    batch = draw.suggest_int("batch", 32, 64)
    rate = draw.suggest_float("rate", 0.02, 0.1, log=True)
    dropout = draw.suggest_float("dropout", 0, 0.1)
    if operations(widths, depths) > MOST_OPERATIONS_RATIO * operations(SEED_WIDTHS, SEED_DEPTHS):
        raise optuna.TrialPruned
    torch.manual_seed(draw.number)
    return accuracy(network(widths, depths, dropout), batch, rate, draw.number)


training, validation = images("train"), images("validation")
marks = sorted({max(1, round(options.trials * part / 4)) for part in (1, 2, 3, 4)})
journal = JournalStorage(JournalFileBackend(options.journal))
bests = []
for seed in options.seeds.split():
    study = optuna.create_study(
        study_name=f"{options.epochs} epochs, seed {seed}",
        storage=journal,
        load_if_exists=True,
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=int(seed)),
    )
    while len(values := [100 * t.value for t in study.get_trials(states=[TrialState.COMPLETE])]) < options.trials:
        print(f"seed {seed}: {len(values)} of {options.trials}, best {max(values, default=0):.2f} %", file=sys.stderr)
        study.optimize(trial, n_trials=1)
    bests.append([max(values[:mark]) for mark in marks])
print("best accuracy in % after so many trials: mean over the seeds, and standard deviation")
print("strategy  ", *(f"{mark:>14}" for mark in marks), sep="")
spreads = [statistics.stdev(column) if len(column) > 1 else 0 for column in zip(*bests)]
print("optuna    ", *(f"{statistics.mean(c):8.2f} +-{s:4.2f}" for c, s in zip(zip(*bests), spreads)), sep=" ")
print(f"{options.epochs} epochs a trial")
