"""Makes small netCDF files of every kind with netCDF4 for Python, and writes down what it reads back from them (vectors.json).

Run: python3 make_files.py FOLDER. Made with netCDF4 1.6.2, netCDF 4.9.0, HDF5 1.10.8. All values are made up."""
import json
import pathlib
import sys

import netCDF4
import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
rng = np.random.default_rng(7)


def classic(name, form):
    d = netCDF4.Dataset(folder / name, "w", format=form)
    d.title = "made up"
    d.numbers = np.array([1.5, -2.25])
    d.createDimension("time", None)
    d.createDimension("y", 3)
    d.createDimension("x", 5)
    d.createDimension("letters", 7)
    for kind in ["i1", "i2", "i4", "f4", "f8"] + (["u1", "u2", "u4", "i8", "u8"] if "64BIT_DATA" in form else []):
        d.createVariable("fixed_" + kind, kind, ("y", "x"))[:] = rng.integers(0, 100, (3, 5))
        d.createVariable("record_" + kind, kind, ("time", "x"))[:] = rng.integers(0, 100, (4, 5))
    d.createVariable("names", "S1", ("y", "letters"))[:] = netCDF4.stringtochar(np.array(["ab", "cdefghi", ""], "S7"))
    d.createVariable("single", "f8", ())[...] = 2.5
    v = d.createVariable("partly", "f4", ("time", "y", "x"))
    v.units = "kg m-2 s-1"
    v[0] = 1.5
    v[3] = 4.5
    d.close()


def one_record_variable(name, form):
    d = netCDF4.Dataset(folder / name, "w", format=form)
    d.createDimension("time", None)
    d.createDimension("x", 3)
    d.createVariable("fixed", "f4", ("x",))[:] = [1, 2, 3]
    d.createVariable("only", "i1", ("time", "x"))[:] = np.arange(15).reshape(5, 3)
    d.close()


def packed(name, form):
    d = netCDF4.Dataset(folder / name, "w", format=form)
    d.createDimension("x", 8)

    def make(variable, kind, values, **attributes):
        v = d.createVariable(variable, kind, ("x",), fill_value=attributes.pop("fill", None))
        v.set_auto_maskandscale(False)
        v[:] = np.array(values, kind)
        for key, value in attributes.items():
            v.setncattr(key, value)

    make("scaled", "i2", [1, 2, 3, -999, 5, 6, -32767, 8], fill=-999, scale_factor=0.5, add_offset=10.0)
    make("two_missing", "f4", [1, -999, 3, -1e30, 5, 6, 7, 9.96921e36], fill=np.float32(-1e30), missing_value=np.float32(-999))
    make("many_missing", "i2", [1, 2, 3, 4, 5, 6, 7, 8], missing_value=np.array([2, 7], "i2"))
    make("ranged", "f4", [-999, 0, 1, 2, 1e6, 1e7, 3, 4], valid_range=np.array([0, 1e6], "f4"))
    make("least", "i4", [1, 2, 3, 4, 5, 6, 7, 8], valid_min=np.int32(3), scale_factor=2.0)
    make("most", "f8", [1, 2, 3, 4, 5, 6, 7, 8], valid_max=6.0)
    make("unsigned", "i1", [1, 127, -128, -1, -2, 6, 7, 8], _Unsigned="true", fill=np.int8(-1), scale_factor=0.1)
    make("default_fill", "f4", [1, 2, 3, 9.9692099683868690e36, 5, 6, 7, 8])
    make("not_a_number", "f4", [1, 2, np.nan, 4, 5, 6, 7, 8], fill=np.float32(np.nan))
    d.close()


