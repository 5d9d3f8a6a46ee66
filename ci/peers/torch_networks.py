# SPDX-License-Identifier: Apache-2.0
"""The networks of "submit/aiperf bench training" and "bench backends" in PyTorch."""
import torch
from torch import nn


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
