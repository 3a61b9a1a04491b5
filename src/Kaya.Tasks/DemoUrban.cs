using System.Globalization;
using Kaya.Figures;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>The urban part of the demo: a small network learns the emission of the cells of a made-up city from its images and points of
/// interest, and is judged on a district that it has not seen.</summary>
internal sealed class DemoUrban
{
    private const double Level = 0.8;
    private readonly UrbanJudgement _judged;
    private readonly ScatterChart _parity;
    private readonly string _map;
    private readonly string _name;
    private readonly int _epochs;

    private DemoUrban(int epochs, UrbanCells cells, UrbanJudgement judged, ActiveRun run)
    {
        (_epochs, _judged, _name) = (epochs, judged, cells.Data.Tables.Regions[^1]);
        _parity = UrbanViews.Parity(cells.Data, judged.Forecast.Prediction, $"Cells of {_name}");
        _map = run.OutputPath("city.png");
        using UrbanBands bands = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), cells.Data);
        bands.Add(judged.Forecast);
        MapPicture.Write(_map, bands, UrbanBands.Emission, new MapOptions
        {
            Title = $"Predicted emission of the cells of {_name}", IsSample = true, Basis = MassBasis.CO2, Logarithmic = true, Width = 500,
        });
        Scores = UrbanResults.Scores([judged.Result], "city-scores", $"Errors on the cells of {_name}, which the network has not seen.");
    }

    public ResultTable Scores { get; }

    /// <summary>Paints the city, trains, judges.</summary>
    public static DemoUrban Make(DemoOptions options, TaskSession session)
    {
        FitContext context = session.Context.Derive("urban") with { CheckpointFolder = null };
        using UrbanCells cells = UrbanCells.Load(null);
        OpenCarbonEstimator small = OpenCarbonEstimator.Small;
        OpenCarbonEstimator estimator = small with
        {
            Training = small.Training with { Epochs = options.CityEpochs, ContrastiveFrom = options.CityEpochs / 2 },
        };
        UrbanTrainingData data = new(cells.Data, new UrbanSplitOptions().Make(cells.Data, estimator.Modalities, context, 1));
        return new DemoUrban(options.CityEpochs, cells, UrbanJudgement.Of(estimator, data, Level, context), session.Run);
    }

    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"A made-up city: from images and points of interest a network learnt the "
            + $"emission of 1 km cells; in the district {_name}, which it has not seen, R2 of the logarithm is "
            + $"{_judged.Result.Score.Log.RSquared:0.00} and the sum is wrong by {_judged.Result.Score.TotalError:+0 %;-0 %}.");
    }

    public void Record(ActiveRun run)
    {
        run.SetMetric("urban/log/r2", _judged.Result.Score.Log.RSquared ?? double.NaN);
        run.SetMetric("urban/total error", _judged.Result.Score.TotalError);
        run.SetMetric("urban/coverage", _judged.Result.Coverage);
    }

    public void Report(ReportBuilder report) => report.Section("From satellite images and points of interest to 1 km cells")
        .Paragraph($"A small network (OpenCarbon, {_epochs} epochs instead of more than a hundred) learnt from five districts of a"
            + $" made-up city and "
            + $"is judged in the sixth. `kaya urban train` does this in full, `kaya urban evaluate` compares it with plain methods.")
        .Chart(_parity).Picture(_map, "Emission of each cell of the district, predicted.").Table(Scores);
}
