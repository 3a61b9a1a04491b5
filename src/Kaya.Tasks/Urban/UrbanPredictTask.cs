using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Learning;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="UrbanPredictTask"/>.</summary>
public sealed record UrbanPredictOptions : UrbanCellsOptions
{
    /// <summary>The trained model.</summary>
    [Option("folder of an 'urban train' run (default: the newest in runs/)", Group = OptionGroup.Input)]
    public string? Model { get; set; }

    /// <summary>Probability of the intervals.</summary>
    [Option("probability of the interval of each cell: 0.5, 0.8 or 0.95")]
    public double Level { get; set; } = 0.8;

    /// <summary>Known total of all cells.</summary>
    [Option("known emission of all predicted cells together, in t: the map is made to add up to it", Minimum = 0)]
    public double? Total { get; set; }

    /// <summary>Known totals of regions.</summary>
    [Option("table of known emissions of the regions of the cells (columns region and total with its unit): the map is made to add up to "
        + "them", Group = OptionGroup.Input)]
    public string? Totals { get; set; }

    /// <summary>How the table is read.</summary>
    public StatisticReadingOptions Statistic { get; set; } = new();
}

/// <summary><c>kaya urban predict</c>: the emission of every cell with interval, as a cloud-optimised GeoTIFF.</summary>
public sealed class UrbanPredictTask : KayaTask<UrbanPredictOptions>
{
    /// <summary>Name of the map.</summary>
    public const string MapFile = "emission.tif";

    // Where bands lie until the map is written.
    private const string ScratchFile = "checkpoint/bands.f64";

    private const string Reading = "read the cells", Predicting = "predict", Writing = "write the map";

    /// <inheritdoc/>
    public override string Name => "urban predict";

    /// <inheritdoc/>
    public override string Summary => "Predict the CO2 emission of each cell from its image, points of interest and rasters, with"
        + " intervals.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya urban predict --model runs/city --out runs/city-map",
        "./kaya urban predict --model runs/city --cells runs/cells --totals districts.csv --out runs/districts-map",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanPredictOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!ConformalIntervals.StandardLevels.Contains(options.Level))
            throw new DataFormatException(new Fault("Intervals of this probability are not available.",
                new SourceLocation(Variable: "--level"), "0.5, 0.8, 0.95", options.Level.ToString(CultureInfo.InvariantCulture),
                "Choose one of these."));
        if (options.Total is not null && options.Totals is not null)
            throw new DataFormatException(new Fault("A total of all cells and totals of regions are given together.",
                new SourceLocation(Variable: "--total"), "--total or --totals", "both", "Leave one of them out."));
        List<TaskInput> files = [TrainedUrban.Listed(options.Model), .. UrbanCells.Files(options)];
        if (options.Totals is { } totals) files.Add(new TaskInput("totals", totals, "table of region totals", Unit.Parse("t")));
        return files;
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanPredictOptions options) =>
        "about 0.1 s for an image of 256 pixels with the paper's network on two cores, 1 ms with the small one; 1 GB of memory at"
            + " most, for any number of cells";

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(UrbanPredictOptions options) =>
        [new(Reading, 0.1), new(Predicting, 0.8), new(Writing, 0.1)];

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanPredictOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report(Reading);
        TrainedUrban trained = TrainedUrban.Load(options.Model);
        using UrbanCells cells = UrbanCells.Load(options.Cells);
        int[] usable = [.. Enumerable.Range(0, cells.Data.Count)
            .Where(cell => trained.Model.Model.Modalities.All(modality => cells.Data.Has(cell, modality)))];
        if (usable.Length == 0)
            throw new DataNotFoundException(new Fault("No cell has all inputs that the model needs.", new SourceLocation(cells.Data.Path),
                string.Join(", ", trained.Model.Model.Modalities), string.Join(", ", cells.Data.Modalities),
                "Prepare the cells with these inputs, or train a model without them."));
        double level = trained.Model.LevelFor(options.Level);
        session.Report(Predicting);
        using UrbanBands bands = new(session.Run.PathFor(ScratchFile), cells.Data);
        trained.Model.ForecastInParts(cells.Data, usable, level, session.Context, bands.Add);
        Apportionment? fixedTotals = UrbanTotals.Apply(options, cells.Data, bands);
        if (fixedTotals is not null) bands.Fix(fixedTotals.Map.Values());
        session.Report(Writing);
        GeoTiff.Write(session.Run.OutputPath(MapFile), bands, new GeoTiffOptions
        {
            Basis = MassBasis.CO2, Certificate = fixedTotals?.Certificate,
            Tags = new Dictionary<string, string>
            {
                ["TIFFTAG_IMAGEDESCRIPTION"] = $"CO2 emissions, {cells.Origin.Label}; lower and upper are limits of {level:P0} of single "
                    + "cells and do not add up",
                ["TIFFTAG_SOFTWARE"] = $"Kaya {TaskRunner.Version}",
            },
        });
        UrbanPredictReport report = new(options, trained, cells, bands) { FixedTotals = fixedTotals, Level = level };
        report.Draw(session.Run);
        TaskEnvironment.Record(session.Run, options);
        ResultTable sums = report.Sums(session.Context);
        report.Record(session.Run, sums);
        session.Part.WriteTable(UrbanResults.Cells(cells.Data, bands, level, trained.Model.Applicability));
        ResultTable[] weights = [.. report.Weights()];
        session.Write(report.Page(session.Run, sums));
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(report.Lines(session.Run, sums), [sums, .. weights], TablesPrinted: 1);
    }
}
