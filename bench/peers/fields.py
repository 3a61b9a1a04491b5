"""The peer of Kaya's netCDF reader: netCDF4 for Python, which also makes the files.

Started with a number of threads (both work on one) and a folder; then one command a line, so that the two programs take turns:
  make KIND VARIABLES    writes KIND.nc with so many fields of 744 hours x 182 rows x 232 columns, float32; answers its bytes
  map                    writes map.nc, one map of 1,310,720 cells in deflated chunks of 256 x 256; answers its bytes
  read FILE HOURS        reads every field by windows of so many hours; wall seconds, processor seconds, peak memory in MiB, a checksum
KIND: classic (CDF-2, records), contiguous, chunked (one hour a chunk), deflated (the same, level 2 with shuffle).
"""
import os
import resource
import sys
import time

import netCDF4
import numpy

HOURS, ROWS, COLUMNS = 744, 182, 232


def make(folder, kind, variables):
    path = os.path.join(folder, kind + ".nc")
    with netCDF4.Dataset(path, "w", format="NETCDF3_64BIT_OFFSET" if kind == "classic" else "NETCDF4") as d:
        d.set_fill_off()
        d.createDimension("time", HOURS if kind == "contiguous" else None)
        d.createDimension("y", ROWS)
        d.createDimension("x", COLUMNS)
        for name, length, unit in [("time", HOURS, "hours since 2015-01-01"), ("y", ROWS, "m"), ("x", COLUMNS, "m")]:
            v = d.createVariable(name, "f8", (name,))
            v.units = unit
            if name != "time":
                v.standard_name = f"projection_{name}_coordinate"
            v[:] = numpy.arange(length) * (1.0 if name == "time" else 1000.0)
        options = {"classic": {}, "contiguous": {"contiguous": True}, "chunked": {"chunksizes": (1, ROWS, COLUMNS)},
                   "deflated": {"chunksizes": (1, ROWS, COLUMNS), "zlib": True, "complevel": 2, "shuffle": True}}[kind]
        fields = [d.createVariable(f"field{k}", "f4", ("time", "y", "x"), **options) for k in range(variables)]
        noise = numpy.random.default_rng(1).random((24, ROWS, COLUMNS), dtype="f4")
        for start in range(0, HOURS, 24):
            for k, field in enumerate(fields):
                field[start:start + 24] = numpy.round(noise * 100) / 8 + start + k
    return os.path.getsize(path)


def make_map(folder):
    path = os.path.join(folder, "map.nc")
    with netCDF4.Dataset(path, "w") as d:
        for name, length, unit in [("lat", 1024, "degrees_north"), ("lon", 1280, "degrees_east")]:
            d.createDimension(name, length)
            v = d.createVariable(name, "f8", (name,))
            v.units = unit
            v[:] = numpy.arange(length) * 0.1 - 50
        v = d.createVariable("field0", "f4", ("lat", "lon"), zlib=True, complevel=2, shuffle=True, chunksizes=(256, 256))
        v[:] = numpy.round(numpy.random.default_rng(2).random((1024, 1280), dtype="f4") * 1000) / 8
    return os.path.getsize(path)


def read(path, hours):
    wall, processor, checksum = time.perf_counter(), time.process_time(), 0.0
    with netCDF4.Dataset(path) as d:
        for name, v in d.variables.items():
            if not name.startswith("field"):
                continue
            for start in range(0, v.shape[0], hours):
                window = v[start:start + hours]
                checksum += float(window.ravel()[window.size // 2])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return time.perf_counter() - wall, time.process_time() - processor, peak, checksum


def main():
    folder = sys.argv[2]
    print("netCDF4", netCDF4.__version__, "HDF5", netCDF4.__hdf5libversion__, flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "make":
            answer = [make(folder, words[1], int(words[2]))]
        elif words[0] == "map":
            answer = [make_map(folder)]
        else:
            answer = read(os.path.join(folder, words[1]), int(words[2]))
        print(*answer, flush=True)


main()
