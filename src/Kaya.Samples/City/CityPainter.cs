using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Paints what a satellite sees. Every point is painted from its own coordinates, so cells fit each other.</summary>
internal sealed class CityPainter
{
    private readonly CityPlan _plan;
    private readonly CityTerrain _terrain;
    private readonly CityQuarters _quarters;
    private readonly CityRoads _roads;
    private readonly CityBlocks _blocks;
    private readonly FractalNoise _noise;
    private readonly int _seed;

    public CityPainter(CityPlan plan, CityTerrain terrain, CityQuarters quarters, CityRoads roads, RandomSource random)
    {
        (_plan, _terrain, _quarters, _roads) = (plan, terrain, quarters, roads);
        _noise = new FractalNoise(random.Derive("texture"));
        _seed = (int)(random.Seed & 0x3FFFFFFF);
        _blocks = new CityBlocks(plan, _noise, _seed);
    }

    /// <summary>Paints a cell.</summary>
    /// <param name="row">Row of 1 km.</param>
    /// <param name="column">Column of 1 km.</param>
    /// <param name="size">Rows and columns of the image.</param>
    /// <param name="pixels">Receives [row, column, red/green/blue].</param>
    public void Paint(int row, int column, int size, Span<byte> pixels)
    {
        ImmutableArray<CityRoad> roads = _roads.Near((row * _plan.Size) + column);
        double step = 1000.0 / size;
        // Samples at most 8 m apart: finer things average out in a pixel.
        int samples = Math.Max(1, (int)Math.Ceiling(step / 8));
        for (int r = 0; r < size; r++)
            for (int c = 0; c < size; c++)
            {
                CityColour sum = default;
                for (int i = 0; i < samples * samples; i++)
                {
                    double x = (column * 1000) + ((c + (((i % samples) + 0.5) / samples)) * step);
                    double y = (row * 1000) + ((r + (((i / samples) + 0.5) / samples)) * step);
                    sum += Surface(x, y, roads);
                }

                double px = (column * 1000) + ((c + 0.5) * step), py = (row * 1000) + ((r + 0.5) * step);
                Write(Atmosphere(sum * (1.0 / (samples * samples)), px, py, (row * size) + r, (column * size) + c),
                    pixels[(((r * size) + c) * 3)..]);
            }
    }

    private static void Write(CityColour colour, Span<byte> pixel)
    {
        pixel[0] = (byte)Math.Clamp(colour.Red + 0.5, 0, 255);
        pixel[1] = (byte)Math.Clamp(colour.Green + 0.5, 0, 255);
        pixel[2] = (byte)Math.Clamp(colour.Blue + 0.5, 0, 255);
    }

    private CityColour Surface(double x, double y, ImmutableArray<CityRoad> roads)
    {
        double beside = double.PositiveInfinity, half = 0;
        foreach (CityRoad road in roads)
        {
            double outside = road.Distance(x, y) - road.HalfWidth;
            if (outside < beside) (beside, half) = (outside, road.HalfWidth);
        }

        if (beside < 0) return half > 20 && beside < -half + 3 ? new(96, 112, 80) : new(150, 147, 143);
        double water = _terrain.Water.At(x, y);
        if (water < 0) return Water(x, y, water);
        (CityQuarter quarter, double toEdge, double u, double v) = _quarters.At(x, y);
        if (beside < 8 && quarter.Use is not CityLandUse.Commerce) return new(92, 106, 78);
        if (water < 30) return quarter.Use is CityLandUse.Industry or CityLandUse.Commerce ? new(150, 147, 140) : new(104, 110, 80);
        return _blocks.At(quarter, toEdge, u, v, x, y) * Light(quarter, x, y);
    }

    private double Light(CityQuarter quarter, double x, double y) =>
        Math.Clamp(1 - ((quarter.Use == CityLandUse.Forest ? 3 : 1.5) * _terrain.Shade.At(x, y)), 0.6, 1.35);

    private CityColour Water(double x, double y, double toShore)
    {
        double depth = Math.Clamp(-toShore / 150, 0, 1), ripple = 3 * _noise.At(x / 70, y / 25);
        return new CityColour(72 + ripple, 88 + ripple, 84 + ripple).Mix(new(34 + ripple, 56 + ripple, 72 + ripple), depth);
    }

    // Haze, and the noise of the sensor.
    private CityColour Atmosphere(CityColour colour, double x, double y, int row, int column)
    {
        double noise = 6 * (CityHash.Unit(row, column, _seed) + CityHash.Unit(row, column, _seed + 1) - 1);
        return colour.Mix(new(176, 186, 196), _terrain.Haze.At(x, y)) + new CityColour(noise, noise, noise);
    }
}
