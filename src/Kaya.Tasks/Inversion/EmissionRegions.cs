using System.Collections.Immutable;
using Kaya.Geo;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Zones that emissions and concentrations are summed over: parts of cells, by name.</summary>
internal sealed class EmissionRegions
{
    private readonly double[][] _shares;

    private EmissionRegions(ImmutableArray<string> names, double[][] shares) => (Names, _shares) = (names, shares);

    /// <summary>Names; the last is the whole grid.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Part of each cell that belongs to a region; row x column.</summary>
    public ReadOnlySpan<double> Shares(int region) => _shares[region];

    /// <summary>Number of the region that has most of a cell, for each cell; -1 for cells of none.</summary>
    public ImmutableArray<int> NumberOfEachCell() => [.. Enumerable.Range(0, _shares[^1].Length).Select(cell =>
    {
        int most = -1;
        for (int region = 0; region < Names.Length - 1; region++)
            if (_shares[region][cell] > (most < 0 ? 0 : _shares[most][cell])) most = region;
        return most;
    })];

    public static EmissionRegions Of(SampleAtmosphere atmosphere)
    {
        ImmutableArray<int> provinceOf = atmosphere.InventoryError.ProvinceOf;
        return WithAll([.. atmosphere.Country.Provinces.Select(province => province.Name)],
            [.. atmosphere.Country.Provinces.Select((_, at) => provinceOf.Select(number => number == at + 1 ? 1.0 : 0).ToArray())],
            provinceOf.Length);
    }

    public static EmissionRegions Of(ZoneCoverage coverage)
    {
        int cells = (int)coverage.Grid.CellCount;
        double[][] shares = [.. coverage.Codes.Select(_ => new double[cells])];
        foreach (CoverageRun run in coverage.Runs)
            for (int k = 0; k < run.Length; k++) shares[run.Zone][(run.Row * coverage.Grid.Columns) + run.Column + k] += run.Fraction;
        return WithAll(coverage.Codes, shares, cells);
    }

    public static EmissionRegions WholeGrid(TransportGrid grid) => WithAll([], [], grid.Rows * grid.Columns);

    private static EmissionRegions WithAll(ImmutableArray<string> names, double[][] shares, int cells) =>
        new([.. names, "whole grid"], [.. shares, [.. Enumerable.Repeat(1.0, cells)]]);
}
