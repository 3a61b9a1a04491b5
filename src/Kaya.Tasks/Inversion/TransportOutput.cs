using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Inversion;
using Kaya.NetCdf;

namespace Kaya.Tasks;

/// <summary>What a transport run gives: files, tables, maps and sentences.</summary>
internal sealed class TransportOutput
{
    public const string ConcentrationFile = "concentrations.nc";
    private const int LongestDescription = 80;
    private static readonly Unit s_partsPerBillion = Unit.Parse("ppb"), s_tonne = Unit.Parse("t"), s_kilogram = Unit.Parse("kg");
    private readonly TransportResult _result;
    private readonly ImmutableDictionary<Pollutant, PollutantFigures> _figures;

    public TransportOutput(AtmosphereCase given, TransportResult result, int spinUp)
    {
        (Given, _result, SpinUp) = (given, result, spinUp);
        _figures = AtmosphericSpecies.Pollutants.ToImmutableDictionary(one => one, one => PollutantFigures.Of(result.Surface, one, spinUp));
    }

    /// <summary>Weather and emissions.</summary>
    public AtmosphereCase Given { get; }

    /// <summary>Hours at the start that the figures leave out.</summary>
    public int SpinUp { get; }

    public int Hours => _result.Surface.Hours;

    public TransportGrid Grid => _result.Surface.Grid;

    /// <summary>The hours of means, maxima and maps.</summary>
    public string Evaluated => string.Create(CultureInfo.InvariantCulture,
        $"{Time(_result.Surface.Start.AddHours(SpinUp))} to {Time(_result.Surface.Start.AddHours(Hours))} UTC");

    /// <summary>All hours of the run.</summary>
    public string Whole =>
        string.Create(CultureInfo.InvariantCulture, $"{Time(_result.Surface.Start)} to {Time(_result.Surface.Start.AddHours(Hours))} UTC");

    /// <summary>The largest part of a budget that is not accounted for.</summary>
    public double LargestGap => _result.Budget?.Elements.Values.Max(budget => Math.Abs(budget.Gap)) ?? double.NaN;

    public static string MapFile(Pollutant pollutant) =>
        $"mean-{pollutant.Symbol().ToLowerInvariant().Replace(".", "", StringComparison.Ordinal)}.png";

    public static Unit UnitOf(Pollutant pollutant) => pollutant == Pollutant.Pm25 ? pollutant.ConcentrationUnit() : s_partsPerBillion;

    public double Mean(Pollutant pollutant) => _figures[pollutant].Mean;

    /// <summary>Hourly concentrations at the ground, in the layout and with the names of CMAQ's combined ACONC files.</summary>
    public void WriteConcentrations(string path)
    {
        HourlyFields<Pollutant> surface = _result.Surface;
        ImmutableArray<Pollutant> pollutants = AtmosphericSpecies.Pollutants;
        IoapiLayout layout = new(Grid.Horizontal, [.. pollutants.Select(pollutant => pollutant == Pollutant.Pm25
            ? new IoapiVariable("PM25_TOT", "ug m-3", "particles below 2.5 micrometres at the ground")
            : new IoapiVariable(pollutant.Symbol(), "ppbV", $"{pollutant.Symbol()} at the ground"))], surface.Start)
        {
            Start = surface.Start, Steps = Hours,
            Description = [.. new[]
            {
                Given.Origin.Label, "steps are means of the hour that begins at them", "embedded transport model of Kaya",
            }.Select(line => line[..Math.Min(line.Length, LongestDescription)])],
        };
        float[] values = new float[Grid.Rows * Grid.Columns];
        IoapiWriter.Write(path, layout, (variable, step, _, room) =>
        {
            surface.Read(pollutants[variable], step, values);
            for (int cell = 0; cell < values.Length; cell++) room[cell] = values[cell];
        });
    }

