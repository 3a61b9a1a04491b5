"""The peer of Kaya's benchmark of Urban: OpenCarbon (paper 001) in eager PyTorch, written as one would write it there.

Started with the number of threads and the options as JSON; the options name the file of prepared cells, a file of first weights, and the
form of the batches:
  published  the tiles of each window are encoded on their own, also where windows share them; the points of interest of a tile are an
             image with the pixels of the satellite image
  ours       each tile of a batch (of all cells, in evaluation) is encoded once; the points lie on the coarser raster that Kaya has
Then one command a line, so that the two programs take turns:
  parameters                  number of numbers that are learnt
  train CELLS;CELLS;...       one step of training for each list of target cells
  evaluate FIRST COUNT        predicts so many cells
Pictures are mapped from the file as bytes and points are kept as points; batches are made of them anew. Answers with wall seconds,
processor seconds, peak memory in MiB, the loss of the last step or the mean absolute error over the held-out cells, and seconds spent on
making batches.
"""
import json
import resource
import sys
import time

import numpy
import torch
from blas import core
from opencarbon_network import OpenCarbon, loss_of

from safetensors_file import mapped, read


class Cells:
    def __init__(self, options):
        arrays = mapped(options["cells"])
        self.images, self.points, self.starts = arrays["images"], arrays["points"], arrays["point_start"]
        self.image_of, self.cell, self.columns = arrays["image_of"], arrays["cell"], options["columns"]
        places = {int(place): i for i, place in enumerate(self.cell)}
        reach = options["neighbourhood"] // 2
        self.windows = numpy.array([[self.neighbour(places, int(place), row, column) for row in range(-reach, reach + 1)
                                     for column in range(-reach, reach + 1)] for place in self.cell])
        targets = arrays["targets"]
        self.present = (targets > 0).astype(numpy.float32)
        self.scaled = numpy.where(targets > 0, (numpy.log(numpy.maximum(targets, 1e-30)) - options["mean"]) / options["spread"], 0)
        self.scaled = self.scaled.astype(numpy.float32)

    def neighbour(self, places, place, row, column):
        row, column = place // self.columns + row, place % self.columns + column
        return places.get(row * self.columns + column, -1) if 0 <= column < self.columns else -1

    def pictures(self, tiles):
        return torch.from_numpy(self.images[self.image_of[tiles]])

    def counts(self, tiles, categories, size):
        """[tiles, categories, size, size] number of points."""
        lengths = self.starts[tiles + 1] - self.starts[tiles]
        which = numpy.repeat(self.starts[tiles] - numpy.cumsum(lengths) + lengths, lengths) + numpy.arange(lengths.sum())
        row, column, category = self.points[which].astype(numpy.int64).T
        tile = numpy.repeat(numpy.arange(len(tiles)), lengths)
        at, number = numpy.unique(((tile * categories + category) * size + (row * size >> 16)) * size + (column * size >> 16),
                                  return_counts=True)
        counts = numpy.zeros(len(tiles) * categories * size * size, numpy.float32)
        counts[at] = number
        return torch.from_numpy(counts.reshape(len(tiles), categories, size, size))


class Bench:
    def __init__(self, options):
        self.options, self.shares = options, options["form"] == "ours"
        self.raster = options["raster"] if self.shares else options["pixels"]
        self.cells, self.making = Cells(options), 0
        self.network = OpenCarbon({**options, "raster": self.raster})
        first = read(options["weights"])[0]
        self.network.load_state_dict({name: torch.from_numpy(first[name.replace(".", "/")]) if value.dim() > 0 else value
                                      for name, value in self.network.state_dict().items()})
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=options["rate"], weight_decay=options["decay"])

    def tiles(self, targets):
        """The tiles to encode, and where the windows find theirs."""
        windows = self.cells.windows[targets]
        there = windows >= 0
        tiles, places = windows[there], numpy.arange(there.sum())
        if self.shares:
            tiles, places = numpy.unique(tiles, return_inverse=True)
        where = numpy.full(windows.shape, len(tiles))
        where[there] = places
        return tiles, torch.from_numpy(where)

    def encode(self, tiles):
        start = time.perf_counter()
        pictures, counts = self.cells.pictures(tiles), self.cells.counts(tiles, self.options["categories"], self.raster)
        self.making += time.perf_counter() - start
        return [self.network.encode("Image", pictures), self.network.encode("Points", counts)]

    def train(self, steps):
        options = self.options
        self.network.train()
        for targets in steps:
            targets = numpy.array(targets)
            tiles, where = self.tiles(targets)
            self.optimiser.zero_grad(set_to_none=True)
            answer = self.network(self.encode(tiles), [where, where])
            loss = loss_of(answer, torch.from_numpy(self.cells.scaled[targets]), torch.from_numpy(self.cells.present[targets]),
                           options["alpha"], options["temperature"])
            loss.backward()
            self.optimiser.step()
            last = loss.item()
        return last

    def evaluate(self, first, count):
        self.network.eval()
        cells, scaled = numpy.arange(first, first + count), []
        with torch.no_grad():
            if self.shares:
                tiles, where = self.tiles(cells)
                at_once = max(1, min(256, (1 << 18) // self.options["pixels"] ** 2))
                parts = [self.encode(tiles[i:i + at_once]) for i in range(0, len(tiles), at_once)]
                vectors = [torch.cat(some) for some in zip(*parts)]
                for i in range(0, count, 256):
                    scaled.append(self.network(vectors, [where[i:i + 256]] * 2)["scaled"])
            else:
                for i in range(0, count, self.options["batch"]):
                    tiles, where = self.tiles(cells[i:i + self.options["batch"]])
                    scaled.append(self.network(self.encode(tiles), [where, where])["scaled"])
        error = numpy.abs(torch.cat(scaled).numpy() - self.cells.scaled[cells])
        counted = (cells >= self.options["held_out"]) & (self.cells.present[cells] > 0)
        return error[counted].mean() if counted.any() else 0

    def parameters(self):
        return sum(parameter.numel() for parameter in self.network.parameters())


def main():
    torch.set_num_threads(int(sys.argv[1]))
    bench = Bench(json.loads(sys.argv[2]))
    print("PyTorch", torch.__version__, "with kernels", core(), flush=True)
    for line in sys.stdin:
        kind, *words = line.split()
        bench.making = 0
        wall, processor = time.perf_counter(), time.process_time()
        if kind == "train":
            value = bench.train([[int(cell) for cell in step.split(",")] for step in words[0].split(";")])
        else:
            value = bench.evaluate(*map(int, words)) if kind == "evaluate" else bench.parameters()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print(wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, value, bench.making, flush=True)


main()
