"""The peer of Kaya's super-resolution: the same network, loss, pairs and optimiser in eager PyTorch, written as one would write it there.

Started with a number of threads and a safetensors file with the map, first weights, the batches of the check and the options; then one
command a line, so that the two programs take turns:
  eager STEPS             the network on coarse cells, PyTorch's own memory format
  channels_last STEPS     the same with channels beside each other in memory
  interpolated STEPS      as published: the network on cells interpolated to the fine grid, padded, one output
  check STEPS             the first form on the batches and from the weights of the file
Answers with wall seconds, processor seconds, peak memory in MiB, loss of the last step, seconds spent on making batches.
"""
import resource
import sys
import time

import numpy
import torch
from torch import nn

from safetensors_file import read_torch

TILE = 8


def network(options, padding, outputs):
    channels, layers = options["channels"], []
    for layer in range(options["layers"]):
        layers += [nn.Conv2d(1 if layer == 0 else channels, channels, 3, padding=padding), nn.ReLU()]
    last = nn.Conv2d(channels, outputs, 3, padding=padding)
    nn.init.zeros_(last.weight), nn.init.zeros_(last.bias)
    return nn.Sequential(*layers, last)


def overlaps(first, count, step, cells):
    """Target x source: how much of each cell lies in each larger one."""
    low = first + step * numpy.arange(count)[:, None]
    at = numpy.arange(cells)[None, :]
    return numpy.clip(numpy.minimum(at + 1, low + step) - numpy.maximum(at, low), 0, None).astype(numpy.float32)


def fill(values, rings):
    """No-data from outside in: ring by ring the mean of the neighbours."""
    for _ in range(rings):
        missing = numpy.isnan(values)
        if not missing.any():
            return values
        wide = numpy.pad(values, 1, constant_values=numpy.nan)
        around = numpy.lib.stride_tricks.sliding_window_view(wide, (3, 3))
        counted = (~numpy.isnan(around)).sum((2, 3))
        means = numpy.nansum(around, (2, 3)) / numpy.maximum(counted, 1)
        values = numpy.where(missing, numpy.where(counted > 0, means, numpy.nan), values)
    return numpy.nan_to_num(values)


def double(values):
    """Bilinear between cell centres."""
    wide = torch.from_numpy(numpy.ascontiguousarray(values))[None, None]
    return nn.functional.interpolate(wide, scale_factor=2, mode="bilinear", align_corners=False)[0, 0].numpy()


