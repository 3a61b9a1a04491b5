using System.Globalization;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Learning;

namespace Kaya.Tasks;

/// <summary>The results of an evaluation and their presentation.</summary>
internal sealed class EvaluationFindings(TaskSession session)
{
    private readonly List<string> _lines = [];
    private readonly List<ResultTable> _tables = [];
    private readonly List<(string Heading, string Text, IReadOnlyList<ResultTable> Tables)> _sections = [];

    /// <summary>Origin of the data of the maps.</summary>
    public DataOrigin? Origin { get; set; }

    public TaskOutcome Outcome() => new(_lines, _tables);

    public ReportBuilder Report()
    {
        ReportBuilder report = new("Evaluation of the maps", Origin?.Label) { Data = Origin };
        foreach ((string heading, string text, IReadOnlyList<ResultTable> tables) in _sections)
        {
            report.Section(heading).Paragraph(text);
            foreach (ResultTable table in tables) report.Table(table);
        }

        return report;
    }

    /// <summary>Shares by land use, if land cover is known.</summary>
    public void LandUse(EvaluatedRun run, DownscaleEvaluateOptions options)
    {
        CategoryRaster? cover = options.LandCover is null && run.Problem.Sample is { } sample
            ? LandUses.OfIgbp(sample.LandCover, IgbpCoding.WaterIsSeventeen)
            : options.LandCover is { } input ? Cover(input, run, options.Water) : null;
        if (cover is null) return;
        session.Report("land use");
        FineZones zones = run.Problem.Fine(run.Options.Factor);
        LandUseShares before = LandUseShares.Of(run.Coarse, cover, run.Problem.Coverage),
            after = LandUseShares.Of(run.Fine, cover, zones.Coverage);
        LandUseShares? truth = run.Problem.Sample is { } known && known.Emission.Grid.Matches(run.Fine.Grid)
            ? LandUseShares.Of(known.Emission, cover, zones.Coverage) : null;
        session.Run.SetMetric("built-up/coarse", before.All[Downscaling.LandUse.BuiltUp]);
        session.Run.SetMetric("built-up/fine", after.All[Downscaling.LandUse.BuiltUp]);
        if (truth is not null) session.Run.SetMetric("built-up/truth", truth.All[Downscaling.LandUse.BuiltUp]);
        _lines.Add(
            string.Create(
            CultureInfo.InvariantCulture,
            $"On built-up land: {before.All[Downscaling.LandUse.BuiltUp]:P1} of the coarse map, "
                + $"{after.All[Downscaling.LandUse.BuiltUp]:P1} of the fine "
                + $"one{(truth is null ? "" : $", true share {truth.All[Downscaling.LandUse.BuiltUp]:P1}")}."));
        // The two maps can differ only where land cover varies within a coarse cell.
        bool isFiner = Math.Abs(cover.Grid.Affine.StepX) < 0.9 * Math.Abs(run.Coarse.Grid.Affine.StepX)
            || !cover.Grid.Crs.Equals(run.Coarse.Grid.Crs);
        Add("Land use", "The emissions of a cell are divided between the land-use types in it by their area. " + (isFiner
                ? "A finer map can place more of them on built-up land."
                : "The cells of this land cover are no smaller than those of the coarse map, and super-resolution keeps the total of "
                    + "each coarse cell: the shares before and after can hardly differ. Use land cover with the resolution of "
                    + "the fine map."),
            DownscaleTables.LandUse(before, after, truth), DownscaleTables.BuiltUp(before, after, truth));
    }

