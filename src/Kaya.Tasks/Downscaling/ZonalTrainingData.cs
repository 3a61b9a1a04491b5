using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Inventory;
using Kaya.Learning;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Training zones of a regression, and optionally the same zones in a test year.</summary>
/// <param name="Train">The training zones.</param>
/// <param name="Test">The same zones in another year; null if there is none.</param>
/// <param name="Scale">Densities or raw sums.</param>
/// <param name="Years">The two years.</param>
/// <param name="Origin">Origin of the data.</param>
internal sealed record ZonalTrainingData(ZonalTable Train, ZonalTable? Test, ZonalScale Scale, (int Train, int Test) Years,
    DataOrigin Origin)
{
    /// <summary>What was left out of the files, or joined.</summary>
    public IReadOnlyList<string> Notices { get; private init; } = [];

    public string Direction(bool forth) => forth ? FormattableString.Invariant($"{Years.Train} -> {Years.Test}")
        : FormattableString.Invariant($"{Years.Test} -> {Years.Train}");

    public static ZonalTrainingData Load(DownscaleFitOptions options, FitContext context)
    {
        if (options.Records is { } path)
        {
            ProvincialRecords records = ProvincialRecords.Read(path);
            (int Train, int Test) years = (options.TrainYear ?? records.Years[^1], options.TestYear ?? records.Years[0]);
            return new ZonalTrainingData(Provinces(records, years.Train, path), Provinces(records, years.Test, path), ZonalScale.RawSum,
                years, new DataOrigin(options.Title ?? Path.GetFileName(path), IsSample: false));
        }

        if (options.Zones is not null)
        {
            (ZonalTable table, IReadOnlyList<string> notices) = Table(options, context);
            return new ZonalTrainingData(table, null, options.Scale, (0, 0),
                new DataOrigin(options.Title ?? Path.GetFileName(options.Statistics!), IsSample: false)) { Notices = notices };
        }

        SampleCountry country = SampleCountry.Create();
        (int Train, int Test) sample = (options.TrainYear ?? country.Second.Year, options.TestYear ?? country.First.Year);
        return new ZonalTrainingData(Table(options with { SampleYear = sample.Train }, context).Table,
            Table(options with { SampleYear = sample.Test }, context).Table, options.Scale, sample,
            new DataOrigin(SampleCountry.Label, IsSample: true));
    }

    private static (ZonalTable Table, IReadOnlyList<string> Notices) Table(DownscaleFitOptions options, FitContext context)
    {
        using DownscaleProblem problem = DownscaleProblem.Load(options);
        problem.Place(options, 1, context);
        problem.RequireZones(
            1 + RegressionModels.Chosen(options.Models, options.Logarithms)
            .Max(model => RegressionModels.FewestZones(model, problem.Drivers.Drivers.Length)));
        return (problem.Smooth(options, context).Table,
            [.. problem.Notices, .. problem.PointNotes]);
    }

    private static ZonalTable Provinces(ProvincialRecords records, int year, string path)
    {
        ProvincialRecord[] of = [.. records.All.Where(record => record.Year == year)];
        if (of.Length == 0)
            throw new DataNotFoundException(
                new Fault("The table does not contain this year.", new SourceLocation(path, Variable: "year"), string.Join(", ",
                    records.Years),
                FormattableString.Invariant($"{year}"), "Give years of the table by --train-year and --test-year."));
        return new ZonalTable([.. of.Select(record => record.Code)],
            FeatureTable.FromColumns((new FeatureColumn("GDP", Unit.One), [.. of.Select(record => record.GrossDomesticProduct)]),
                (new FeatureColumn("population", Unit.One), [.. of.Select(record => record.Population)])),
            [.. of.Select(record => (record.FuelEmission + record.ProcessEmission) / 1e6)], Unit.Parse("Mt"));
    }
}
