"""The peer of Kaya's zonal sums: a mask for each polygon by rasterio, then numpy's sum of the cells under it.

Started with a number of threads (both work on one), a safetensors file with the outline of each zone, and the side of the raster;
then one command a line, so that the two programs take turns:
  whole        a mask over the whole raster for each zone
  window       a mask over the window of each zone only
  known        the masks of the windows were made before
Answers with wall seconds, processor seconds, peak memory in MiB, 0, and the sum of each zone.
"""
import math
import resource
import sys
import time

import numpy
import rasterio
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from safetensors_file import read


class Bench:
    def __init__(self, path, side):
        self.side = side
        self.values = (1 + numpy.arange(side * side) % 8191 / 8192.0).reshape(side, side)
        self.transform = Affine(1, 0, 0, 0, -1, side)
        outlines = read(path)[0]
        self.shapes = [{"type": "Polygon", "coordinates": [outlines[name].tolist()]} for name in sorted(outlines)]
        self.known = [self.window(shape) for shape in self.shapes]

    def whole(self, shape):
        return self.values, geometry_mask([shape], (self.side, self.side), self.transform, invert=True)

    def window(self, shape):
        points = numpy.array(shape["coordinates"][0])
        west, east = max(0, math.floor(points[:, 0].min())), min(self.side, math.ceil(points[:, 0].max()))
        top, bottom = max(0, math.floor(self.side - points[:, 1].max())), min(self.side, math.ceil(self.side - points[:, 1].min()))
        mask = geometry_mask([shape], (bottom - top, east - west), self.transform * Affine.translation(west, top), invert=True)
        return self.values[top:bottom, west:east], mask

    def sums(self, form):
        cuts = self.known if form == "known" else (getattr(self, form)(shape) for shape in self.shapes)
        return [values[mask].sum() for values, mask in cuts]


def main():
    bench = Bench(sys.argv[2], int(sys.argv[3]))
    print("rasterio", rasterio.__version__, "numpy", numpy.__version__, flush=True)
    for line in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        sums = bench.sums(line.strip())
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(wall, processor, peak, 0, *sums, flush=True)


main()