def netcdf4(name):
    d = netCDF4.Dataset(folder / name, "w", format="NETCDF4")
    d.title = "made up – 中文"
    d.setncattr_string("names", ["one", "two"])
    d.small = np.int16(-3)
    d.large = np.int64(2**40)
    d.createDimension("time", None)
    d.createDimension("station", None)
    d.createDimension("y", 6)
    d.createDimension("x", 7)
    y = d.createVariable("y", "f8", ("y",))
    y.units = "m"
    y[:] = np.arange(6) * 10.0
    big = rng.normal(size=(5, 6, 7))
    d.createVariable("big_endian", ">f4", ("time", "y", "x"))[:] = big
    d.createVariable("big_endian_fixed", ">i4", ("y", "x"))[:] = rng.integers(-1000, 1000, (6, 7))
    d.createVariable("deflated", "f4", ("time", "y", "x"), zlib=True, shuffle=True, chunksizes=(2, 4, 3))[:] = big
    d.createVariable("checked", "f8", ("time", "y", "x"), fletcher32=True, chunksizes=(1, 5, 7))[:] = big * 2
    d.createVariable("plain_chunks", "i2", ("time", "y", "x"), chunksizes=(3, 2, 5))[:] = rng.integers(-1000, 1000, (5, 6, 7))
    d.createVariable("in_one_piece", "f8", ("y", "x"), contiguous=True)[:] = big[0]
    d.createVariable("never_written", "f4", ("y", "x"))
    short = d.createVariable("short", "f4", ("time", "x"))
    short[0:2] = 1.5
    d.createVariable("at_stations", "u1", ("station", "x"))[:] = rng.integers(0, 255, (3, 7))
    d.createVariable("letters", "S1", ("y", "x"))[:] = netCDF4.stringtochar(np.array(["ab", "cdefghi", "", "j", "k", "l"], "S7"))
    texts = d.createVariable("texts", str, ("y",))
    for k, text in enumerate(["北京", "Überblick", "", "c", "d", "e"]):
        texts[k] = text
    d.createVariable("single", "f8", ())[...] = 2.5
    d.createVariable("x", "i4", ("y", "time"))[:] = rng.integers(0, 9, (6, 5))
    g = d.createGroup("forecast").createGroup("surface")
    g.createDimension("level", 2)
    g.createVariable("level", "f4", ("level",))[:] = [1000, 850]
    g.createVariable("t", "f4", ("level", "y"))[:] = rng.normal(size=(2, 6))
    d.close()


def many(name):
    d = netCDF4.Dataset(folder / name, "w", format="NETCDF4")
    d.createDimension("x", 2)
    for k in range(12):
        v = d.createVariable(f"v{k:02}", "i2", ("x",))
        v[:] = [k, k + 1]
        for n in range(10):
            v.setncattr(f"a{n}", n * 1.5)
    d.close()


def months(name):
    """Twelve months with bounds and two levels, latitudes rising: month m holds m at the lower level, 10 m at the upper."""
    d = netCDF4.Dataset(folder / name, "w", format="NETCDF4_CLASSIC")
    for dimension, length in [("time", 12), ("lev", 2), ("lat", 4), ("lon", 3), ("nv", 2)]:
        d.createDimension(dimension, length)
    time = d.createVariable("time", "f8", ("time",))
    time.units, time.calendar, time.bounds = "days since 2023-01-01", "standard", "time_bnds"
    starts = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    time[:] = (starts[:-1] + starts[1:]) / 2
    d.createVariable("time_bnds", "f8", ("time", "nv"))[:] = np.stack([starts[:-1], starts[1:]], 1)
    level = d.createVariable("lev", "f8", ("lev",))
    level.units, level.positive = "Pa", "down"
    level[:] = [100000, 85000]
    for axis, standard, unit, first in [("lat", "latitude", "degrees_north", 20.5), ("lon", "longitude", "degrees_east", 100.5)]:
        v = d.createVariable(axis, "f4", (axis,))
        v.standard_name, v.units = standard, unit
        v[:] = first + np.arange(v.size)
    month = np.arange(1, 13, dtype="f4")[:, None, None, None] * np.array([1, 10], "f4")[None, :, None, None]
    for variable, unit, methods, values in [("emission", "t", "area: sum", month), ("flux", "kg m-2 s-1", "area: mean", month[:, 0])]:
        v = d.createVariable(variable, "f4", ("time", "lev", "lat", "lon") if values.ndim == 4 else ("time", "lat", "lon"))
        v.units, v.cell_methods = unit, methods
        v[:] = np.broadcast_to(values, v.shape)
    d.close()


