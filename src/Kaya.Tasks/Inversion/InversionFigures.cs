using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Maps of an inversion: prior, update, change, spread, what is informed.</summary>
internal sealed class InversionFigures(InversionProblem problem, ActiveRun run)
{
    private const double SquareMetres = 1e6;
    private static readonly Unit s_density = Unit.Parse("kg km-2 d-1"), s_percent = Unit.Parse("%");
    private readonly Lazy<double[]> _areas = new(() => Areas(problem.Layout.Grid));
    private readonly Lazy<IReadOnlyList<MapPoint>> _stations = new(() => Stations(problem));

    // Where the colour of a cell with stations is what is shown, dots would hide it.
    private readonly Lazy<IReadOnlyList<MapPoint>> _rings = new(() => [.. Stations(problem).Where(point => point.IsHollow)]);

    /// <summary>Draws a map of each kind for a species.</summary>
    /// <returns>Files and captions, in the order of a report.</returns>
    public IReadOnlyList<(string Path, string Caption)> Draw(EmittedSpecies species, InversionFindings findings)
    {
        double[] prior = PerArea(problem.TotalOf(species)), updated = PerArea(problem.TotalOf(species, findings.Factors));
        double highest = Part([.. prior.Concat(updated).Where(value => value > 0)], 0.995);
        return
        [
            Emission(species, "prior", prior, highest, "Prior emissions"),
            Emission(species, "updated", updated, highest, "Updated emissions"),
            .. DrawChange(species, findings),
            Percent(species, "spread", Spread(species, findings), 100 * MostSpread(species), "Standard deviation after the update",
                $"Relative standard deviation of the updated {species.Symbol()} emissions; where it is as large as that of the prior, "
                    + "nothing was learnt."),
        ];
    }

    /// <summary>Draws the change of a species, the change that would be right, and what is informed.</summary>
    public IReadOnlyList<(string Path, string Caption)> DrawChange(EmittedSpecies species, InversionFindings findings)
    {
        double[] prior = problem.TotalOf(species), updated = problem.TotalOf(species, findings.Factors);
        double[] change = [.. prior.Zip(updated, (from, to) => from > 0 ? 100 * ((to / from) - 1) : double.NaN)];
        double[]? right = findings.Truth is { } truth ? Means(species, at => 100 * (truth.Values[at] - 1)) : null;
        // One scale for both, so that they can be compared.
        double most = Limit([.. change, .. right ?? []]);
        string symbol = species.Symbol();
        return
        [
            Change(FileOf("change", species), change, most, ($"Change by the update: {symbol}", "change of emissions",
                $"{symbol} emissions by the update, in % of the prior: red is more than the prior says, blue is less. Dots are cells with "
                + "stations, rings those that were held out.")),
            .. right is null ? Array.Empty<(string, string)>() : [Change(FileOf("truth", species), right, most, (
                $"Change that would be right: {symbol}", "true minus prior",
                $"True {symbol} emissions, in % of the prior. They are known because the sample is made up."))],
            Percent(species, "influence", Influence(species, findings.Influence), 100, "Influence of the observations",
                "Size of the derivative of the loss by the factor of a cell, at the prior, in % of the largest: where a change of "
                    + "emissions would change the fit to the observations. Large where much is emitted upwind of stations that disagree "
                    + "with the prior."),
            Percent(species, "informed", Informed(species, findings.Information), 100, "Informed by the stations",
                "Part of the variance of the prior's error that the observations take away. Below 50 % a cell is mostly what the prior "
                    + "says; "
                + "near 0 its change means nothing."),
        ];
    }

    /// <summary>A map of what the observations can inform.</summary>
    public (string Path, string Caption) DrawInformed(EmittedSpecies species, InformationContent information) =>
        Percent(species, "informed", Informed(species, information), 100, "Can be informed by the stations",
            "Part of the variance of the prior's error that the observations would take away; cells without emissions are left out.");

    /// <summary>A map of the averaging kernel's diagonal.</summary>
    public (string Path, string Caption) DrawKernel(EmittedSpecies species, InformationContent information)
    {
        double[] kernel = Means(species, at => 100 * information.AveragingKernelDiagonal[at]);
        return Percent(species, "kernel", kernel, Math.Max(1, kernel.Where(double.IsFinite).DefaultIfEmpty(1).Max()),
            "Diagonal of the averaging kernel",
            "What the estimate of a cell takes over of an error in that cell alone. Where errors of neighbours are alike, the stations "
                + "tell about "
            + "their mean, and each cell has a small part of it.");
    }

    /// <summary>A map of cells with stations.</summary>
    public (string Path, string Caption) DrawStations(string file, string title, string caption, double[] values)
    {
        double most = Math.Min(100, Math.Max(1, values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max()));
        return (Write(file, values, s_percent, "change of the error",
            new MapOptions { Title = title, IsDiverging = true, Lowest = -most, Highest = most, Points = _rings.Value }), caption);
    }

    private (string, string) Emission(EmittedSpecies species, string kind, double[] values, double highest, string title) => (
        Write(FileOf(kind, species), [.. values.Select(value => value > 0 ? value : double.NaN)], s_density,
            $"{species.Symbol()} emissions",
            new MapOptions { Title = $"{title}: {species.Symbol()}", Highest = highest, Lowest = highest / 1e3, Logarithmic = true }),
        $"{title}, {species.Symbol()}{As(species)}, mean of {Period()}; cells without emissions are grey. Dots are cells with stations, "
            + "rings those that were held out.");

