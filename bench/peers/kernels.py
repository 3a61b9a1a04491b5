"""The peer of Kaya's kernel benchmark: the same operators of PyTorch on the same shapes.

Started with the number of threads; then one command a line: KIND REPEATS, with KIND of product, convolution, lstm, tiles.
Answers with wall seconds and processor seconds of all repeats, peak memory in MiB, and a number of the result.
"""
import resource
import sys
import time

import torch
from blas import core


def product():
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return lambda: (a @ b)[0, 0]


def convolution():
    layer, x = torch.nn.Conv2d(64, 64, 3, padding=1), torch.randn(8, 64, 128, 128, requires_grad=True)

    def run():
        y = layer(x).sum()
        torch.autograd.grad(y, [x, *layer.parameters()])
        return y
    return run


def lstm():
    layer, x = torch.nn.LSTM(16, 32, batch_first=True), torch.randn(4096, 24, 16, requires_grad=True)

    def run():
        y = layer(x)[0].sum()
        torch.autograd.grad(y, [x, *layer.parameters()])
        return y
    return run


def tiles():
    block = torch.randint(0, 255, (5000, 256 * 256 * 3), dtype=torch.uint8)
    state = [0]

    def run():
        state[0] += 1
        rows = (torch.arange(64) * 77 + state[0] * 1009) % 5000
        return block.index_select(0, rows)[0, 0]
    return run


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print("PyTorch", torch.__version__, "with", core(), flush=True)
    made = {}
    for line in sys.stdin:
        kind, repeats = line.split()
        if kind not in made:
            made[kind] = globals()[kind]()
            made[kind]()
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(int(repeats)):
            last = made[kind]()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print(wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, float(last), flush=True)


main()
