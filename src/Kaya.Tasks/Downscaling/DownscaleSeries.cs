using System.Globalization;
using System.Runtime.CompilerServices;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Maps of several periods in one run: each is a downscaling of its own, and all are drawn in the same colours at the
/// end.</summary>
internal sealed class DownscaleSeries(DownscaleRunOptions options, TaskSession session)
{
    private const string CheckStage = "check the inputs", DrawStage = "draw the maps";
    private const double CheckShare = 0.02, DrawShare = 0.02;
    private readonly IReadOnlyList<SeriesPeriod> _periods = SeriesPeriod.Of(options);

    /// <summary>The stages of a series.</summary>
    /// <param name="periods">Its periods.</param>
    /// <param name="map">The stages of one map.</param>
    public static IReadOnlyList<StageShare> Stages(IReadOnlyList<SeriesPeriod> periods, IReadOnlyList<StageShare> map) =>
    [
        new(CheckStage, CheckShare),
        .. periods.SelectMany(period => map.Select(stage => new StageShare(TaskSession.StageOf(period.Name, stage.Stage),
            stage.Share * (1 - CheckShare - DrawShare) / periods.Count))),
        new(DrawStage, DrawShare),
    ];

    /// <summary>Makes the maps, tables and the report.</summary>
    public TaskOutcome Run()
    {
        Check();
        List<MappedPeriod> made = [];
        foreach (SeriesPeriod period in _periods)
        {
            MappedPeriod map = period.Work(() => Map(period, session.Within(period.Name)));
            SystemCalls.GiveBackFreedMemory();
            // Outlines can be large, and are mostly the same.
            made.Add(made.Count > 0 && map.Coarse.Matches(made[0].Coarse)
                ? map with { Picture = map.Picture with { Outlines = made[0].Picture.Outlines } } : map);
        }

        Draw(made);
        SeriesTables tables = new(made, options.OutputUnit);
        session.Write(SeriesReport.Of(made, tables, session));
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(Lines(made), tables.All, TablesPrinted: 1) { Notices = SeriesReport.Notices(made) };
    }

    // A period that cannot be computed is refused before the others are.
    private void Check()
    {
        for (int i = 0; i < _periods.Count; i++)
        {
            session.Report(CheckStage, i, _periods.Count);
            session.Cancellation.ThrowIfCancellationRequested();
            SeriesPeriod period = _periods[i];
            period.Work(() =>
            {
                using DownscaleProblem problem = DownscaleProblem.Load(period.Options);
                FittedRegression.RequireZones(period.Options, problem);
                problem.Place(period.Options, options.Factor, session.Context with { Progress = null });
            });
        }
    }

    // Fully optimised at once, so that the maps of a period can be collected before those of the next one are made.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static MappedPeriod Map(SeriesPeriod period, TaskSession session)
    {
        using DownscaleProblem problem = DownscaleProblem.Load(period.Options);
        DownscalingPipeline made = DownscalingPipeline.Make(period.Options, problem, session);
        IReadOnlyList<ResultTable> tables = made.Write(period.Options, session);
        foreach (ResultTable table in tables) session.Part.WriteTable(table, period.Options.TableFormats);
        return MappedPeriod.Of(period, made, tables[0]);
    }

    // From the files, one after the other: the maps of all periods need not fit into memory together.
    private void Draw(List<MappedPeriod> made)
    {
        (double? lowest, double? highest) = (made.Min(map => map.Picture.Lowest), made.Max(map => map.Picture.Highest));
        for (int i = 0; i < made.Count; i++)
        {
            session.Report(DrawStage, i, made.Count);
            session.Cancellation.ThrowIfCancellationRequested();
            RunPart run = session.Within(made[i].Name).Part;
            foreach ((string map, string title) in new[] { (DownscaleMaps.CoarseFile, "Coarse map"), (DownscaleMaps.FineFile, "Fine map") })
            {
                using RasterFile file = RasterFile.Open(run.OutputPath(map));
                DownscaleMaps.Draw(run, Path.ChangeExtension(map, ".png"), (ExtensiveRaster)file.ReadAll(0),
                    made[i].Picture with { Title = $"{title}, {made[i].Period}: {made[i].Label}", Lowest = lowest, Highest = highest });
            }
        }
    }

    private List<string> Lines(List<MappedPeriod> made)
    {
        (int zones, int held) = (made.Sum(map => map.Zones.RowCount), made.Sum(map => map.Held));
        MappedPeriod first = made[0];
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{first.Label}: {made.Count} maps, {first.Period} to {made[^1].Period}, from "
                + $"{first.Coarse.Rows} x {first.Coarse.Columns} to {first.Fine.Rows} x {first.Fine.Columns} cells, in the same colours."),
            $"{held} of {zones} zone totals are summed exactly; `kaya verify "
                + $"{Path.GetRelativePath(Environment.CurrentDirectory, session.Run.Folder)}/outputs/*/{DownscaleMaps.FineFile}` checks "
                + "this from the files.",
            .. SeriesReport.PointNotes(made),
        ];
    }
}