    private (string, string) Change(string file, double[] values, double most, (string Title, string Name, string Caption) text) => (
        Write(file, values, s_percent, text.Name, new MapOptions
        {
            Title = text.Title, IsDiverging = true, Lowest = -most, Highest = most, Logarithmic = false,
        }), text.Caption);

    // The end of a scale of changes: nearly all of them lie within, and it is a round number.
    private static double Limit(double[] values)
    {
        double[] sizes = [.. values.Where(double.IsFinite).Select(Math.Abs).Order()];
        return sizes.Length == 0 ? 20 : Math.Clamp(10 * Math.Ceiling(sizes[(int)(0.98 * (sizes.Length - 1))] / 10), 20, 200);
    }

    private (string, string) Percent(EmittedSpecies species, string kind, double[] values, double highest, string title,
        string caption) => (
        Write(FileOf(kind, species), values, s_percent, title, new MapOptions
        {
            Title = $"{title}: {species.Symbol()}", Lowest = 0, Highest = highest, Logarithmic = false,
        }), caption);

    private double[] Informed(EmittedSpecies species, InformationContent information) =>
        Means(species, at => 100 * information.VarianceReduction(at));

    // Over all blocks; NaN where nothing is emitted.
    private double[] Influence(EmittedSpecies species, InfluenceMap map)
    {
        double[] squares = new double[problem.Layout.Cells], emitted = problem.TotalOf(species);
        for (int block = 0; block < problem.Layout.Blocks.Count; block++)
            for (int cell = 0, at = problem.Layout.FieldAt(block, species); cell < squares.Length; cell++)
                squares[cell] += map.Values[at + cell] * map.Values[at + cell];
        double largest = Math.Sqrt(squares.Max());
        return [.. squares.Zip(emitted, (square, emission) =>
            emission > 0 ? largest > 0 ? 100 * Math.Sqrt(square) / largest : 0 : double.NaN)];
    }

    private double[] Spread(EmittedSpecies species, InversionFindings findings) =>
        Means(species, at => 100 * findings.DeviationOf(at, problem.Update.Prior!));

    private double MostSpread(EmittedSpecies species) => problem.Update.Prior!.DeviationOf(problem.Layout.FieldAt(0, species));

    // Means over blocks, each weighing as much as it emits; NaN where nothing is emitted.
    private double[] Means(EmittedSpecies species, Func<int, double> value)
    {
        double[] sums = new double[problem.Layout.Cells], weights = new double[sums.Length];
        for (int block = 0; block < problem.Layout.Blocks.Count; block++)
            for (int cell = 0, at = problem.Layout.FieldAt(block, species); cell < sums.Length; cell++)
            {
                sums[cell] += problem.Emissions[at + cell] * value(at + cell);
                weights[cell] += problem.Emissions[at + cell];
            }

        return [.. sums.Zip(weights, (sum, weight) => weight > 0 ? sum / weight : double.NaN)];
    }

    private double[] PerArea(double[] kilograms)
    {
        double days = problem.Layout.Blocks.Hours / 24.0;
        return [.. kilograms.Select((value, cell) => value / days / (_areas.Value[cell] / SquareMetres))];
    }

    private string Write(string file, double[] values, Unit unit, string name, MapOptions options)
    {
        string path = run.OutputPath(file);
        IntensiveRaster raster = IntensiveRaster.Of(problem.Layout.Grid, unit, values, name);
        foreach (string warning in MapPicture.Write(path, raster, 0, options with
        {
            Width = 460, Outlines = problem.Given.Outlines, IsSample = problem.Given.Origin.IsSample,
            Points = options.Points.Count > 0 ? options.Points : _stations.Value,
        })) run.Log(warning, level: "warning");
        return path;
    }

    private string Period() => string.Create(CultureInfo.InvariantCulture,
        $"{problem.Layout.Blocks.Start.UtcDateTime:yyyy-MM-dd} to {problem.Layout.Blocks.End.AddHours(-1).UtcDateTime:yyyy-MM-dd}");

    private static string As(EmittedSpecies species) => species switch
    {
        EmittedSpecies.Nox => " (as NO2)", EmittedSpecies.Voc => " (as carbon)", _ => "",
    };

    private static double Part(double[] values, double part) =>
        values.Length == 0 ? 1 : values.Order().ElementAt((int)(part * (values.Length - 1)));

    private static string FileOf(string kind, EmittedSpecies species) =>
        $"{kind}-{species.Symbol().ToLowerInvariant().Replace(".", "", StringComparison.Ordinal)}.png";

    private static List<MapPoint> Stations(InversionProblem problem) => [.. problem.Given.Stations.Sites
        .Select(site => site.Cell).Distinct()
        .Select(cell =>
        {
            (double x, double y) = problem.Layout.Grid.CentreOf(cell / problem.Layout.Columns, cell % problem.Layout.Columns);
            return new MapPoint(x, y, problem.HeldOutCells.Contains(cell));
        })];

    private static double[] Areas(Grid grid)
    {
        CellAreas areas = GdalCoordinateSystems.CellAreas(grid);
        double[] all = new double[grid.CellCount];
        for (int row = 0; row < grid.Rows; row++)
            for (int column = 0; column < grid.Columns; column++) all[(row * grid.Columns) + column] = areas.At(row, column);
        return all;
    }
}
