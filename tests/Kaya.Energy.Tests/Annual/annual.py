"""Records the reference of AnnualRegressionTests with scipy: python3 annual.py > annual.json

Written from the formula alone: log C = log E + log(k f.p + exp(a + w.x)), normal priors, Huber's function of residuals over 0.25 bent
at 1.5; minimised by scipy.optimize.minimize (BFGS) on the loss itself.
"""
import json
import math

import numpy as np
from scipy.optimize import minimize

FACTORS = np.array([0.95, 0.45, 0.70, 0, 0, 0, 0, 0.10])


def country(c):
    generation = np.array([((c * 7 + s * 13) % 11 + 0.5) * (1 + c % 5) * 10 for s in range(8)])
    population = (5 + (c * 17) % 40) * 1e6
    gdp = population * (2000 + (c * 29 % 37) * 1500)
    energy = generation.sum() * 365 / 1000
    direct = generation @ FACTORS / generation.sum()
    total = energy * (1.2 * direct + 0.6 * (1 + 0.3 * math.sin(1.7 * c))) * (3 if c == 5 else 1)
    return generation, population, gdp, energy, direct, total


rows = [country(c) for c in range(24)]
energy, direct, total = (np.array([row[i] for row in rows]) for i in (3, 4, 5))
shares = np.array([np.sqrt(row[0] / row[0].sum()) for row in rows])
size = 0.2 * np.log(energy)[:, None]
head = np.array([[math.log(row[3] / row[1]), math.log(row[2] / row[1])] for row in rows])


def fit(statistics):
    x = np.hstack([shares, size, head] if statistics else [shares, size])
    x = x - x.mean(0)
    mean = np.array([math.log(1.1), math.log(0.75), *np.zeros(9), *([-0.5, 0.5] if statistics else [])])
    deviation = np.array([0.2, 1, *np.full(9, 0.3), *([0.15, 0.15] if statistics else [])])

    def model(w):
        return np.log(energy) + np.log(np.exp(w[0]) * direct + np.exp(w[1] + x @ w[2:]))

    def loss(w):
        off = np.abs(np.log(total) - model(w)) / 0.25
        huber = np.where(off <= 1.5, off ** 2 / 2, 1.5 * (off - 0.75))
        return huber.sum() + (((w - mean) / deviation) ** 2).sum() / 2

    best = minimize(loss, mean, method="BFGS", options={"gtol": 1e-9})
    best = minimize(loss, best.x, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 400000, "maxfev": 400000})
    power = np.exp(best.x[0]) * direct
    return {"weights": best.x.tolist(), "logTotals": model(best.x).tolist(),
            "powerShares": (power / np.exp(model(best.x)) * energy).tolist()}


print(json.dumps({"plain": fit(False), "statistics": fit(True)}, indent=1))
