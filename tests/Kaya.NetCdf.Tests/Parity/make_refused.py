"""Makes small HDF5 files that Kaya has to refuse, and one of plain HDF5 that it reads.

Run: python3 make_refused.py FOLDER. Made with h5py 3.7.0, HDF5 1.10.8. All values are made up."""
import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
values = np.arange(12, dtype="f4").reshape(3, 4)


def make(name, fill, **options):
    with h5py.File(folder / name, "w", **options) as f:
        fill(f)


def link_to_itself(f):
    f["v"] = values
    f["loop"] = h5py.SoftLink("loop")


def many_links(f):
    f["v"] = values
    for k in range(20):
        f[f"loop{k}"] = h5py.SoftLink(f"loop{(k + 1) % 20}")


def virtual(f):
    layout = h5py.VirtualLayout((3, 4), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "v", (3, 4))
    f.create_virtual_dataset("v", layout)


def packed_otherwise(f):
    f.create_dataset("v", data=values, compression="lzf")


def plain(f):
    f["v"] = values
    f["scalar"] = 3.5
    f.create_dataset("big", data=values.astype(">f8"), compression="gzip", chunks=(2, 2))
    f.create_dataset("compact", data=values.astype("i2"))
    f.create_dataset("resizable", data=values, maxshape=(None, 4), chunks=(2, 4))
    f["complex"] = values.astype("c8")


make("external_storage.nc", lambda f: f.create_dataset("v", (12,), "u1", external=[("/etc/passwd", 0, 12)]))
make("link_to_itself.nc", link_to_itself)
make("link_to_itself_latest.nc", link_to_itself, libver="latest")
make("many_links_latest.nc", many_links, libver="latest", track_order=True)
make("link_to_file.nc", lambda f: f.__setitem__("v", h5py.ExternalLink("plain_hdf5.nc", "/v")))
make("link_to_file_latest.nc", lambda f: f.__setitem__("v", h5py.ExternalLink("plain_hdf5.nc", "/v")), libver="latest")
make("virtual.nc", virtual, libver="latest")
make("packed_by_lzf.nc", packed_otherwise)
make("plain_hdf5.nc", plain)
make("plain_hdf5_latest.nc", plain, libver="latest")
