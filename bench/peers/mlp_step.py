"""The peer of Kaya's training-step benchmark: the same network, batch and optimiser in eager PyTorch.

Reads one command a line on stdin, so that the two programs can take turns on a quiet machine:
  single STEPS         steps of one network; answers: seconds, peak memory in MiB
  ensemble STEPS M     M networks one after the other, STEPS steps each
"""
import resource
import sys
import time

import torch


def make(seed):
    torch.manual_seed(seed)
    net = torch.nn.Sequential(
        torch.nn.Linear(9, 128), torch.nn.ReLU(),
        torch.nn.Linear(128, 128), torch.nn.ReLU(),
        torch.nn.Linear(128, 16))
    return net, torch.optim.Adam(net.parameters(), lr=1e-3)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(0)
    x, y = torch.randn(256, 9), torch.randn(256, 16)
    loss_function = torch.nn.MSELoss()

    def train(net, optimizer, steps):
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=True)
            loss = loss_function(net(x), y)
            loss.backward()
            optimizer.step()

    networks = [make(i) for i in range(8)]
    train(*networks[0], 100)
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        command = line.split()
        steps = int(command[1])
        members = int(command[2]) if command[0] == "ensemble" else 1
        start = time.perf_counter()
        for i in range(members):
            train(*networks[i], steps)
        seconds = time.perf_counter() - start
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)


main()
