"""The peer of Kaya's energy benchmark: the training of CLEAN in eager PyTorch, written as one would write it there.

The same architecture, first distribution, loss, rows in a batch, optimiser and schedule as Kaya's; random numbers are
PyTorch's own. Started with a number of threads and a safetensors file with the rows, the constants of the training rows and
the options; then one command a line, so that the two programs take turns:
  loop|batched MEMBERS STEPS      MEMBERS networks, one after the other or as one batched network, STEPS steps each
Answers with wall seconds, processor seconds, peak memory in MiB, mean final loss, seconds spent on making batches, and the
errors (MAPE of emission, of generation) of the ensemble on the rows left out.
"""
import math
import resource
import sys
import time

import numpy
import torch
from torch.nn import functional

from safetensors_file import read_torch

SOURCES, SECTORS, CALENDAR = 8, 6, 7
EMISSION_SHARE, LOG_ENERGY, LOG_EMISSION, DATE = 8, 14, 15, 16
BEND, KL_FLOOR = 0.02, 1e-6


class Dense(torch.nn.Module):
    """A dense layer of one network, or of several side by side."""

    def __init__(self, members, inputs, outputs, gain):
        super().__init__()
        deviation = math.sqrt(gain / inputs)
        shape = (outputs, inputs) if members is None else (members, inputs, outputs)
        self.weight = torch.nn.Parameter(torch.randn(shape) * deviation)
        self.bias = torch.nn.Parameter(torch.zeros(outputs if members is None else (members, 1, outputs)))

    def forward(self, x):
        return functional.linear(x, self.weight, self.bias) if self.weight.dim() == 2 else torch.baddbmm(self.bias, x, self.weight)


def perceptron(members, sizes, gain):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        last = i == len(sizes) - 2
        layers += [Dense(members, inputs, outputs, gain if last else 2)] + ([] if last else [torch.nn.SiLU()])
    return torch.nn.Sequential(*layers)


class Clean(torch.nn.Module):
    """Two encoders into one latent space, two decoders out of it, and the baselines that they correct."""

    def __init__(self, members, constants, options):
        super().__init__()
        hidden, latent = options["HiddenSize"], options["LatentSize"]
        self.energy_encoder = perceptron(members, [SOURCES + 1 + CALENDAR, hidden, hidden, latent], 1)
        self.emission_encoder = perceptron(members, [SECTORS + 1 + CALENDAR, hidden, hidden, latent], 1)
        self.emission_decoder = perceptron(members, [latent + CALENDAR, hidden, SECTORS + 1], 0.1)
        self.energy_decoder = perceptron(members, [latent + CALENDAR, hidden, SOURCES + 1], 0.1)
        self.c, self.members = constants, members

    def to_emission(self, shares, total, date):
        c = self.c
        date = date * c["calendar-mask"]
        x = torch.cat([(shares + 1e-3).sqrt(), total, date], -1)
        latent = self.energy_encoder((x - c["energy-mean"]) * c["energy-inverse-deviation"])
        output = self.emission_decoder(torch.cat([latent, date], -1))
        direct = shares @ c["direct-factors"]
        baseline = total + (direct + 0.75).log() + x @ c["emission-skeleton"] + c["emission-skeleton-bias"]
        others = c["other-sector-prior"].expand(direct.shape[:-1] + (SECTORS - 1,))
        prior = torch.cat([direct + 0.01, others], -1).log()
        return functional.log_softmax(output[..., :SECTORS] + prior, -1), baseline + output[..., SECTORS:] * 0.3, latent

    def to_energy(self, shares, total, date):
        c = self.c
        date = date * c["calendar-mask"]
        x = torch.cat([(shares + 1e-3).sqrt(), total, date], -1)
        latent = self.emission_encoder((x - c["emission-mean"]) * c["emission-inverse-deviation"])
        output = self.energy_decoder(torch.cat([latent, date], -1))
        activity = shares[..., :1] * 0.5 + shares[..., 1:2] + shares[..., 2:3]
        baseline = total + (activity + 1e-6).log() + x @ c["energy-skeleton"] + c["energy-skeleton-bias"]
        return functional.log_softmax(output[..., :SOURCES] + c["energy-share-prior"], -1), baseline + output[..., SOURCES:] * 0.3, latent


def sides(rows):
    date = rows[..., DATE:]
    return ((rows[..., :EMISSION_SHARE], rows[..., LOG_ENERGY:LOG_ENERGY + 1], date),
            (rows[..., EMISSION_SHARE:LOG_ENERGY], rows[..., LOG_EMISSION:LOG_EMISSION + 1], date))


def side_loss(log_shares, total, shares, wanted, options):
    rows = shares.shape[-2]
    bent = ((total - wanted).square() + BEND * BEND).sqrt() - BEND
    divergence = shares * ((shares + KL_FLOOR).log() - log_shares)
    return bent.sum() * (options["TotalWeight"] / rows) + divergence.sum() / rows


