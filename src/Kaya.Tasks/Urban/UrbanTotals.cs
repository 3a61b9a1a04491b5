using Kaya.Geo;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Makes predictions of cells add up to known totals, of all cells or of their regions.</summary>
internal static class UrbanTotals
{
    private const string Whole = "all cells";
    private static readonly Unit s_tonne = Unit.Parse("t");

    /// <returns>The map that adds up, with its certificate; null where no total is given.</returns>
    public static Apportionment? Apply(UrbanPredictOptions options, UrbanDataset data, UrbanBands bands)
    {
        if (options.Total is null && options.Totals is null) return null;
        double[] weights = new double[data.Grid.CellCount], zones = new double[data.Grid.CellCount];
        Array.Fill(weights, double.NaN);
        Array.Fill(zones, double.NaN);
        bool byRegion = options.Totals is not null;
        if (byRegion && data.Tables.Regions.IsEmpty)
            throw new DataNotFoundException(new Fault("The cells have no regions.", new SourceLocation(data.Path), "regions of cells",
                "none",
                "Prepare the cells with regions, or give one total of all cells by --total."));
        for (int i = 0; i < bands.Count; i++)
        {
            int cell = bands.Cell(i), place = data.Tables.Cells[cell];
            weights[place] = bands.Predicted(i);
            zones[place] = !byRegion ? 0 : data.Tables.RegionOf[cell] >= 0 ? data.Tables.RegionOf[cell] : double.NaN;
        }

        Dictionary<int, string> codes = byRegion ? data.Tables.Regions.Select((name, i) => (name, i)).ToDictionary(pair => pair.i,
            pair => pair.name)
            : new Dictionary<int, string> { [0] = Whole };
        CategoryRaster numbered = new(data.Grid, ["region"], (_, cells) => zones.CopyTo(cells));
        IReadOnlyDictionary<string, double> statistics = byRegion ? StatisticsFile.Read(options.Totals!, options.Statistic).Values
            : new Dictionary<string, double> { [Whole] = options.Total!.Value };
        return Conservation.ToZones(ExtensiveRaster.Of(data.Grid, s_tonne, weights, "emission"), ZoneCoverage.Of(numbered, codes),
            statistics,
            s_tonne);
    }
}
