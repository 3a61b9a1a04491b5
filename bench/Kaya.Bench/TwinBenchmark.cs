using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inversion;
using Kaya.Samples;
using Kaya.Torch;

namespace Kaya.Bench;

/// <summary>What the twins are run with.</summary>
internal sealed record TwinBenchmarkOptions
{
    /// <summary>Atmospheres: weather, sources, stations and prior of their own.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1];

    /// <summary>Truths of each atmosphere.</summary>
    public int Members { get; init; } = 5;

    /// <summary>Rows and columns.</summary>
    public int Cells { get; init; } = 36;

    /// <summary>Size of a cell, km.</summary>
    public double CellSize { get; init; } = 12;

    public int Hours { get; init; } = 120;

    public int SpinUp { get; init; } = 48;

    public TwinTruth Truth { get; init; }

    public bool KeepsProvinces { get; init; } = true;

    public int Directions { get; init; } = 40;

    public int Iterations { get; init; } = 8;

    /// <summary>Relative error of the prior.</summary>
    public double PriorError { get; init; } = 0.25;

    /// <summary>Correlation length, km.</summary>
    public double Length { get; init; } = 72;

    /// <summary>Part of the variance of the prior's errors that the cells of a province have in common.</summary>
    public double RegionShare { get; init; }

    /// <summary>Relative error of the observations, with that of the model.</summary>
    public double ObservationError { get; init; } = 0.3;

    /// <summary>Absolute error of PM2.5, ug m-3.</summary>
    public double ParticleError { get; init; } = 3;

    /// <summary>Factor on the errors of observations, because those of following hours are alike.</summary>
    public double Inflation { get; init; } = 1;

    /// <summary>Factors whose variance is reduced by less than this part stay at the prior; 0 to update all.</summary>
    public double HoldBelow { get; init; }

    /// <summary>Whether errors of observations are estimated from a first update.</summary>
    public bool EstimatesErrors { get; init; }

    public int Threads { get; init; } = 1;
}

/// <summary>Twin inversions with a known truth: how much of the error goes away, and whether the intervals hold.</summary>
internal sealed class TwinBenchmark(TwinBenchmarkOptions options, TextWriter progress)
{
    private readonly List<(string Name, double Value)> _samples = [];
    private readonly List<(string Name, ConcentrationScore Score)> _errors = [];
    private ImmutableArray<ObservationErrorEstimate> _shown = [];
    private readonly SampleCountry _country = SampleCountry.Create();

    public static BenchmarkReport Run(TwinBenchmarkOptions options, TextWriter progress)
    {
        TorchRuntime.SetThreads(options.Threads);
        TwinBenchmark twins = new(options, progress);
        foreach (ulong seed in options.Seeds) twins.Seed(seed);
        Dictionary<string, string> setting = new()
        {
            ["twins"] = string.Create(CultureInfo.InvariantCulture, $"{options}"),
            ["seeds"] = string.Join(", ", options.Seeds),
            ["values"] = "means over the twins; of emissions also the smallest and the largest",
        };
        return new BenchmarkReport($"twins-{options.Truth}", setting, [],
        [
            .. twins.Concentrations(),
            .. twins._samples.GroupBy(sample => sample.Name).SelectMany(
                group => Figures(group.Key, [.. group.Select(sample => sample.Value).Where(double.IsFinite)])),
        ]);
    }

    // Parts of the mean errors: a mean of parts would be that of the twins whose prior is nearly right.
    private IEnumerable<BenchmarkFigure> Concentrations()
    {
        foreach (IGrouping<string, (string Name, ConcentrationScore Score)> group in _errors.GroupBy(one => one.Name))
        {
            double prior = group.Average(one => one.Score.Prior), updated = group.Average(one => one.Score.Updated);
            double possible = group.Average(one => one.Score.True);
            yield return new BenchmarkFigure($"{group.Key}: mean error of the prior", prior);
            yield return new BenchmarkFigure($"{group.Key}: mean error after the update", updated);
            yield return new BenchmarkFigure($"{group.Key}: mean error of the true emissions", possible);
            yield return new BenchmarkFigure($"{group.Key}: removed", 1 - (updated / prior));
            yield return new BenchmarkFigure($"{group.Key}: of what the true emissions remove", (prior - updated) / (prior - possible));
        }
    }

