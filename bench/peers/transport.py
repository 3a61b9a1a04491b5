"""The peer of Kaya's transport: the same advection and diffusion in numpy, written with out= and work arrays made once.

Started with a number of threads (numpy uses one), species, layers, rows, columns, hours, the file with meteorology and state (32-bit floats),
and a file for the result; then one command a line, so that the two programs take turns:
  run          all hours from the stored state
Answers with wall seconds, processor seconds, peak memory in MiB, 0.
One species at a time, so that its work arrays stay in the cache: faster than all species at once.
"""
import resource
import sys
import time

import numpy

SIZE, DIFFUSIVITY, LEAST, COURANT, LONGEST = 27000.0, 500.0, 0.5, 0.7, 900.0
TOPS = numpy.array([150.0, 700.0, 2500.0])
DEPTHS = numpy.diff(TOPS, prepend=0)
species, layers, rows, columns, hours = (int(word) for word in sys.argv[2:7])
shape = (layers, rows, columns)
FLOAT = numpy.float32


def read(path):
    """Winds, temperature, density, layer height, friction, radiation of every hour, and the state."""
    sizes = [(layers, rows, columns + 1), (layers, rows + 1, columns), shape, shape, (rows, columns), (rows, columns), (rows, columns)]
    values, at, met = numpy.fromfile(path, FLOAT), 0, []
    for _ in range(hours):
        fields = []
        for size in sizes:
            count = int(numpy.prod(size))
            fields.append(values[at:at + count].reshape(size))
            at += count
        met.append(fields)
    return met, values[at:].reshape((species,) + shape)


def faces(density, wind, axis):
    """Mass flux and exchange by diffusion through faces, kg of air per second and m of depth."""
    size = list(density.shape)
    size[axis] += 1
    mean = numpy.empty(size)
    first, last = [slice(None)] * 3, [slice(None)] * 3
    inner, first[axis], last[axis] = [slice(None)] * 3, slice(0, 1), slice(-1, None)
    inner[axis] = slice(1, -1)
    low, high = [slice(None)] * 3, [slice(None)] * 3
    low[axis], high[axis] = slice(0, -1), slice(1, None)
    numpy.add(density[tuple(low)], density[tuple(high)], out=mean[tuple(inner)])
    mean[tuple(inner)] *= 0.5
    mean[tuple(first)], mean[tuple(last)] = density[tuple(first)], density[tuple(last)]
    air = mean * wind
    air *= SIZE
    mean *= DIFFUSIVITY
    mean[tuple(first)] = mean[tuple(last)] = 0
    return air, mean, tuple(low), tuple(high), tuple(inner)


def steps_of(density, fields):
    area, parts = SIZE * SIZE, []
    for air, mix, low, high, _ in fields:
        parts.append((air[high] - air[low], numpy.maximum(air[high], 0) - numpy.minimum(air[low], 0), mix[low] + mix[high]))

    def largest(step):
        scale = step / area
        after = [density - scale * part[0] for part in parts]
        courant, taken = 0, 0
        for part, other in zip(parts, reversed(after)):
            c = scale * part[1] / density
            least = numpy.minimum(density, other)
            courant = max(courant, c.max())
            taken = max(taken, ((scale * part[1] * (2 - c) + scale * part[2]) / least).max())
        return courant, taken

    count = max(1, int(numpy.ceil(3600 / LONGEST - 1e-9)))
    count = max(count, int(count * largest(3600 / count)[0] / COURANT))
    while True:
        courant, taken = largest(3600 / count)
        if courant <= COURANT and taken <= 1:
            return count, [part[0] for part in parts]
        count = max(count + 1, int(count * min(1.5, courant / COURANT)))


def coefficients(field, held, step):
    air, mix, low, high, inner = field
    right, left = numpy.maximum(air, 0), numpy.minimum(air, 0)
    up = numpy.empty(air.shape)
    axis = 2 if air.shape[2] > held.shape[2] else 1
    ends = numpy.concatenate([held.take([0], axis), held, held.take([-1], axis)], axis)
    up = numpy.where(air > 0, ends[low], ends[high]) if ends[low].shape == air.shape else up
    slope = 1 - numpy.minimum(1, numpy.abs(step * air) / up)
    return tuple(numpy.ascontiguousarray(part, FLOAT) for part in
                 (step * (right + mix), step * (left - mix), step * right * slope, -step * left * slope))


def column(met, before, density, step):
    """Implicit columns, eliminated from the top down."""
    _, _, temperature, _, height, friction, light = met
    air, turbulence = numpy.zeros((layers + 1, rows, columns)), numpy.zeros((layers + 1, rows, columns))
    for k in range(layers):
        air[k + 1] = air[k] + (before[k] - density[k]) * DEPTHS[k]
        if k + 1 < layers:
            top = numpy.maximum(1, height.astype(float))
            convection = 9.81 / temperature[0] * 0.2 * light / (density[0] * 1005) * top
            scale = numpy.cbrt(friction.astype(float) ** 3 + 0.6 * numpy.maximum(0, convection))
            inside = numpy.where(TOPS[k] < top, 0.4 * scale * TOPS[k] * (1 - TOPS[k] / top) ** 2, 0) + LEAST
            turbulence[k + 1] = step * (density[k] + density[k + 1]) / 2 * inside * 2 / (DEPTHS[k] + DEPTHS[k + 1])
    back, inverse, forward = numpy.zeros(shape), numpy.zeros(shape), numpy.zeros(shape)
    above = below = None
    for k in range(layers - 1, -1, -1):
        diagonal = density[k] + (numpy.maximum(air[k + 1], 0) + turbulence[k + 1] - numpy.minimum(air[k], 0) + turbulence[k]) / DEPTHS[k]
        if k < layers - 1:
            back[k] = (numpy.minimum(air[k + 1], 0) - turbulence[k + 1]) / (DEPTHS[k] * above)
            diagonal -= back[k] * below
        below = -(numpy.maximum(air[k], 0) + turbulence[k]) / DEPTHS[k]
        above = diagonal
        inverse[k], forward[k] = 1 / diagonal, below / diagonal
    top_in = numpy.maximum(0, -air[layers]) / DEPTHS[-1]
    return tuple(part.astype(FLOAT) for part in (back, inverse, forward, top_in))


