"""The peer of Kaya's conservative regridding: scipy's sparse weights of rows and columns around numpy's array, as regridders do it.

Started with a number of threads (both work on one), the side of the source, its cells per degree, and a file for the result; then one
command a line, so that the two programs take turns:
  regrid       weights and sums of totals, no-data left out
Answers with wall seconds, processor seconds, peak memory in MiB, 0.
"""
import math
import resource
import sys
import time

import numpy
import scipy
from scipy.sparse import csr_matrix

FLATTENING = 1 / 298.257223563


def authalic(degrees):
    """q of the ellipsoid: equal steps are equal areas."""
    e2 = FLATTENING * (2 - FLATTENING)
    e, s = math.sqrt(e2), numpy.sin(numpy.radians(degrees))
    return (1 - e2) * (s / (1 - e2 * s * s) - numpy.log((1 - e * s) / (1 + e * s)) / (2 * e))


def weights(source, target):
    """Target x source: which part of a source cell lies in a target cell; edges rising."""
    rows, columns, parts = [], [], []
    for cell in range(len(target) - 1):
        low, high = target[cell], target[cell + 1]
        first, last = max(0, numpy.searchsorted(source, low, "right") - 1), min(len(source) - 1, numpy.searchsorted(source, high, "left"))
        at = numpy.arange(first, last)
        part = (numpy.minimum(source[at + 1], high) - numpy.maximum(source[at], low)) / (source[at + 1] - source[at])
        rows.append(numpy.full(len(at), cell)), columns.append(at), parts.append(part)
    shape = (len(target) - 1, len(source) - 1)
    return csr_matrix((numpy.concatenate(parts), (numpy.concatenate(rows), numpy.concatenate(columns))), shape)


def main():
    side, per_degree = int(sys.argv[2]), float(sys.argv[3])
    cell = numpy.arange(side * side)
    values = numpy.where(cell % 7 == 3, numpy.nan, cell % 8191 / 8192.0).reshape(side, side)
    del cell
    degrees = math.ceil(side / per_degree)

    def regrid():
        # Rows go south: falling latitudes are rising -q.
        down = weights(-authalic(60 - numpy.arange(side + 1) / per_degree), -authalic(60 - numpy.arange(degrees + 1.0)))
        along = weights(numpy.arange(side + 1) / per_degree, numpy.arange(degrees + 1.0))
        valid = ~numpy.isnan(values)
        sums = (along @ (down @ numpy.where(valid, values, 0)).T).T
        counted = (along @ (down @ valid.astype(float)).T).T
        return numpy.where(counted > 0, sums, numpy.nan)

    print("scipy", scipy.__version__, "numpy", numpy.__version__, flush=True)
    for line in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        coarse = regrid()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        coarse.tofile(sys.argv[4])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(wall, processor, peak, 0, flush=True)


main()