def orders(name):
    """One field on longitude and latitude in this order, with falling longitudes, and one whose time comes last."""
    d = netCDF4.Dataset(folder / name, "w", format="NETCDF3_CLASSIC")
    for dimension, length in [("lon", 3), ("lat", 4), ("time", 2)]:
        d.createDimension(dimension, length)
    for axis, unit, values in [("lon", "degrees_east", [102.5, 101.5, 100.5]), ("lat", "degrees_north", [20.5, 21.5, 22.5, 23.5]), ("time", "hours since 2020-02-29", [0, 6])]:
        v = d.createVariable(axis, "f8", (axis,))
        v.units = unit
        v[:] = values
    d.createVariable("lonlat", "f8", ("lon", "lat"))[:] = np.arange(12).reshape(3, 4)
    d.createVariable("timelast", "i2", ("lat", "lon", "time"))[:] = np.arange(24).reshape(4, 3, 2)
    d.close()


def kilometres(name, easting):
    """Cells of 1 km in UTM 48N, axes in km; false_easting in m as most files have it, or in km as CF asks for it."""
    d = netCDF4.Dataset(folder / name, "w", format="NETCDF3_CLASSIC")
    for axis, standard, values in [("y", "projection_y_coordinate", [2503.5, 2502.5, 2501.5]), ("x", "projection_x_coordinate", [500.5, 501.5])]:
        d.createDimension(axis, len(values))
        v = d.createVariable(axis, "f8", (axis,))
        v.units, v.standard_name = "km", standard
        v[:] = values
    crs = d.createVariable("crs", "i4", ())
    crs.grid_mapping_name = "transverse_mercator"
    crs.longitude_of_central_meridian, crs.latitude_of_projection_origin, crs.scale_factor_at_central_meridian = 105.0, 0.0, 0.9996
    crs.false_easting, crs.false_northing, crs.semi_major_axis, crs.inverse_flattening = easting, 0.0, 6378137.0, 298.257223563
    v = d.createVariable("emission", "f4", ("y", "x"))
    v.units, v.grid_mapping = "t", "crs"
    v[:] = np.arange(6).reshape(3, 2)
    d.close()


def read(d, path=""):
    for name, v in d.variables.items():
        if v.dtype == str:
            yield path + name, {"texts": list(np.atleast_1d(v[:]).ravel())}
        elif v.dtype.kind == "S":
            letters = np.ma.filled(v[:], b"")
            yield path + name, {"texts": [b"".join(row).decode().rstrip("\0 ") for row in letters]}
        else:
            a = np.ma.filled(np.ma.asarray(v[...], "f8"), np.nan).ravel()
            yield path + name, {"shape": list(v.shape), "dimensions": list(v.dimensions), "values": [None if np.isnan(x) else float(x) for x in a]}
    for name, group in d.groups.items():
        yield from read(group, path + name + "/")


for short, form in [("cdf1", "NETCDF3_CLASSIC"), ("cdf2", "NETCDF3_64BIT_OFFSET"), ("cdf5", "NETCDF3_64BIT_DATA")]:
    classic(f"{short}.nc", form)
    one_record_variable(f"{short}_one_record.nc", form)
    packed(f"{short}_packed.nc", form)
packed("netcdf4_packed.nc", "NETCDF4")
packed("netcdf4_classic_packed.nc", "NETCDF4_CLASSIC")
netcdf4("netcdf4.nc")
many("netcdf4_many.nc")
months("fields_months.nc")
orders("fields_orders.nc")
kilometres("fields_km.nc", 500000.0)
kilometres("fields_km_as_cf.nc", 500.0)
vectors = {}
for file in sorted(folder.glob("*.nc")):
    with netCDF4.Dataset(file) as d:
        vectors[file.name] = dict(read(d))
(folder / "vectors.json").write_text(json.dumps(vectors, indent=None, separators=(",", ":"), ensure_ascii=False))