    private static IEnumerable<BenchmarkFigure> Figures(string name, double[] values)
    {
        if (values.Length == 0) yield break;
        yield return new BenchmarkFigure(name, values.Average());
        yield return new BenchmarkFigure($"{name}, smallest of {values.Length}", values.Min());
        yield return new BenchmarkFigure($"{name}, largest", values.Max());
    }

    private void Seed(ulong seed)
    {
        SampleTwinOptions twin = new()
        {
            Atmosphere = new SampleAtmosphereOptions
            {
                Seed = seed, Rows = options.Cells, Columns = options.Cells, CellSize = options.CellSize,
                HoldOutKeepsProvinces = options.KeepsProvinces,
            },
            Hours = options.Hours, Truth = options.Truth, Start = SampleAtmosphere.Months[(int)(seed % 4)],
        };
        Grid grid = SampleAtmosphere.Create(twin.Atmosphere, _country).Grid.Horizontal;
        using GdalTransformation toDegrees = new(grid.Crs, CoordinateSystem.LongitudeLatitude);
        TransportOptions transport = new() { ToDegrees = toDegrees, Threads = options.Threads };
        InformationContent? information = null;
        SampleTwin? world = null;
        _shown = [];
        for (int member = 0; member < options.Members; member++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            FitContext context = new(new RandomSource(seed));
            world = world?.WithTruth(member, context) ?? SampleTwin.Create(twin, transport, context, _country);
            SampleTwin one = world;
            EmissionUpdate update = Update(one, transport);
            double made = clock.Elapsed.TotalSeconds;
            if (options.EstimatesErrors && member == 0)
            {
                Estimate(update, seed);
                update = Update(one, transport);
            }

            information ??= InformationContent.Of(update, options.Directions, new FitContext(new RandomSource(seed)));
            double informed = clock.Elapsed.TotalSeconds;
            if (options.HoldBelow > 0)
                update = Update(one, transport, [.. information.Informed(options.HoldBelow).Select(isInformed => !isInformed)]);
            UpdateResult result = update.Run(new FitContext(new RandomSource(seed)), information);
            string costs = string.Join(" ", result.History.Select(point =>
                FormattableString.Invariant($"{point.Loss + point.Penalty:F1}")));
            progress.WriteLine(FormattableString.Invariant(
                $"seed {seed}, truth {member}: {made:F0} s to make it, {informed - made:F0} s for the directions, ")
                + FormattableString.Invariant($"{clock.Elapsed.TotalSeconds - informed:F0} s for {result.Iterations} steps, cost {costs}"));
            Judge(new TwinScore(one, update, information), update, result.Factors);
            _samples.Add(("degrees of freedom for signal", information.DegreesOfFreedom));
            _samples.Add(("constraints kept", update.Constraints.AreKept(result.Factors.Values) ? 1 : 0));
        }
    }

