"""The peer of Kaya's benchmark of networks: a training step of the same LSTM-U-Net in eager PyTorch, written as one would write it there.

Started with the number of threads and the options as JSON; then one command a line, so that the two programs take turns:
  lstm|step BLOCKS ROWS COLUMNS WINDOWS SPACING REPEATS
lstm is the LSTM alone, forward and backward for its weights; step the whole network, loss, backward and Adam. Windows are cut out of
blocks of hours that are in memory and given to the LSTM whole: nn.LSTM has no way to share the projection of an hour.
Answers with wall seconds, processor seconds, peak memory in MiB, loss.
"""
import json
import resource
import sys
import time

import torch
from surrogate_network import LstmUnet


def inputs(options, blocks, rows, columns, windows, spacing):
    torch.manual_seed(1)
    hours = options["history"] + (windows - 1) * spacing
    return (torch.randn(blocks * rows * columns, hours, options["inputs"]), [i * spacing for i in range(windows)],
            torch.randn(blocks * windows, 4, rows, columns), torch.randn(blocks, options["fields"], rows, columns),
            torch.randn(blocks * windows, 4, rows, columns))


class Bench:
    def __init__(self, options):
        self.options, self.made = options, {}

    def work(self, kind, sizes):
        if (kind, sizes) not in self.made:
            self.made.clear()
            torch.manual_seed(1)
            network = LstmUnet(self.options)
            self.made[kind, sizes] = network, torch.optim.Adam(network.parameters(), lr=1e-3), inputs(self.options, *sizes)
        network, optimiser, (series, starts, previous, geography, target) = self.made[kind, sizes]
        if kind == "lstm":
            history = self.options["history"]
            value = network.lstm(torch.cat([series[:, start:start + history] for start in starts]))[1][0].sum()
            torch.autograd.grad(value, list(network.lstm.parameters()))
            return value.item()
        optimiser.zero_grad(set_to_none=True)
        loss = (network(series, starts, previous, geography) - target).abs().mean()
        loss.backward()
        optimiser.step()
        return loss.item()


def main():
    torch.set_num_threads(int(sys.argv[1]))
    bench = Bench(json.loads(sys.argv[2]))
    print("PyTorch", torch.__version__, flush=True)
    for line in sys.stdin:
        kind, *numbers = line.split()
        *sizes, repeats = map(int, numbers)
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(repeats):
            last = bench.work(kind, tuple(sizes))
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print(wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, last, flush=True)


main()
