using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests;

/// <summary>A random apportionment: zones with islands, shared border cells, one-cell zones, zero weights, no-data, 24 orders of
/// magnitude.</summary>
internal sealed record RandomCase(ExtensiveRaster Weights, ZoneCoverage Coverage, Dictionary<string, double> Statistics,
    IReadOnlyList<string> ZeroZones)
{
    public static RandomCase Make(RandomSequence random)
    {
        int rows = 1 + random.NextInt32(9), columns = 1 + random.NextInt32(9), zones = 1 + random.NextInt32(Math.Min(6, rows * columns));
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, rows, 1, 1), rows, columns);
        int[] owner = [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextInt32(zones))];
        // Every zone has at least one cell with data; cells taken at random make islands, and the last zone has one cell only.
        int[] order = [.. Enumerable.Range(0, owner.Length)];
        random.Shuffle<int>(order);
        for (int cell = 0; cell < owner.Length; cell++)
            if (owner[cell] == zones - 1 && zones > 1) owner[cell] = 0;
        for (int zone = 0; zone < zones; zone++) owner[order[zone]] = zone;
        bool[] zero = [.. Enumerable.Range(0, zones).Select(_ => random.NextInt32(5) == 0)];
        List<CoverageRun> runs = [];
        double[] weights = new double[owner.Length];
        for (int cell = 0; cell < owner.Length; cell++)
        {
            bool kept = order.AsSpan(0, zones).Contains(cell);
            weights[cell] = !kept && random.NextInt32(8) == 0 ? double.NaN : zero[owner[cell]] ? 0
                : Math.Pow(10, (24 * random.NextDouble()) - 12);
            int other = random.NextInt32(zones);
            double part = other != owner[cell] && random.NextInt32(4) == 0 && weights[cell] > 0 && !zero[other]
                ? 0.1 + (0.8 * random.NextDouble()) : 1;
            runs.Add(new CoverageRun(owner[cell], cell / columns, cell % columns, 1, part));
            if (part < 1) runs.Add(new CoverageRun(other, cell / columns, cell % columns, 1, 1 - part));
        }

        ImmutableArray<string> codes = [.. Enumerable.Range(0, zones).Select(zone => (zone + 1).ToString(CultureInfo.InvariantCulture))];
        Dictionary<string,
            double> statistics = codes.ToDictionary(
            code => code, _ => random.NextInt32(12) == 0 ? 0 : Math.Pow(10, (24 * random.NextDouble()) - 12));
        return new RandomCase(ExtensiveRaster.Of(grid, Unit.One, weights), new ZoneCoverage(grid, codes, runs), statistics,
            [.. codes.Where((code, zone) => zero[zone] && statistics[code] > 0)]);
    }
}