class Work:
    """Arrays of one species, made once for each axis."""

    def __init__(self, axis):
        wide, face = list(shape), list(shape)
        wide[axis] += 2
        face[axis] += 1
        self.ratio, self.slope = numpy.zeros(wide, FLOAT), numpy.zeros(wide, FLOAT)
        self.step, self.flux, self.part = (numpy.empty(face, FLOAT) for _ in range(3))
        self.sum, self.change, self.same = numpy.empty(shape, FLOAT), numpy.empty(shape, FLOAT), numpy.empty(shape, bool)

        def cut(start, stop):
            index = [slice(None)] * 3
            index[axis] = slice(start, stop)
            return tuple(index)
        self.low, self.high, self.inner, self.first, self.last = cut(0, -1), cut(1, None), cut(1, -1), cut(0, 1), cut(-1, None)

    def sweep(self, state, inverse, outside, plan):
        ratio, slope, low, high = self.ratio, self.slope[self.inner], self.low, self.high
        numpy.multiply(state, inverse, out=ratio[self.inner])
        ratio[self.first] = ratio[self.last] = outside
        numpy.subtract(ratio[high], ratio[low], out=self.step)
        numpy.multiply(self.step[low], self.step[high], out=slope)
        numpy.add(self.step[low], self.step[high], out=self.sum)
        numpy.less_equal(slope, 0, out=self.same)
        numpy.copyto(self.sum, 1, where=self.same)
        numpy.maximum(slope, 0, out=slope)
        numpy.divide(slope, self.sum, out=slope)
        numpy.multiply(ratio[low], plan[0], out=self.flux)
        for values, factor in ((ratio[high], plan[1]), (self.slope[low], plan[2]), (self.slope[high], plan[3])):
            numpy.multiply(values, factor, out=self.part)
            numpy.add(self.flux, self.part, out=self.flux)
        numpy.subtract(self.flux[high], self.flux[low], out=self.change)
        numpy.multiply(self.change, FLOAT(1 / (SIZE * SIZE)), out=self.change)
        numpy.subtract(state, self.change, out=state)


def columns_of(state, plan, outside, density, work):
    back, inverse, forward, top_in = plan
    numpy.multiply(top_in, outside, out=work)
    numpy.add(state[-1], work, out=state[-1])
    for k in range(layers - 2, -1, -1):
        numpy.multiply(state[k + 1], back[k], out=work)
        numpy.subtract(state[k], work, out=state[k])
    numpy.multiply(state[0], inverse[0], out=state[0])
    for k in range(1, layers):
        numpy.multiply(state[k], inverse[k], out=state[k])
        numpy.multiply(state[k - 1], forward[k], out=work)
        numpy.subtract(state[k], work, out=state[k])
    numpy.multiply(state, density, out=state)


def main():
    met, start = read(sys.argv[7])
    along, across, work = Work(2), Work(1), numpy.empty((rows, columns), FLOAT)
    outside = numpy.arange(1, species + 1).astype(FLOAT)
    state = numpy.empty_like(start)

    def run():
        state[:] = start
        for number, fields in enumerate(met):
            density = fields[3].astype(float)
            eastern = faces(density, fields[0], 2)
            southern = faces(density, -fields[1].astype(float), 1)
            count, parts = steps_of(density, (eastern, southern))
            step = 3600 / count
            held = density * (SIZE * SIZE)
            plans = coefficients(eastern, held, step), coefficients(southern, held, step)
            scale = step / (SIZE * SIZE)
            first, other = density - scale * parts[0], density - scale * parts[1]
            plan = column(fields, first - scale * parts[1], density, step)
            air = fields[3]
            inverse, second, third = (1 / density).astype(FLOAT), (1 / first).astype(FLOAT), (1 / other).astype(FLOAT)
            adjust = None if number == 0 else column(fields, met[number - 1][3].astype(float), density, 0)
            for one in range(species):
                now, q = state[one], outside[one]
                if adjust is not None:
                    columns_of(now, adjust, q, air, work)
                for small in range(count):
                    if small % 2 == 0:
                        along.sweep(now, inverse, q, plans[0])
                        across.sweep(now, second, q, plans[1])
                    else:
                        across.sweep(now, inverse, q, plans[1])
                        along.sweep(now, third, q, plans[0])
                    columns_of(now, plan, q, air, work)

    print("numpy", numpy.__version__, flush=True)
    for line in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        run()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        state.tofile(sys.argv[8])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(wall, processor, peak, 0, flush=True)


main()
