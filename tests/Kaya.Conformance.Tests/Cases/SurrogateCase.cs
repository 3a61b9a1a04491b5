using Kaya.Core;
using Kaya.Geo;
using Kaya.Inversion;

namespace Kaya.Conformance.Tests;

/// <summary>A network that stands in for a transport model.</summary>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Surrogate">The estimator.</param>
public sealed record SurrogateCase(string Name, SurrogateEstimator Surrogate)
    : EstimatorCase<SurrogateData, SurrogateModel>(Name, () => Surrogate)
{
    private const int Rows = 7, Columns = 9;

    private static readonly TransportGrid s_grid =
        new(new Grid(CoordinateSystem.Plane, Affine.NorthUp(0, 1000.0 * Rows, 1000, 1000), Rows, Columns), [50]);

    protected override SurrogateData Data(DataForm form) => Hourly(form == DataForm.Part ? 4 * 24 : 6 * 24, form == DataForm.Still);

    protected override double[] Numbers(SurrogateData data)
    {
        float[] emissions = new float[data.HoursOf(0) * 5 * Rows * Columns];
        float[] concentrations = new float[data.HoursOf(0) * 4 * Rows * Columns];
        data.ReadEmissions(new HourStretch(0, 0, 0, data.HoursOf(0)), emissions);
        data.ReadConcentrations(new HourStretch(0, 0, 0, data.HoursOf(0)), concentrations);
        return [.. emissions, .. concentrations];
    }

    protected override double[] Answer(SurrogateModel model, SurrogateData data) => Hours(model, data, 10, 12);

    protected override void CheckForm(SurrogateModel model, SurrogateData data) =>
        Assert.All(Hours(model, data, 10, 12), value => Assert.True(value >= 0));

    protected override IEnumerable<Agreement> Parts(SurrogateModel model, SurrogateData data)
    {
        double[] all = Hours(model, data, 10, 12);
        const int plane = 4 * Rows * Columns;
        foreach ((int first, int count) in ((int, int)[])[(0, 1), (3, 5), (11, 1)])
            yield return new Agreement($"{count} hours", all[(first * plane)..((first + count) * plane)],
                Hours(model, data, 10 + first, count), 1e-4);
    }

    protected override IEnumerable<Refusal> NotFinite(SurrogateModel model, SurrogateData data)
    {
        yield return new Refusal("a wind that is no number", () => Hourly(48, false, wind: float.NaN).Dispose(), "WindEast", "row 0");
        yield return new Refusal("a concentration that is no number", () => Hourly(48, false, concentration: float.NaN).Dispose(), "NO2");
    }

    protected override IEnumerable<Refusal> OtherSchemas(SurrogateModel model, SurrogateData data)
    {
        using SurrogateData other = Hourly(48, false, land: "soil");
        yield return new Refusal("another field of geography", () => Hours(model, other, 10, 1), "height", "soil");
    }

    private static double[] Hours(SurrogateModel model, SurrogateData data, int first, int count)
    {
        float[] values = new float[count * 4 * Rows * Columns];
        model.Predict(data, new HourStretch(0, 0, first, count), values);
        return [.. values];
    }

    private static SurrogateData Hourly(int hours, bool still, float wind = 2, float concentration = 5, string land = "height")
    {
        double Wave(int hour, int cell) => still ? 0 : Math.Sin((0.3 * hour) + (0.7 * cell));
        ReadOnlyMemory<float> Field(int count, float first, Func<int, int, double> of)
        {
            float[] values = [.. from hour in Enumerable.Range(0, hours) from cell in Enumerable.Range(0, count)
                select (float)of(hour, cell)];
            if (!float.IsFinite(first)) values[0] = first;
            return values;
        }

        HourlyFields<MeteorologyVariable> weather = new(s_grid, new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero), hours,
            new Dictionary<MeteorologyVariable, (ReadOnlyMemory<float>, int)>
            {
                [MeteorologyVariable.WindEast] = (Field(Rows * (Columns + 1), wind, (hour, _) => 2 + Wave(hour, 0)), 1),
                [MeteorologyVariable.WindNorth] = (Field((Rows + 1) * Columns, 1, (hour, _) => Wave(hour, 3)), 1),
                [MeteorologyVariable.BoundaryLayerHeight] = (Field(Rows * Columns, 1, (hour, _) => 500 + (200 * Wave(hour, 1))), 1),
            });
        SurrogateRun run = new("prior",
            new HourlyFields<EmittedSpecies>(s_grid, weather.Start, hours, AtmosphericSpecies.Emitted.ToDictionary(species => species,
                species => (Field(Rows * Columns, 1, (hour, cell) => 1 + (0.5 * Wave(hour + (int)species, cell))), 1))),
            new HourlyFields<Pollutant>(s_grid, weather.Start, hours, AtmosphericSpecies.Pollutants.ToDictionary(pollutant => pollutant,
                pollutant => (Field(Rows * Columns, concentration, (hour, cell) => 5 + (2 * Wave(hour, cell + (int)pollutant))), 1))));
        float[] height = [.. Enumerable.Range(0, Rows * Columns).Select(cell => (float)Wave(0, cell))];
        return SurrogateData.Create(new StaticFields(s_grid, [land], height), [new SurrogatePeriod(weather, [run])]);
    }
}
