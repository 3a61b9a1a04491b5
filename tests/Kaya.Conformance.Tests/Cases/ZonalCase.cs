using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>A regression of zones.</summary>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Regression">The regression.</param>
public sealed record ZonalCase(string Name, SpatialRegression Regression) : RowCase<ZonalTable, SpatialModel>(Name, () => Regression)
{
    protected override ZonalTable Data(DataForm form)
    {
        RandomSequence random = new RandomSource(8).Derive("zones").Sequence();
        int zones = form == DataForm.Part ? 12 : 18;
        double[] lights = [.. Enumerable.Range(0, zones).Select(_ => 50 * Math.Exp(random.NextGaussian()))];
        double[] people = [.. lights.Select(light => 30 * light * Math.Exp(0.3 * random.NextGaussian()))];
        if (form == DataForm.Still) Array.Fill(people, 900);
        FeatureTable totals = FeatureTable.FromColumns(
            (new FeatureColumn("lights", Unit.Parse("km2")), [.. lights]), (new FeatureColumn("people", Unit.One), [.. people]));
        return new ZonalTable([.. Enumerable.Range(0, zones).Select(zone => $"z{zone}")], totals,
            [.. lights.Select((light, zone) => (0.4 * light) + (0.02 * people[zone]))], Unit.Parse("t"),
            [.. Enumerable.Range(0, zones).Select(zone => 20.0 + zone)]);
    }

    protected override (FeatureTable Features, FeatureTable Targets) Tables(ZonalTable data) =>
        (data.Features(Regression.Scale), data.Targets(Regression.Scale));
}
