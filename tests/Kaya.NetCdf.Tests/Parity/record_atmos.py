"""Writes down what netCDF4 for Python reads from real files: how many values each variable has, how many are valid, and their sum.

Run: python3 record_atmos.py FOLDER > atmos.json, where FOLDER is shared/data/atmos. Recorded with netCDF4 1.6.2, netCDF 4.9.0.
The files stay where they are: only figures are written down."""
import json
import pathlib
import sys

import netCDF4
import numpy as np

root = pathlib.Path(sys.argv[1])
record = {}
for path in sorted(root.rglob("*")):
    if not path.is_file() or path.suffix == ".csv" or path.name == "GRIDDESC":
        continue
    with netCDF4.Dataset(path) as d:
        variables = {}
        for name, v in d.variables.items():
            if v.dtype == str or v.dtype.kind == "S":
                continue
            a = np.ma.filled(np.ma.asarray(v[...], "f8"), np.nan)
            variables[name] = [int(np.isfinite(a).sum()), float(np.nansum(a)), float(np.nansum(np.abs(a)))]
        record[str(path.relative_to(root))] = variables
print(json.dumps(record, separators=(",", ":")).replace('},"', '},\n"'))