class Bench:
    def __init__(self, path):
        self.arrays, self.options = read_torch(path)
        self.map = self.arrays["density"].numpy()
        row, column = numpy.indices(self.map.shape)
        self.held_out = ((row // TILE) + 2 * (column // TILE)) % 4 == 0
        self.batch_seconds = 0.0

    def scaled(self, density):
        o = self.options
        return ((numpy.log1p(density / o["reference"]) - o["mean"]) / o["deviation"]).astype(numpy.float32)

    def cut(self, row, column, side):
        """Cells as they are; beyond the map there is no data."""
        rows, columns = self.map.shape
        values = numpy.full((side, side), numpy.nan, numpy.float32)
        r0, c0, r1, c1 = max(0, row), max(0, column), min(rows, row + side), min(columns, column + side)
        values[r0 - row:r1 - row, c0 - column:c1 - column] = self.map[r0:r1, c0:c1]
        return values

    def shrink(self, row, column, side, step):
        """Area means over larger cells."""
        r0, c0 = int(numpy.floor(row)), int(numpy.floor(column))
        extent = int(numpy.ceil(side * step)) + 2
        values = self.cut(r0, c0, extent)
        valid = ~numpy.isnan(values)
        down, along = overlaps(row - r0, side, step, extent), overlaps(column - c0, side, step, extent)
        weights = down @ valid.astype(numpy.float32) @ along.T
        with numpy.errstate(invalid="ignore"):
            return down @ numpy.where(valid, values, 0) @ along.T / numpy.where(weights > 0, weights, numpy.nan)

    def counted(self, row, column, side, step):
        """Cells of which no part is held out."""
        if step == 1:
            return ~self.held_out[int(row):int(row) + side, int(column):int(column) + side]
        down, along = overlaps(row, side, step, self.map.shape[0]), overlaps(column, side, step, self.map.shape[1])
        r, c = down.any(0), along.any(0)
        return down[:, r] @ self.held_out[numpy.ix_(r, c)].astype(numpy.float32) @ along[:, c].T < 1e-6

    def pair(self, random):
        o, reach = self.options, self.options["layers"] + 1
        crop, side = o["crop"], o["crop"] + 2 * reach
        step = 1 if random.random() < 0.5 else 1 / (o["smallest"] + (1 - o["smallest"]) * random.random())
        room = numpy.array(self.map.shape) - 2 * crop * step
        row, column = numpy.floor(random.random(2) * (room + 1)) if step == 1 else random.random(2) * room
        counted = self.counted(row, column, 2 * crop, step)
        rim = 2 * reach * step
        fine = self.cut(int(row) - 2 * reach, int(column) - 2 * reach, 2 * side) if step == 1 else self.shrink(row - rim, column - rim, 2 * side, step)
        way = random.integers(8)
        fine, counted = numpy.rot90(fine, way % 4), numpy.rot90(counted, way % 4)
        if way >= 4:
            fine, counted = numpy.fliplr(fine), numpy.fliplr(counted)
        blocks = fine.reshape(side, 2, side, 2)
        if numpy.isnan(blocks).any():
            valid = ~numpy.isnan(blocks)
            with numpy.errstate(invalid="ignore"):
                halved = numpy.where(valid, blocks, 0).sum((1, 3)) / numpy.where(valid.any((1, 3)), valid.sum((1, 3)), numpy.nan)
        else:
            halved = blocks.mean((1, 3))
        logs = fill(self.scaled(halved), reach).astype(numpy.float32)
        middle = slice(2 * reach, -2 * reach)
        residuals = self.scaled(fine[middle, middle]) - double(logs)[middle, middle]
        weights = counted & ~numpy.isnan(residuals)
        return logs, numpy.where(weights, residuals, 0).astype(numpy.float32), weights.astype(numpy.float32)

    def batch(self, random):
        started = time.perf_counter()
        batch = [torch.from_numpy(numpy.stack(part)) for part in zip(*(self.pair(random) for _ in range(self.options["batch"])))]
        self.batch_seconds += time.perf_counter() - started
        return batch

    def train(self, form, steps):
        torch.manual_seed(1)
        random = numpy.random.default_rng(1)
        wide, reach = form == "interpolated", self.options["layers"] + 1
        model = network(self.options, 1 if wide else 0, 1 if wide else 4)
        if form == "check":
            names = [f"hidden{layer}" for layer in range(self.options["layers"])] + ["last"]
            for name, layer in zip(names, (layer for layer in model if isinstance(layer, nn.Conv2d))):
                layer.weight.data.copy_(self.arrays[f"network/{name}/weight"])
                layer.bias.data.copy_(self.arrays[f"network/{name}/bias"])
        if form == "channels_last":
            model = model.to(memory_format=torch.channels_last)
        optimiser = torch.optim.Adam(model.parameters(), lr=self.options["rate"])
        for step in range(steps):
            if form == "check":
                coarse, residuals, weights = (self.arrays[f"{name}/{step}"] for name in ("coarse", "residuals", "weights"))
            else:
                coarse, residuals, weights = self.batch(random)
                coarse, residuals, weights = coarse[:, None], residuals[:, None], weights[:, None]
                if wide:
                    coarse = nn.functional.interpolate(coarse[..., reach:-reach, reach:-reach], scale_factor=2, mode="bilinear", align_corners=False)
                else:
                    residuals, weights = nn.functional.pixel_unshuffle(residuals, 2), nn.functional.pixel_unshuffle(weights, 2)
            if form == "channels_last":
                coarse = coarse.to(memory_format=torch.channels_last)
            optimiser.zero_grad(set_to_none=True)
            loss = ((model(coarse) - residuals).abs() * weights).sum() / weights.sum().clamp(min=1)
            loss.backward()
            optimiser.step()
        return loss.item()

    def answer(self, form, steps):
        wall, processor, self.batch_seconds = time.perf_counter(), time.process_time(), 0.0
        loss = self.train(form, steps)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        return [wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, loss, self.batch_seconds]


def main():
    torch.set_num_threads(int(sys.argv[1]))
    bench = Bench(sys.argv[2])
    print("PyTorch", torch.__version__, "numpy", numpy.__version__, flush=True)
    for line in sys.stdin:
        form, steps = line.split()
        print(*bench.answer(form, int(steps)), flush=True)


main()
