using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Urban;

namespace Kaya.Samples;

/// <summary>Sample data for Urban: an invented city or town at 1 km, with images, points of interest and its true
/// emission by sector.</summary>
/// <remarks>
/// Computed in this order: hills, water and arterial roads; quarters of some 25 ha with one use each, by their distance to centres and
/// industrial zones; buildings, streets and fields, which the images show; points of interest and emissions of each cell. Image and points
/// each show what the other does not: roofs of factories, arterial roads and fields are seen and hardly listed; storeys, the activity of
/// shops and offices, and how many firms share a roof are listed and not seen. Traffic and commerce also depend on people and jobs in the
/// 7 x 7 cells around. A factor that no input shows (Student's t of four degrees of freedom, its standard deviation in ln t is 0.85, in
/// industry 1) is drawn for each cell and sector. The same seed and the same build give the same bytes. No data of a real city are used.
/// </remarks>
public sealed class SampleCity
{
    /// <summary>Label of every figure, file and table made from these data.</summary>
    public const string Label = "sample city, made-up districts";

    /// <summary>The default seed.</summary>
    public const ulong DefaultSeed = 2025;

    private readonly CityPlan _plan;
    private readonly CityPainter _painter;
    private readonly CityEmissions _emissions;
    private readonly ImmutableArray<int> _pointStart;
    private readonly ImmutableArray<PointOfInterest> _points;

    private SampleCity(SamplePlace place, ulong seed)
    {
        Place = place;
        _plan = CityPlan.Of(place);
        RandomSource random = new RandomSource(seed).Derive("sample/city").Derive(place.ToString());
        CityTerrain terrain = new(_plan, random.Derive("terrain"));
        CityRoads roads = new(_plan, terrain, random.Derive("roads"));
        CityQuarters quarters = new(_plan, terrain, random.Derive("quarters"));
        CityCover cover = new(_plan, terrain, quarters);
        _painter = new CityPainter(_plan, terrain, quarters, roads, random.Derive("painter"));
        _emissions = new CityEmissions(_plan, cover, roads, random.Derive("emissions"));
        (_pointStart, _points) = CityPoints.Draw(_plan, cover, random.Derive("points"));
        Grid = new Grid(CoordinateSystem.Parse("EPSG:32625"), Affine.NorthUp(_plan.Corner.East, _plan.Corner.North, 1000, 1000), _plan.Size,
            _plan.Size);
        FractalNoise edge = new(random.Derive("districts"));
        DistrictOf = [.. Enumerable.Range(0, _plan.Size * _plan.Size).Select(cell => District(cell, edge))];
    }

    /// <summary>Which place this is.</summary>
    public SamplePlace Place { get; }

    /// <summary>Name of the place.</summary>
    public string Name => _plan.Name;

    /// <summary>1 km cells, UTM zone 25N.</summary>
    public Grid Grid { get; }

    /// <summary>Names of the districts; a town is one district.</summary>
    public ImmutableArray<string> Districts => [.. _plan.Districts.Select(district => district.Name)];

    /// <summary>[cells] district of each cell from 0.</summary>
    public ImmutableArray<int> DistrictOf { get; }

    /// <summary>[cells x sectors] true emission, t CO2 in a year, in the order of <see cref="CitySector"/>.</summary>
    public ImmutableArray<double> EmissionBySector => _emissions.BySector;

    /// <summary>[cells x sectors] emission before the factors that no input shows, t CO2 in a year: the best that could be
    /// predicted.</summary>
    public ImmutableArray<double> ExpectedBySector => _emissions.ExpectedBySector;

    /// <summary>[cells] true emission of all sectors, t CO2 in a year; exactly 0 in cells of water or forest without
    /// roads, and where it would be below 150 t.</summary>
    public ImmutableArray<double> Emission => Total(EmissionBySector);

    /// <summary>Computes a place.</summary>
    /// <param name="place">The main city or a town.</param>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <returns>The place.</returns>
    public static SampleCity Create(SamplePlace place = SamplePlace.City, ulong seed = DefaultSeed) => new(place, seed);

    /// <summary>Paints the satellite image of a cell. Neighbours fit each other without a seam.</summary>
    /// <param name="cell">Row x columns + column.</param>
    /// <param name="pixelSize">Rows and columns of the image, 1 to 256.</param>
    /// <param name="pixels">Receives [row, column, red/green/blue].</param>
    public void Paint(int cell, int pixelSize, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cell, (uint)DistrictOf.Length, nameof(cell));
        ArgumentOutOfRangeException.ThrowIfLessThan(pixelSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pixelSize, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, pixelSize * pixelSize * 3, nameof(pixels));
        _painter.Paint(cell / Grid.Columns, cell % Grid.Columns, pixelSize, pixels);
    }

    /// <summary>Writes a file of prepared cells: images, points of interest, districts as regions, and the true emission as
    /// target.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pixelSize">Rows and columns of an image, 1 to 256.</param>
    /// <param name="cancellation">Stops the painting.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; no file is left.</exception>
    public void Write(string path, int pixelSize = 64, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using UrbanDatasetWriter writer = new(path, Tables(pixelSize));
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, DistrictOf.Length, options, cell =>
        {
            byte[] pixels = new byte[pixelSize * pixelSize * 3];
            Paint(cell, pixelSize, pixels);
            writer.WriteImage(cell, pixels);
        });
        writer.Complete();
    }

    private UrbanTables Tables(int pixelSize)
    {
        ImmutableArray<double> emission = Emission;
        return new UrbanTables
        {
            Grid = Grid,
            Cells = [.. Enumerable.Range(0, _plan.Size * _plan.Size)],
            ImageOf = [.. Enumerable.Range(0, _plan.Size * _plan.Size)],
            PixelSize = pixelSize,
            Categories = PoiCategories.Names,
            PointStart = _pointStart,
            Points = _points,
            Targets = emission,
            TargetName = "CO2 of one year",
            Regions = Districts,
            RegionOf = DistrictOf,
            Notes =
            [
                $"{Name}: {Label}. Images, points and emissions are computed, not measured.",
                $"{emission.Count(t => t == 0)} of {emission.Length} cells emit nothing: water, forest without roads, "
                    + "and cells of less than 150 t.",
                "A part of the emission of each cell and sector is chance that no input shows.",
            ],
            IsSample = true,
        };
    }

    private static ImmutableArray<double> Total(ImmutableArray<double> bySector) =>
        [.. bySector.Chunk(CityEmissions.Sectors).Select(sectors => sectors.Sum())];

    private int District(int cell, FractalNoise edge)
    {
        (int row, int column) = Math.DivRem(cell, Grid.Columns);
        double x = column + 0.5, y = row + 0.5;
        (double u, double v) = (x + (1.5 * edge.At(x / 5, y / 5)), y + (1.5 * edge.At((x / 5) + 9, y / 5)));
        return Enumerable.Range(0, _plan.Districts.Length).MinBy(i =>
            ((_plan.Districts[i].X - u) * (_plan.Districts[i].X - u)) + ((_plan.Districts[i].Y - v) * (_plan.Districts[i].Y - v)));
    }
}
