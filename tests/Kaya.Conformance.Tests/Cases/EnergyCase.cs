using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Conformance.Tests;

/// <summary>An estimator of region-days.</summary>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Estimator">Makes the estimator.</param>
/// <param name="Tolerance">Largest relative difference of a row asked alone: products of matrices of other sizes differ in their last
/// digits.</param>
public sealed record EnergyCase(string Name, Func<IEnergyEstimator> Estimator, double Tolerance) : EstimatorCase<EnergyDataset,
    IEnergyPredictor>(Name, Estimator)
{
    protected override EnergyDataset Data(DataForm form) => EnergyDataset.From(
        from region in Enumerable.Range(0, 3)
        from day in Enumerable.Range(0, form == DataForm.Part ? 40 : 48)
        select Row(region, form == DataForm.Still ? 0 : day, new DateOnly(2024, 1, 1).AddDays(day)));

    protected override double[] Numbers(EnergyDataset data) =>
    [
        .. EnergySources.All.SelectMany(source => data.Generation(source).ToArray()),
            .. Sectors.All.SelectMany(sector => data.Emission(sector).ToArray()),
    ];

    protected override double[] Answer(IEnergyPredictor model, EnergyDataset data) =>
        [.. Numbers(model.PredictEmission(data)), .. Numbers(model.PredictGeneration(data))];

    protected override void CheckForm(IEnergyPredictor model, EnergyDataset data)
    {
        foreach (ProfileForecast forecast in (ProfileForecast[])[model.PredictEmission(data), model.PredictGeneration(data)])
        {
            Assert.Equal(data.Count, forecast.RowCount);
            Assert.Equal(forecast.Direction == Direction.EnergyToEmission ? 6 : 8, forecast.PartCount);
            for (int row = 0; row < data.Count; row++)
            {
                Assert.True(forecast.Total(row) > 0);
                Assert.Equal(1, Enumerable.Range(0, forecast.PartCount).Sum(part => forecast.Share(row, part)), 1e-5);
                Assert.All(forecast[row].Intervals, interval => Assert.True(interval.Contains(forecast.Total(row))));
            }
        }
    }

    protected override IEnumerable<Agreement> Parts(IEnergyPredictor model, EnergyDataset data)
    {
        double[] all = Answer(model, data);
        int[][] subsets = [[0], [data.Count - 1], [.. Enumerable.Range(0, data.Count).Reverse()], [.. Enumerable.Range(40, 20)]];
        foreach (int[] rows in subsets)
            yield return new Agreement($"{rows.Length} rows", Pick(all, data.Count, rows), Answer(model, data.Select(rows)), Tolerance);
    }

    protected override IEnumerable<Refusal> NotFinite(IEnergyPredictor model, EnergyDataset data)
    {
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, -1])
        {
            yield return new Refusal($"generation {bad}", () => _ = new EnergyProfile([1, 2, 3, 4, bad, 1, 1, 1]), "hydro");
            yield return new Refusal($"emission {bad}", () => _ = new EmissionProfile([1, bad, 3, 4, 1, 1]), "industry");
        }
    }

    protected override IEnumerable<Refusal> OtherSchemas(IEnergyPredictor model, EnergyDataset data)
    {
        yield return new Refusal("generation only", () => model.PredictGeneration(data.WithoutEmission()), "emission");
        yield return new Refusal("training on generation only", () => Estimator().Fit(data.WithoutEmission(), Context), "emission");
    }

    // Three regions whose mix turns with the days; emission follows the mix.
    private static RegionDay Row(int region, int day, DateOnly date)
    {
        double[] generation = [.. Enumerable.Range(0, 8).Select(source =>
            (10.0 * (1 + region)) + ((source + 1) * (3 + region)) + (5 * Math.Sin((0.2 * day) + source + region)))];
        double power = (0.9 * generation[0]) + (0.45 * generation[1]) + (0.7 * generation[2]);
        double[] emission = [0.001 * power, 0.03 * (2 + region), 0.02 + (0.002 * Math.Cos(0.3 * day)), 0.02, 0.003, 0.004];
        return new RegionDay($"region {region}", date, new EnergyProfile(generation), new EmissionProfile(emission));
    }

    private static IEnumerable<double> Numbers(ProfileForecast forecast) => Enumerable.Range(0, forecast.RowCount)
        .SelectMany(row => Enumerable.Range(0, forecast.PartCount).Select(part => forecast.Part(row, part)).Prepend(forecast.Total(row)));

    private static double[] Pick(double[] all, int count, int[] rows)
    {
        const int Emission = 7, Energy = 9;
        return
        [
            .. rows.SelectMany(row => all.AsSpan(row * Emission, Emission).ToArray()),
            .. rows.SelectMany(row => all.AsSpan((count * Emission) + (row * Energy), Energy).ToArray()),
        ];
    }
}