    /// <summary>Inventories on their own grids.</summary>
    public void Inventories(EvaluatedRun run, DownscaleEvaluateOptions options)
    {
        if (options.Inventories is not { Count: > 0 } inputs) return;
        session.Report("inventories");
        List<(string, string, InventoryComparison)> compared = [];
        foreach (RasterInput input in inputs)
        {
            using OpenedRaster inventory = input.Open();
            MassBasis basis = inventory.RequireKind().RequireUnit().Description.Basis
                ?? throw new UnitMismatchException(new Fault("The mass basis of the inventory is unknown.",
                new SourceLocation(input.Path), "C or CO2", "nothing",
                    $"Give {input.Path}@basis=C or @basis=CO2, or its format by @format=."));
            CountedEmission of = new(inventory.ReadAll(0), basis);
            foreach ((string map, CountedEmission ours) in run.Counted())
                compared.Add((inventory.Label, map, ReaderFaults.At(input.Path, () => InventoryComparison.Of(ours, of))));
        }

        foreach ((string name, string map, InventoryComparison comparison) in compared)
        {
            session.Run.SetMetric($"{name}/{map}/spearman", comparison.Cells.Spearman ?? double.NaN);
            _lines.Add(
                string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {map}: Spearman {comparison.Cells.Spearman:0.0000}, R2 {comparison.Cells.RSquared:0.000}, misplaced share "
                    + $"{comparison.Agreement.Misplaced:P1} over {comparison.Cells.Count} cells."));
        }

        Add("Inventories", "The maps are regridded to the grid of the inventory; a cell is compared if zones with a statistic cover at "
            + "least half of it. Plain allocations divide the same statistics by the drivers as they are. "
            + "An inventory is another estimate, not the truth.", OutputUnits.Of(DownscaleTables.Inventories(compared),
                options.OutputUnit));
    }

    /// <summary>Comparison with the true emissions of the sample country, cell by cell.</summary>
    public void Truth(EvaluatedRun run)
    {
        if (run.Problem.Sample is not { } sample || !sample.Emission.Grid.Matches(run.Fine.Grid)) return;
        run.Problem.Place(run.Options, run.Options.Factor, session.Context);
        MapAgreement fine = MapAgreement.Of(run.Fine.Values(), sample.Emission.Values(), run.Fine.Grid);
        List<(string, MapAgreement)> rows = [("fine map", fine)];
        if (sample.EmissionByKilometre.Grid.Matches(run.Coarse.Grid))
            rows.AddRange(run.Maps().Select(map => (map.Name, MapAgreement.Of(map.Map.Values(), sample.EmissionByKilometre.Values(),
                run.Coarse.Grid))));
        session.Run.SetMetric("truth/spearman", fine.Spearman ?? double.NaN);
        session.Run.SetMetric("truth/misplaced", fine.Misplaced ?? double.NaN);
        _lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"Compared with the true emissions, cell by cell: Spearman {fine.Spearman:0.000}, misplaced share {fine.Misplaced:P1} over ")
            + $"{fine.Cells} cells of the fine map.");
        Add("Truth", "The maps beside the true emissions of the sample, and beside plain allocations of the same statistics by the drivers "
            + "as they are. The misplaced share is the part of emissions that would have to be moved.", DownscaleTables.Agreement(rows));
    }

    /// <summary>Super-resolution on a map with known fine detail.</summary>
    public void Detail(ExtensiveRaster known, string name, SuperResolutionOptions network)
    {
        DetailTest test = DetailTest.Run(known, GdalCoordinateSystems.CellAreas, network.ToEstimator(), new DownscalingOptions(),
            session.Context);
        foreach (DetailScore score in test.Scores) session.Run.SetMetric($"detail/{score.Method}/log rmse", score.LogError);
        _lines.Add(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, aggregated to cells twice as large and refined again, error of ln(1 + density): super-resolution "
            + $"{test.Scores[0].LogError:0.000}, nearest cell {test.Scores[1].LogError:0.000}, bilinear interpolation "
            + $"{test.Scores[2].LogError:0.000}."));
        Add("Detail", $"{name} was aggregated to cells twice as large, and the networks were trained on these only. "
            + "All methods except one conserve the total of each block of cells, so they differ only in its distribution within the block.",
            DownscaleTables.Detail(test.Scores));
    }

    private void Add(string heading, string text, params IReadOnlyList<ResultTable> tables)
    {
        _tables.AddRange(tables);
        _sections.Add((heading, text, tables));
    }

    /// <summary>Land cover for the maps of a run.</summary>
    public static CategoryRaster Cover(RasterInput input, EvaluatedRun run, IgbpCoding water)
    {
        using OpenedRaster opened = input.Open(new RasterReading { Kind = QuantityKind.Category });
        Raster classes = opened.Grid.Crs.Equals(run.Fine.Grid.Crs) ? opened.ReadAll(0) : opened.On(run.Fine.Grid);
        return LandUses.OfIgbp(classes, water);
    }
}
