"""Makes netCDF files of a few kilobytes that declare an axis of 2 x 10^8 or 2 x 10^9 coordinates and have none of them.

Run: python3 make_large.py FOLDER. Made with netCDF4 1.6.2, HDF5 1.10.8."""
import pathlib
import sys

import netCDF4

folder = pathlib.Path(sys.argv[1])
for name, count in (("large_axis.nc", 200_000_000), ("larger_axis.nc", 2_000_000_000)):
    with netCDF4.Dataset(folder / name, "w") as f:
        f.createDimension("lat", 2)
        f.createDimension("lon", count)
        f.createVariable("lat", "f8", ("lat",))[:] = (1, 0)
        f.createVariable("lon", "f8", ("lon",), chunksizes=(1000,))
        f.createVariable("v", "f4", ("lat", "lon"), chunksizes=(2, 1000))