    /// <summary>A map of the mean of each pollutant.</summary>
    public void Draw(ActiveRun run)
    {
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            IntensiveRaster means = IntensiveRaster.Of(
                Grid.Horizontal, UnitOf(pollutant), _figures[pollutant].CellMeans, $"mean {pollutant.Symbol()}");
            MapOptions options = new()
            {
                Title = $"{pollutant.Symbol()} at the ground, mean of {Evaluated}", Width = 700, IsSample = Given.Origin.IsSample,
                Outlines = Given.Outlines,
            };
            foreach (string warning in MapPicture.Write(run.OutputPath(MapFile(pollutant)), means, 0, options))
                run.Log(warning, level: "warning");
        }
    }

    /// <summary>Means and maxima.</summary>
    public ResultTable Concentrations() => new("concentrations",
    [
        new("pollutant"), new("unit"), new("mean", Description: "over all cells and hours"),
        new("largest mean of a cell"), new("largest hour", Description: "the largest hourly value of any cell"),
        new("in row", Decimals: 0, Description: "of the largest hourly value, from the north, from 0"),
        new("in column", Decimals: 0, Description: "of the largest hourly value, from the west, from 0"),
        new("at", Description: "begin of the hour of the largest value, UTC"),
    ],
    AtmosphericSpecies.Pollutants.Select(pollutant =>
    {
        PollutantFigures one = _figures[pollutant];
        return (IReadOnlyList<object?>)[pollutant.Symbol(), UnitOf(pollutant).ToString(), one.Mean, one.CellMeans.Max(), one.Maximum,
            one.Cell / Grid.Columns, one.Cell % Grid.Columns, Time(_result.Surface.Start.AddHours(one.Hour))];
    }), $"Concentrations at the ground, {Evaluated}");

    /// <summary>What came in, went out, was deposited and is left, over all hours.</summary>
    public ResultTable Budget()
    {
        double factor = s_kilogram.FactorTo(s_tonne);
        return new ResultTable("budget",
        [
            new("element"), new("at the start", s_tonne), new("emitted", s_tonne),
            new("carried in", s_tonne, Description: "through sides and top"),
            new("carried out", s_tonne, Description: "through sides and top"),
            new("dry deposition", s_tonne), new("wet deposition", s_tonne),
            new("left", s_tonne, Description: "in the air at the end"),
            new("gap", Unit.One, Description: "not accounted for, as a share of all that came in: 0 but for rounding"),
        ],
        (_result.Budget?.Elements ?? []).OrderBy(pair => pair.Key).Select(pair => (IReadOnlyList<object?>)[NameOf(pair.Key),
            factor * pair.Value.Before, factor * pair.Value.Emitted, factor * pair.Value.Inflow, factor * pair.Value.Outflow,
            factor * pair.Value.Dry, factor * pair.Value.Wet, factor * pair.Value.After, pair.Value.Gap]),
            $"Mass budget of the whole run, {Whole}");
    }

    /// <summary>Records metrics, and what was assumed.</summary>
    public void Record(ActiveRun run)
    {
        foreach ((Pollutant pollutant, PollutantFigures one) in _figures.OrderBy(pair => pair.Key))
        {
            run.SetMetric($"mean/{pollutant.Symbol()}", one.Mean, UnitOf(pollutant));
            run.SetMetric($"maximum/{pollutant.Symbol()}", one.Maximum, UnitOf(pollutant));
        }

        foreach ((BudgetElement element, MassBudget budget) in (_result.Budget?.Elements ?? []).OrderBy(pair => pair.Key))
        {
            run.SetMetric($"emitted/{NameOf(element)}", budget.Emitted, s_kilogram);
            run.SetMetric($"gap/{NameOf(element)}", budget.Gap);
        }

        run.SetMetric("hours", Hours);
        foreach (string line in Remarks) run.Log(line);
    }

    /// <summary>What is not counted and what is assumed.</summary>
    public IEnumerable<string> Remarks => Given.Species.Concat(Given.Assumptions).Where(line => line.Length > 0);

    /// <summary>The result in a few sentences.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        string.Create(CultureInfo.InvariantCulture,
            $"{Given.Origin.Label}: {Whole} ({Hours} hours), {Grid.Rows} x {Grid.Columns} cells, {Grid.Layers} layers."),
        SpinUp == 0 ? "Means and maxima are of all hours; no spin-up was left out."
            : string.Create(CultureInfo.InvariantCulture, $"Means and maxima leave out the first {SpinUp} hours (spin-up)."),
        string.Create(CultureInfo.InvariantCulture, $"Mass budget: all but {LargestGap:0.0E+0} of what came in is accounted for."),
        .. Remarks,
    ];

    private static string NameOf(BudgetElement element) => element switch
    {
        BudgetElement.Nitrogen => "nitrogen", BudgetElement.Sulphur => "sulphur", BudgetElement.PrimaryParticles => "primary PM2.5",
        _ => "tracer",
    };

    private static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>Means and maximum of a pollutant at the ground.</summary>
/// <param name="CellMeans">Mean of each cell.</param>
/// <param name="Mean">Mean over cells and hours.</param>
/// <param name="Maximum">Largest hourly value.</param>
/// <param name="Cell">Its cell.</param>
/// <param name="Hour">Its hour from the start of the run.</param>
internal sealed record PollutantFigures(double[] CellMeans, double Mean, double Maximum, int Cell, int Hour)
{
    public static PollutantFigures Of(HourlyFields<Pollutant> surface, Pollutant pollutant, int first)
    {
        float[] values = new float[surface.Grid.Rows * surface.Grid.Columns];
        double[] means = new double[values.Length];
        (double Value, int Cell, int Hour) largest = (double.NegativeInfinity, 0, first);
        for (int hour = first; hour < surface.Hours; hour++)
        {
            surface.Read(pollutant, hour, values);
            for (int cell = 0; cell < values.Length; cell++)
            {
                means[cell] += (double)values[cell] / (surface.Hours - first);
                if (values[cell] > largest.Value) largest = (values[cell], cell, hour);
            }
        }

        return new PollutantFigures(means, means.Average(), largest.Value, largest.Cell, largest.Hour);
    }
}
