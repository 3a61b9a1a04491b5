"""Writes vectors.json: what PyTorch computes for ResNet-18 and for small networks of paper 001, to compare Kaya.Urban with.

Run once, by hand, where PyTorch is installed: python3 make_vectors.py
The file is a reference: it is never made anew to let a test pass.
ResNet-18 has weights that both sides compute, since 11.7 million numbers are too many for a file: number i of array k, in the order of
the state, is the fraction of a large sine of i. The small networks come with all numbers: options, parameters, inputs, answers in training (batch statistics)
and in use (running ones), the loss, and its gradient for every parameter.
"""
import json
import math
import os
import sys

import numpy
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, *[".."] * 4, "bench", "peers"))
from opencarbon_network import OpenCarbon, ResNet, loss_of  # noqa: E402

torch.manual_seed(20250715)


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{v:.8g}") for v in tensor.detach().double().flatten().tolist()]}


def rounded(tensor):
    """As the file stores it, so that both sides start from the same bits."""
    with torch.no_grad():
        tensor.copy_(torch.tensor([float(f"{v:.8g}") for v in tensor.double().flatten().tolist()]).view(tensor.shape))
    return tensor


def resnet18():
    network = ResNet(classes=1000).eval()
    assert sum(p.numel() for p in network.parameters()) == 11689512
    arrays = [(name, value) for name, value in network.state_dict().items() if value.dim() > 0]
    for k, (name, value) in enumerate(arrays):
        wave = numpy.sin(12.9898 * numpy.arange(value.numel(), dtype=numpy.float64) + k) * 43758.5453
        wave = 2 * (wave - numpy.floor(wave)) - 1
        if value.dim() > 1:
            wave = wave * math.sqrt(6 / (value.numel() / value.shape[0]))
        elif name.endswith("running_var") or (name.endswith("weight")):
            wave = 1 + 0.2 * wave
        else:
            wave = 0.1 * wave
        value.copy_(torch.tensor(wave).float().view(value.shape))
    pictures = torch.tensor((128 + 120 * numpy.sin(0.05 * numpy.arange(2 * 96 * 96 * 3, dtype=numpy.float64) ** 1.1)).astype("uint8"))
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    with torch.no_grad():
        output = network(((pictures.view(2, 96, 96, 3).float() / 255 - mean) / std).permute(0, 3, 1, 2))
    return {"names": [name.replace(".", "/") for name, _ in arrays], "output": array(output)}


def windows(targets, places, tiles):
    w = torch.randint(0, tiles + 1, (targets, places))
    w[:, places // 2] = torch.randint(0, tiles, (targets,))
    return w


def case(options, tiles, targets, alpha=0.3, temperature=0.5):
    network = OpenCarbon(options)
    for name, buffer in network.named_buffers():
        if buffer.dim() > 0 and "running" in name:
            buffer.copy_(0.1 * torch.randn_like(buffer) if name.endswith("mean") else 1 + 0.2 * torch.rand_like(buffer))
    for value in list(network.parameters()) + [b for b in network.buffers() if b.dim() > 0]:
        rounded(value.data)
    state = {name.replace(".", "/"): array(value) for name, value in network.state_dict().items() if value.dim() > 0}
    inputs = {"Image": torch.randint(0, 256, (tiles, 16, 16, 3), dtype=torch.uint8),
              "Points": torch.poisson(torch.full((tiles, options["categories"], options["raster"], options["raster"]), 0.5)),
              "Covariates": rounded(torch.randn(tiles, options["covariates"]))}
    names = options["modalities"]
    where = [windows(targets, options["neighbourhood"] ** 2, tiles) for _ in names]
    scaled, present = rounded(torch.randn(targets)), torch.tensor([1.0] * (targets - 1) + [0.0 if options["presence"] else 1.0])
    scaled = scaled * present

    def ask():
        return network([network.encode(name, inputs[name]) for name in names], where)

    network.eval()
    used = ask()
    network.train()
    answer = ask()
    loss = loss_of(answer, scaled, present, alpha, temperature)
    parameters = dict(network.named_parameters())
    gradients = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True)
    return {"options": options, "alpha": alpha, "temperature": temperature, "state": state,
            "inputs": {name: array(inputs[name]) for name in names}, "windows": [array(w) for w in where], "scaled": array(scaled),
            "present": array(present), "used": array(used["scaled"]), "scaled_answer": array(answer["scaled"]),
            "representation": array(answer["representation"]), "cell_weights": array(answer["cell_weights"]), "loss": loss.item(),
            "gradients": {name.replace(".", "/"): array(g) for name, g in zip(parameters, gradients) if g is not None}}


SMALL = {"modalities": ["Image", "Points", "Covariates"], "blocks": [1, 1], "image_width": 3, "categories": 3, "raster": 5,
         "points": {"channels": [4, 5], "scale": True, "compression": 2, "adds_counts": True}, "covariates": 2, "covariate_width": 4,
         "width": 6, "neighbourhood": 3, "tokens": "Cell", "heads": 2, "head_width": 5, "presence": True}
cases = {
    "all": case(SMALL, 9, 5),
    "map": case({**SMALL, "modalities": ["Image", "Points"], "tokens": "Neighbourhood", "neighbourhood": 5, "presence": False,
                 "points": {**SMALL["points"], "scale": False, "adds_counts": False}}, 14, 4),
    "cells": case({**SMALL, "modalities": ["Points"], "raster": 1, "neighbourhood": 1, "presence": False}, 6, 4),
}
with open(os.path.join(HERE, "vectors.json"), "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "resnet18": resnet18(), "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
print(os.path.getsize(os.path.join(HERE, "vectors.json")), "bytes")
