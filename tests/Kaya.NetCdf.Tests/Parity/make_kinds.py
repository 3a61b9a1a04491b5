"""Makes two netCDF files of random kinds: missing values and packing (kinds_values.nc), axes (kinds_axes.nc). Writes down (kinds.json)
what netCDF4 for Python masks and unpacks, and what numpy sums in the north-west corner of each field.

Run: python3 make_kinds.py FOLDER. Made with netCDF4 1.6.2 and numpy 1.24. All values are made up."""
import json
import math
import pathlib
import sys

import netCDF4
import numpy as np

folder = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(20)
LAT = dict(units="degrees_north", standard_name="latitude")
LON = dict(units="degrees_east", standard_name="longitude")


def axis(d, name, values, attributes):
    v = d.createVariable(name, "f8", (name,))
    v.setncatts(attributes)
    v[:] = values


def values_file():
    d = netCDF4.Dataset(folder / "kinds_values.nc", "w")
    d.createDimension("lat", 4)
    d.createDimension("lon", 5)
    axis(d, "lat", [23.5, 22.5, 21.5, 20.5], LAT)
    axis(d, "lon", [100.5, 101.5, 102.5, 103.5, 104.5], LON)
    for k in range(24):
        kind = str(rng.choice(["i1", "i2", "i4", "f4", "f8"]))
        real = kind[0] == "f"
        info = np.finfo(kind) if real else np.iinfo(kind)
        top = 100 if kind == "i1" else 1000
        cells = rng.integers(0, top, (4, 5)).astype(kind)
        codes = [-1e30, -999, -99.5, math.inf, -math.inf, 1e20] if real else [info.min, -1, -9, info.max, -2, -3]
        codes = [np.array(code, kind)[()] for code in rng.permutation(codes)]
        for code in codes:
            cells.flat[rng.integers(20)] = code
        attributes, fill = {}, None
        if rng.random() < 0.6:
            fill = codes[0]
        if rng.random() < 0.6:
            attributes["missing_value"] = np.array(codes[1:1 + int(rng.integers(1, 4))], kind)
        limits = str(rng.choice(["none", "range", "min", "max"]))
        unsigned = kind in ("i1", "i2") and rng.random() < 0.5
        low, high = (np.array(value, kind)[()] for value in (1, -20 if unsigned else 0.9 * top))
        if limits == "range":
            attributes["valid_range"] = np.array([low, high])
        elif limits == "min":
            attributes["valid_min"] = low
        elif limits == "max":
            attributes["valid_max"] = high
        if unsigned:
            attributes["_Unsigned"] = "true"
        if rng.random() < 0.5:
            attributes.update(scale_factor=0.25, add_offset=float(rng.integers(-3, 3)))
        if kind == "i1" and not limits == "none":
            attributes.setdefault("_Unsigned", "true")
            if limits != "min":
                attributes["valid_range" if limits == "range" else "valid_max"] = (
                    np.array([1, -20], "i1") if limits == "range" else np.int8(-20))
        v = d.createVariable(f"v{k:02}", kind, ("lat", "lon"), fill_value=fill)
        v.set_auto_maskandscale(False)
        v.setncatts(dict(attributes, units="t", cell_methods="area: sum"))
        v[:] = cells
    d.close()
    with netCDF4.Dataset(folder / "kinds_values.nc") as d:
        return {name: [None if gone else ("inf" if value == math.inf else "-inf" if value == -math.inf else float(value))
                       for gone, value in zip(np.ma.getmaskarray(v[:]).ravel(), np.ma.getdata(v[:]).astype("f8").ravel())]
                for name, v in d.variables.items() if name.startswith("v")}


def axes_file():
    d = netCDF4.Dataset(folder / "kinds_axes.nc", "w")
    mapping = dict(grid_mapping_name="transverse_mercator", semi_major_axis=6378137.0, inverse_flattening=298.257223563,
                   longitude_of_central_meridian=105.0, latitude_of_projection_origin=0.0, scale_factor_at_central_meridian=0.9996,
                   false_northing=0.0)
    lengths = {"m": 1, "km": 1000, "1000 m": 1000, "hm": 100, "ft": 0.3048, "feet": 0.3048, "US_survey_foot": 1200 / 3937,
               "Metre": 1, "METERS": 1, "0.3048 m": 0.3048}
    angles = {"degree": 1, "radian": 180 / math.pi, "gon": 0.9, "grade": 0.9, "arc_minute": 1 / 60, "arcsec": 1 / 3600}
    expected = {}
    for k in range(20):
        projected = k % 2 == 0
        unit = list(lengths if projected else angles)[k // 2 % (10 if projected else 6)]
        size = (lengths if projected else angles)[unit]
        nt, nz, ny, nx = int(rng.choice([1, 3])), int(rng.choice([1, 2])), int(rng.integers(2, 6)), int(rng.integers(2, 6))
        step = 1000.0 if projected else float(rng.choice([0.25, 0.5, 1.0]))
        south, west = (2500000.0, 500000.0) if projected else (float(rng.integers(-40, 40)), float(rng.integers(-100, 100)))
        y, x = south + step * (np.arange(ny) + 0.5), west + step * (np.arange(nx) + 0.5)
        cells = rng.integers(0, 100, (nt, nz, ny, nx)).astype("f8")
        t, z = int(rng.integers(nt)), int(rng.integers(nz))
        corner = cells[t, z, ny - 1, 0]
        whole = cells[t, z].sum()
        if rng.random() < 0.5:
            y, cells = y[::-1], cells[:, :, ::-1]
        if rng.random() < 0.5:
            x, cells = x[::-1], cells[:, :, :, ::-1]
        g = d.createGroup(f"g{k:02}")
        # Names that mislead, axes that the attributes say.
        names = ["time", "lev"] + (["x", "y"] if rng.random() < 0.3 else ["b", "a"])
        which = "projection_%s_coordinate" if projected else None
        attributes = [dict(units="days since 2020-01-01", standard_name="time"), dict(units="m", axis="Z", positive="up"),
                      dict(units=unit, standard_name=which % "y" if projected else "latitude"),
                      dict(units=unit, standard_name=which % "x" if projected else "longitude")]
        coordinates = [31.0 * np.arange(nt), 100.0 * np.arange(nz), y / size, x / size]
        order = [int(place) for place in rng.permutation(4)]
        for place in order:
            g.createDimension(names[place], cells.shape[place])
            axis(g, names[place], coordinates[place], attributes[place])
        v = g.createVariable("v", "f8", [names[place] for place in order])
        v.setncatts(dict(units="t", cell_methods="area: sum"))
        if projected:
            v.grid_mapping = "crs"
            g.createVariable("crs", "i4").setncatts(dict(mapping, false_easting=500000.0 / size))
        v[:] = cells.transpose(order)
        expected[f"g{k:02}/v"] = dict(time=t, level=z, west=west, north=south + ny * step, step=step, rows=ny, columns=nx, corner=corner,
                                      sum=whole)
    d.close()
    return expected


(folder / "kinds.json").write_text(json.dumps(dict(values=values_file(), axes=axes_file())))
