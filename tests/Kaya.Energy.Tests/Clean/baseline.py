"""Records the reference of IntensityBaselineTests with numpy: python3 baseline.py > baseline.json

Written from the formulas alone (weighted ridge, solved as one least-squares problem rather than by normal equations).
"""
import datetime
import json

import numpy as np

FACTORS = np.array([0.95, 0.45, 0.70, 0, 0, 0, 0, 0.10])
FIRST = datetime.date(2023, 1, 1)


def rows():
    for region in range(3):
        count = 20 - 3 * region
        for day in range(count):
            energy = np.array([(s + 1) * (region + 1) * 10 + (day * 7 + s * 3 + region * 5) % 11 for s in range(8)], float)
            emission = np.array([0.1 * (s + 1) * (region + 1) + 0.01 * ((day * 5 + s * 2 + region * 3) % 7) for s in range(6)], float)
            yield FIRST + datetime.timedelta(days=9 * day), energy, emission, 1 / count / 3


def season(date):
    angle = 2 * np.pi * date.timetuple().tm_yday / 365.25
    return 0.3 * np.array([np.cos(angle), np.sin(angle), date.weekday() == 5, date.weekday() == 6])


def ridge(features, target, weights, strength):
    penalty = np.full(features.shape[1], strength)
    penalty[0] = 1e-6
    left = np.vstack([features * np.sqrt(weights)[:, None], np.diag(np.sqrt(penalty))])
    right = np.concatenate([target * np.sqrt(weights), np.zeros(features.shape[1])])
    return np.linalg.lstsq(left, right, rcond=None)[0]


forward_features, forward_target, backward_features, backward_target, weights = [], [], [], [], []
for date, energy, emission, weight in rows():
    e, c = energy.sum() / 1000, emission.sum()
    p, q = energy / energy.sum(), emission / emission.sum()
    forward_features.append([1, *np.sqrt(p + 1e-3), *season(date), 0.2 * (np.log(e) - 1)])
    forward_target.append(np.log(c / e) - np.log(0.75 + FACTORS @ p))
    backward_features.append([1, np.sqrt(q[0] + 1e-3), *season(date)])
    backward_target.append(np.log(e / c) - np.log(0.5 * q[0] + q[1] + q[2]))
    weights.append(weight)

w = ridge(np.array(forward_features), np.array(forward_target), np.array(weights), 0.004)
v = ridge(np.array(backward_features), np.array(backward_target), np.array(weights), 0.008)
print(json.dumps({
    "sources": list(w[1:9]), "size": 0.2 * w[13], "season": list(0.3 * w[9:13]), "intercept": w[0] - 0.2 * w[13],
    "power": v[1], "backwardSeason": list(0.3 * v[2:6]), "backwardIntercept": v[0],
}, indent=2))
