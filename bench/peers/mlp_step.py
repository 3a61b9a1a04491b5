"""The peer of Kaya's training-step benchmark: the same network, data and optimiser in eager PyTorch.

Started with the number of threads; then one command a line, so that the two programs take turns:
  MEMBERS STEPS      trains MEMBERS new networks one after the other, STEPS steps each
Answers with wall seconds, processor seconds, peak memory in MiB, mean final loss.
"""
import math
import resource
import sys
import time

import torch

ROWS, INPUTS, OUTPUTS, WIDTH = 256, 9, 16, 128


def make(seed):
    torch.manual_seed(seed)
    network = torch.nn.Sequential(
        torch.nn.Linear(INPUTS, WIDTH), torch.nn.ReLU(),
        torch.nn.Linear(WIDTH, WIDTH), torch.nn.ReLU(),
        torch.nn.Linear(WIDTH, OUTPUTS))
    return network, torch.optim.Adam(network.parameters(), lr=1e-3)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    x = torch.tensor([[math.sin(0.7 * row + 1.3 * column * column) for column in range(INPUTS)] for row in range(ROWS)])
    y = torch.tensor([[math.cos(0.3 * row + 0.9 * column) for column in range(OUTPUTS)] for row in range(ROWS)])
    loss_function = torch.nn.MSELoss()

    def train(seed, steps):
        network, optimizer = make(seed)
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=True)
            loss = loss_function(network(x), y)
            loss.backward()
            optimizer.step()
        return loss.item()

    train(0, 100)
    print("PyTorch", torch.__version__, flush=True)
    for line in sys.stdin:
        members, steps = (int(word) for word in line.split())
        wall, processor = time.perf_counter(), time.process_time()
        losses = [train(seed, steps) for seed in range(members)]
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(wall, processor, peak, sum(losses) / len(losses), flush=True)


main()
