"""Records what XGBoost's own Python package predicts for the rows in vectors.json, one file for each version: trees-VERSION.json.

Run with /usr/bin/python3 of the distribution whose version is wanted (python3-xgboost): Debian 12 has 1.7, Debian 13 has 3.0.
"whole" uses every row and feature and is the same in all versions; "sampled" depends on the version's random numbers.
References are recorded once; they are not made again to let a test pass.
"""
import hashlib
import json
import pathlib
import struct

import numpy as np
import xgboost

here = pathlib.Path(__file__).parent
vectors = json.loads((here / "vectors.json").read_text())
x, y, t = (np.array(vectors[name]) for name in "xyt")


def derived_seed(name):
    """Kaya's RandomSource.Derive(name), cut to the 31 bits that XGBoost takes."""
    digest = hashlib.sha256(struct.pack("<Q", vectors["seed"]) + name.encode()).digest()
    return struct.unpack("<Q", digest[:8])[0] & 0x7FFFFFFF


def boosted(parameters, rounds):
    """One booster per target, as Kaya trains them."""
    columns = []
    for target in range(2):
        p = {"objective": "reg:squarederror", "nthread": 2, "seed": derived_seed(f"target {target}"),
             "base_score": float(np.mean(y[:, target])), **parameters}
        booster = xgboost.train(p, xgboost.DMatrix(x, y[:, target]), rounds)
        columns.append(booster.predict(xgboost.DMatrix(t)))
    return np.stack(columns, axis=1).astype(float).tolist()


plain = {"max_depth": 4, "eta": 0.3, "lambda": 1.0, "min_child_weight": 2.0}
sampling = {**plain, "subsample": 0.8, "colsample_bytree": 0.75}
forest = {"num_parallel_tree": 20, "max_depth": 6, "eta": 1.0, "subsample": 0.632, "colsample_bylevel": 0.8, "lambda": 0.0}
record = {
    "xgboost": xgboost.__version__,
    "whole": {
        "boostingExact": boosted({**plain, "tree_method": "exact", "base_score": 0.5}, 20),
        "boostingHistogram": boosted({**plain, "tree_method": "hist"}, 20),
        "tree": boosted({"max_depth": 16, "eta": 1.0, "lambda": 0.0, "tree_method": "exact"}, 1),
    },
    "sampled": {
        "boostingExact": boosted({**sampling, "tree_method": "exact", "base_score": 0.5}, 20),
        "boostingHistogram": boosted({**sampling, "tree_method": "hist"}, 20),
        "boostingThreeTrees": boosted({**sampling, "tree_method": "exact", "num_parallel_tree": 3}, 20),
        "forestExact": boosted({**forest, "tree_method": "exact"}, 1),
        "forestHistogram": boosted({**forest, "tree_method": "hist"}, 1),
    },
}
version = ".".join(xgboost.__version__.split(".")[:2])
(here / f"trees-{version}.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