    private void Estimate(EmissionUpdate update, ulong seed)
    {
        _shown = ObservationErrors.OfFirstUpdate(update, options.Directions, new FitContext(new RandomSource(seed)));
        foreach (ObservationErrorEstimate one in _shown)
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  errors of {one.Pollutant.Symbol()}: {one.Error:0.00} of the "
                + $"assumed, {one.Hours:0.0} hours alike, factor {one.Factor:0.00}"));
    }

    private EmissionUpdate Update(SampleTwin twin, TransportOptions transport, ImmutableArray<bool> held = default)
    {
        ImmutableArray<SampleStation> stations = twin.Atmosphere.Stations;
        UpdateObservations observations = UpdateObservations.Of(
            [.. stations.Select(one => new ObservedSite(one.Name, (one.Row * options.Cells) + one.Column, one.Cluster))],
            twin.Observations.Series, options.Hours, options.SpinUp, options.Hours);
        FactorLayout layout = new(TimeBlocks.Whole(twin.Options.Start.AddHours(options.SpinUp), options.Hours - options.SpinUp),
            AtmosphericSpecies.Emitted, twin.Atmosphere.Grid.Horizontal);
        TransportForwardModel model = new(new EmbeddedTransportModel(transport), twin.Inputs, layout, observations, options.SpinUp);
        return new EmissionUpdate(model, new RandomSource(twin.Atmosphere.Options.Seed), EmissionUpdateOptions.Variational with
        {
            Method = UpdateMethod.Lbfgs, Iterations = options.Iterations, Tolerance = 1e-3,
            Constraints = new FactorConstraintOptions { Held = held.IsDefault ? [] : held },
            HeldOutClusters = [.. stations.Where(one => one.IsHeldOut).Select(one => one.Cluster)],
            Prior = new PriorCovarianceOptions
            {
                LengthInCells = options.Length / options.CellSize, RegionShare = options.RegionShare,
                Regions = [.. twin.Atmosphere.InventoryError.ProvinceOf.Select(number => number - 1)],
                RelativeErrors = AtmosphericSpecies.Emitted.ToImmutableDictionary(species => species, _ => options.PriorError),
            },
            Loss = (ObservationLossOptions.Likelihood with
            {
                RelativeError = options.Inflation * options.ObservationError,
                AbsoluteErrors = AtmosphericSpecies.Pollutants.ToImmutableDictionary(pollutant => pollutant, pollutant =>
                    options.Inflation * pollutant switch { Pollutant.Pm25 => options.ParticleError, Pollutant.O3 => 3.0, _ => 1.0 }),
            }).With(_shown),
        });
    }

    private void Judge(TwinScore score, EmissionUpdate update, CorrectionFactors factors)
    {
        foreach ((bool heldOut, Pollutant pollutant, ConcentrationScore one) in score.Concentrations(factors))
        {
            string name = $"{(heldOut ? "held out" : "used")}, {pollutant.Symbol()}";
            _errors.Add((name, one));
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name}: {one.Prior:F3} -> {one.Updated:F3}, with true emissions {one.True:F3}"));
        }

        foreach (EmittedSpecies species in factors.Layout.Species)
            foreach (InformedRule rule in Enum.GetValues<InformedRule>())
            {
                EmissionScore one = score.Emissions(factors, species, rule);
                string name = $"{species.Symbol()}, informed by {(rule == InformedRule.AveragingKernel ? "kernel" : "variance")}";
                _samples.Add(($"{name}: share of emissions", one.Share));
                if (one.Cells == 0) continue;
                _samples.Add(($"{name}: error of the prior", one.Prior));
                _samples.Add(($"{name}: removed", 1 - (one.Updated / one.Prior)));
                _samples.Add(($"{name}: 80 % intervals that hold", one.Inside));
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {name}: share {one.Share:P0} in {one.Cells} cells, error {one.Prior:P1} -> {one.Updated:P1}, holds "
                        + $"{one.Inside:P0}"));
            }

        foreach (EmittedSpecies species in factors.Layout.Species)
            foreach (double reduction in new[] { 0.1, 0.5 })
            {
                MovedScore one = score.Moved(factors, species, reduction);
                string name = string.Create(CultureInfo.InvariantCulture, $"{species.Symbol()}, variance reduced by less than {reduction}");
                _samples.Add(($"{name}: share of emissions", one.Share));
                _samples.Add(($"{name}: emissions moved by more than 5 %", one.Moved));
                _samples.Add(($"{name}: of these closer to the truth", one.Closer));
                _samples.Add(($"{name}: error of the prior", one.Prior));
                _samples.Add(($"{name}: error after the update", one.Updated));
                if (one.Share == 0) continue;
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {name}: share {one.Share:P0}, moved {one.Moved:P0}, of these closer {one.Closer:P0}, error {one.Prior:P1} -> "
                        + $"{one.Updated:P1}"));
            }
    }
}
