using Kaya.Downscaling;

namespace Kaya.Tasks;

/// <summary>The regression of a run: fitted here, or read from the folder of a fit.</summary>
/// <param name="Model">The fitted model.</param>
/// <param name="Smoothing">The drivers, smoothed, and their sums over the zones of this run.</param>
/// <param name="Ranking">Correlation of the drivers with emissions.</param>
/// <param name="Deviation">The error of cells; null with too few zones.</param>
internal sealed record FittedRegression(SpatialModel Model, SmoothingChoice Smoothing, DriverRanking Ranking, CellDeviation? Deviation)
{
    public static bool IsFolder(string model) =>
        Directory.Exists(model) || !RegressionModels.Names.Contains(model, StringComparer.OrdinalIgnoreCase)
        && model.Contains('/', StringComparison.Ordinal);

    public static string Folder(string model) => File.Exists(Path.Combine(model, "model.json")) ? model : Path.Combine(model, "model");

    /// <summary>Reads the model of a folder, so that a damaged one is refused before any other work.</summary>
    public static void RequireReadable(DownscaleRunOptions options)
    {
        if (IsFolder(options.Model)) _ = StoredModels.Catalog.Load<SpatialModel>(ModelFolder.Read(Folder(options.Model)).State);
    }

    /// <summary>Refuses fewer zones than the regression needs.</summary>
    public static void RequireZones(DownscaleRunOptions options, DownscaleProblem problem)
    {
        if (!IsFolder(options.Model))
            problem.RequireZones(RegressionModels.FewestZones(Kind(options, options.Model), problem.Drivers.Drivers.Length));
    }

    public static FittedRegression Of(DownscaleRunOptions options, DownscaleProblem problem, FitContext context)
    {
        SpatialModel? read = IsFolder(options.Model) ? StoredModels.Catalog.Load<SpatialModel>(
            ModelFolder.Read(Folder(options.Model)).State) : null;
        SpatialRegression kind = Kind(options, read?.Name ?? options.Model);
        RequireZones(options, problem);
        SmoothingChoice smoothing = problem.Smooth(options, context);
        ZonalTable table = smoothing.Table;
        SpatialModel model = read ?? kind.Fit(table, context);
        CellDeviation? deviation = table.Statistics.Count(statistic => statistic > 0) < CellDeviation.FewestZones ? null
            : CellDeviation.Of(table, CellZones.Neighbours(problem.Coverage), kind with { Scale = model.Scale },
                problem.Points is not null, context);
        return new FittedRegression(model, smoothing, problem.Rank(), deviation);
    }

    private static SpatialRegression Kind(DownscaleRunOptions options, string name) =>
        RegressionModels.Chosen([name], options.Logarithms, "--model")[0] with { Scale = options.Scale };

    /// <summary>Saves the model in the run folder.</summary>
    public void Save(RunPart run, string label) =>
        run.WriteModel(Model.ToState(), RegressionCard.Of(Model, $"{label}: {Smoothing.Table.Codes.Length} zones"), "regression");
}
