// What would change if a tenth of a region's coal power came from wind? Kaya.Energy as a library, from data to answer.
using Kaya.Core;
using Kaya.Energy;
using Kaya.Learning;
using Kaya.Samples;

// Twelve made-up regions, two years of days. With real files: EnergyData.Load("emissions.csv", "generation.csv").Dataset
SampleEnergy world = SampleEnergy.Create();
EnergyDataset data = world.Dataset;

// Learn both directions between mix and emission. Small networks, so that it takes seconds; CleanOptions.Mlp alone is the real thing.
CleanEstimator estimator = new(CleanOptions.Mlp with { Members = 4, HiddenSize = 32, Steps = 300, BatchSize = 64 });
CleanModel model = estimator.Fit(data, new FitContext(new RandomSource(seed: 1)));
Console.WriteLine($"{estimator.Name}: {model.MemberCount} networks, {model.TrainingRegions.Count} regions, {data.Count} region-days");

// Predict a region that publishes no emission.
EnergyDataset unseen = world.Uncovered.ForRegions("Ostelia");
ForecastRow first = model.PredictEmission(unseen)[0];
Interval day80 = first.Interval(0.8);
Console.WriteLine(
    $"{first.Region}, {first.Day:yyyy-MM-dd}: {first.Total:0.000} Mt of CO2, with 80 % between {day80.Lower:0.000} and "
    + $"{day80.Upper:0.000}");
Console.WriteLine($"  how far its mix lies from the training regions: {model.MeasureApplicability(unseen)[0].Flag}");

// Ask what would be different with another mix: first what the moved generation emits, then what goes with such a mix in the data.
RegionDay today = data[data.RowOf("Arvania", new DateOnly(2024, 11, 20))];
SourceMove move = SourceMove.Parse("coal:wind:10%");
PowerChange power = PhysicalWhatIf.Of(model, today, move.Apply(today.Energy));
Console.WriteLine(
    $"{today.Region}, {today.Day:yyyy-MM-dd}, {move}: power sector {power.Before:0.000} to {power.After:0.000} Mt "
    + $"({power.Relative:+0.0 %;-0.0 %})");
WhatIfAnswer answer = WhatIf.Emission(model, today, move);
foreach (ChangeLine sector in answer.Parts.Where(part => Math.Abs(part.Difference) > 1e-3))
    Console.WriteLine($"  {sector.Name}: {sector.Difference:+0.000;-0.000} Mt");

// And the reverse: the smallest change of the mix that saves 5 %.
EnergyProfile mix = MixSearch.Reach(model, today, EmissionTarget.Parse("-5%"), [EnergySource.Nuclear, EnergySource.Hydro], []);
foreach (EnergySource source in EnergySources.All.Where(source => Math.Abs(mix.Share(source) - today.Energy.Share(source)) > 1e-3))
    Console.WriteLine($"  {source.Label()}: {today.Energy.Share(source):P1} to {mix.Share(source):P1} of the mix");