def loss_of(network, batch, changed, options):
    energy, emission = sides(batch)
    shares, total, latent = network.to_emission(*energy)
    loss = side_loss(shares, total, emission[0], emission[1], options)
    energy, emission = sides(batch[..., changed:, :])
    shares, total, latent = shares[..., changed:, :], total[..., changed:, :], latent[..., changed:, :]
    back_shares, back_total, back_latent = network.to_energy(*emission)
    loss = loss + side_loss(back_shares, back_total, energy[0], energy[1], options)
    loss = loss + (latent - back_latent).square().sum() * (options["LatentWeight"] / (latent.shape[-2] * options["LatentSize"]))
    there = network.to_energy(shares.exp(), total, energy[2])
    back = network.to_emission(back_shares.exp(), back_total, energy[2])
    cycle = side_loss(there[0], there[1], energy[0], energy[1], options) + side_loss(back[0], back[1], emission[0], emission[1], options)
    return loss + options["CycleWeight"] * cycle


def change_mix(rows, factors):
    """Moves a random part of the mix at fixed total; power emission follows the direct factors."""
    shares = rows[..., :SOURCES]
    flat = shares.reshape(-1, SOURCES)
    start = torch.multinomial(flat.clamp_min(0), 1).reshape(shares.shape[:-1] + (1,))
    end = torch.randint(SOURCES, start.shape)
    moved = torch.rand(start.shape) * shares.gather(-1, start).clamp_max(0.2)
    energy, emission = rows[..., LOG_ENERGY:LOG_ENERGY + 1].exp(), rows[..., LOG_EMISSION:LOG_EMISSION + 1].exp()
    power, direct = rows[..., EMISSION_SHARE:EMISSION_SHARE + 1] * emission, energy * (shares @ factors)
    ratio = torch.where(direct > 0, (power / direct).clamp(0.5, 2), torch.ones_like(direct))
    column = factors[:, 0]
    changed = torch.maximum(0.05 * power, power + ratio * energy * moved * (column[end] - column[start]))
    total = emission - power + changed
    shares = shares.scatter_add(-1, start, -moved).scatter_add(-1, end, moved)
    others = rows[..., EMISSION_SHARE + 1:LOG_ENERGY] * (emission / total)
    return torch.cat([shares, changed / total, others, rows[..., LOG_ENERGY:LOG_ENERGY + 1], total.log(), rows[..., DATE:]], -1)


def rate(step, steps):
    warmup = min(50, steps // 4)
    if step < warmup:
        return (step + 1) / warmup
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, (step - warmup) / max(1, steps - warmup))))


class Bench:
    def __init__(self, path):
        self.arrays, self.options = read_torch(path)
        self.rows, self.test = self.arrays.pop("train"), self.arrays.pop("test")
        self.batch_seconds = 0.0

    def batch(self, members):
        started = time.perf_counter()
        size = self.options["BatchSize"]
        rows = self.rows[torch.randint(len(self.rows), (size,) if members is None else (members, size))]
        changed = int(self.options["CounterfactualPart"] * size)
        rows = torch.cat([change_mix(rows[..., :changed, :], self.arrays["direct-factors"]), rows[..., changed:, :]], -2)
        self.batch_seconds += time.perf_counter() - started
        return rows, changed

    def train(self, members, steps):
        network = Clean(members, self.arrays, self.options)
        optimizer = torch.optim.AdamW(network.parameters(), lr=self.options["LearningRate"], betas=(0.9, 0.98),
                                      weight_decay=self.options["WeightDecay"], foreach=True)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, steps))
        for _ in range(steps):
            rows, changed = self.batch(members)
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(network, rows, changed, self.options)
            loss.backward()
            optimizer.step()
            schedule.step()
        return network, loss.item() / (members or 1)

    def errors(self, networks):
        """Absolute percentage errors of the geometric mean over members."""
        energy, emission = sides(self.test)
        rows = self.test if networks[0].members is None else self.test.expand(networks[0].members, -1, -1)
        given_energy, given_emission = sides(rows)
        with torch.no_grad():
            there = torch.stack([network.to_emission(*given_energy)[1].reshape(-1, len(self.test)).mean(0) for network in networks]).mean(0)
            back = torch.stack([network.to_energy(*given_emission)[1].reshape(-1, len(self.test)).mean(0) for network in networks]).mean(0)
        return [(found - wanted[:, 0]).exp().sub(1).abs().mean().item() for found, wanted in ((there, emission[1]), (back, energy[1]))]

    def answer(self, form, members, steps):
        wall, processor, self.batch_seconds = time.perf_counter(), time.process_time(), 0.0
        trained = [self.train(members, steps)] if form == "batched" else [self.train(None, steps) for _ in range(members)]
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        networks, losses = zip(*trained)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return [wall, processor, peak, sum(losses) / len(losses), self.batch_seconds] + self.errors(networks)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    bench = Bench(sys.argv[2])
    print("PyTorch", torch.__version__, flush=True)
    for line in sys.stdin:
        form, members, steps = line.split()
        torch.manual_seed(1)
        print(*bench.answer(form, int(members), int(steps)), flush=True)


main()
