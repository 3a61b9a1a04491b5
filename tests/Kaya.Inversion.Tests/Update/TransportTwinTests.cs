using System.Collections.Immutable;
using System.Diagnostics;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

/// <summary>The embedded transport model and its adjoint in an update.</summary>
public sealed class TransportTwinTests(ITestOutputHelper output)
{
    private const int Size = 12;
    private const int Hours = 12;
    private const int SpinUp = 3;
    private static readonly ImmutableArray<EmittedSpecies> s_species = [EmittedSpecies.Nox, EmittedSpecies.So2, EmittedSpecies.Pm25];

    // Independent source: central differences of the predictions, along groups of factors: two blocks, three species, two regions.
    [Fact]
    public void AddGradient_GroupsOfFactors_AgreesWithFiniteDifferences()
    {
        SmallWorld world = World();
        TransportForwardModel model = Model(world, Stations(), TimeBlocks.Days(world.Start.AddHours(-18), 48, 1), TransportPrecision.Double);
        Assert.Equal([0, 1], model.BlocksOf(0));
        RandomSequence random = new RandomSource(3).Sequence();
        double[] factors = [.. Enumerable.Range(0, model.Layout.Count).Select(_ => 0.7 + (0.6 * random.NextDouble()))];
        double[] weights = [.. Enumerable.Range(0, model.Observations.Count).Select(_ => 0.5 + random.NextDouble())];
        double[] gradient = new double[model.Layout.Count];
        using (IPrediction prediction = model.Predict(factors, 0)) prediction.AddGradient(weights, gradient);
        double worst = 0;
        int groups = 0;
        for (int block = 0; block < 2; block++)
            foreach (EmittedSpecies species in s_species)
                foreach (int column in (int[])[1, 4])
                {
                    int[] group = [.. Enumerable.Range(0, 16)
                        .Select(k => model.Layout.FieldAt(block, species) + ((4 + (k / 4)) * Size) + column + (k % 4))];
                    double exact = group.Sum(at => gradient[at]), step = 0.01;
                    double found = (Total(model, Moved(factors, group, step), weights)
                        - Total(model, Moved(factors, group, -step), weights)) / (2 * step);
                    double error = Math.Abs(found - exact) / Math.Abs(exact);
                    output.WriteLine(FormattableString.Invariant(
                        $"block {block}, {species}, columns from {column}: {exact:G7} beside {found:G7}, {error:G2}"));
                    (worst, groups) = (Math.Max(worst, error), groups + 1);
                }

        output.WriteLine(FormattableString.Invariant($"{groups} groups, largest relative difference {worst:G3}"));
        Assert.True(worst <= 1e-3, $"{worst}");
    }

    [Fact]
    public void Run_VariationalThroughTheAdjoint_FindsTheTrueFactorsWhereItIsInformed()
    {
        SmallWorld world = World();
        Stopwatch clock = Stopwatch.StartNew();
        TransportForwardModel unseen = Model(world, Stations(), TimeBlocks.Whole(world.Start, Hours), TransportPrecision.Single);
        double[] truth = Truth(unseen.Layout), clean = UpdateCost.PredictAll(unseen, truth);
        TransportForwardModel model = Model(
            world, unseen.Observations.With(Noisy(clean)), TimeBlocks.Whole(world.Start, Hours), TransportPrecision.Single);
        EmissionUpdate update = new(model, new RandomSource(1), EmissionUpdateOptions.Variational with
        {
            Method = UpdateMethod.Lbfgs, Iterations = 12, HeldOutClusters = ["held out"],
            Prior = new PriorCovarianceOptions { LengthInCells = 1.5 },
            Loss = ObservationLossOptions.Likelihood with { RelativeError = 0.1, AbsoluteErrors = Errors() },
        });
        UpdateResult result = update.Run(SmallWorld.Context());
        double[] found = result.Factors.Values.ToArray();
        foreach (UpdatePoint point in result.History)
            output.WriteLine(FormattableString.Invariant($"{point.Iteration}: loss {point.Loss:F1}, penalty {point.Penalty:F1}"));
        foreach (EmittedSpecies species in s_species)
        {
            (double before, double after) = FactorErrors(model.Layout, world, species, (truth, found));
            output.WriteLine(FormattableString.Invariant($"{species}: error of informed emissions {before:P1} -> {after:P1}"));
            Assert.True(after < 0.5 * before, $"{species}: {before} {after}");
        }

        // Against the truth without noise, at cells that the update has not seen.
        ObservationLoss judge = update.Loss.With(clean);
        ImmutableDictionary<Pollutant, double> prior = judge.MeanAbsoluteErrors(
            UpdateCost.PredictAll(model, UpdateFactors.Ones(model.Layout).Values), update.HeldOut);
        ImmutableDictionary<Pollutant, double> posterior = judge.MeanAbsoluteErrors(UpdateCost.PredictAll(model, found), update.HeldOut);
        foreach ((Pollutant pollutant, double before) in prior)
        {
            output.WriteLine(FormattableString.Invariant($"{pollutant}: held out {before:F3} -> {posterior[pollutant]:F3}"));
            Assert.True(posterior[pollutant] < 0.5 * before, $"{pollutant}: {before} {posterior[pollutant]}");
        }

        // The wind blows from the west: what is emitted far east of all stations reaches none of them.
        double far = Enumerable.Range(0, model.Layout.Count).Where(at => at % Size >= 10).Max(at => Math.Abs(found[at] - 1));
        output.WriteLine(FormattableString.Invariant($"far cells: at most {far:P2} from the prior; {clock.Elapsed.TotalSeconds:F1} s"));
        Assert.True(far <= 0.05, $"{far}");
    }

    [Fact]
    public void Constructor_WhatDoesNotFit_IsRefused()
    {
        SmallWorld world = World();
        EmbeddedTransportModel transport = new();
        FactorLayout layout = new(TimeBlocks.Whole(world.Start, Hours), s_species, Size, Size);
        TransportInputs inputs = world.Inputs();
        Assert.Throws<ArgumentException>(() =>
            new TransportForwardModel(transport, inputs with { Factors = CorrectionFactors.One(world.Grid) }, layout, Stations(), SpinUp));
        Assert.Throws<ArgumentException>(() => new TransportForwardModel(transport, inputs, layout, Stations(), SpinUp + 1));
        Assert.Throws<ArgumentException>(() => new TransportForwardModel(transport, inputs, layout, Stations(hoursOfPart: 6), SpinUp));
        Assert.Throws<ArgumentException>(() => new TransportForwardModel(transport, inputs,
            new FactorLayout(TimeBlocks.Days(world.Start.AddHours(-24), 48, 1), s_species, Size, Size), Stations(), SpinUp));
        Assert.Throws<GridMismatchException>(() => new TransportForwardModel(
            transport, inputs, new FactorLayout(layout.Blocks, s_species, Size, Size + 1), Stations(), SpinUp));
    }

    // Wind from the west that turns a little; day time, so that there is chemistry.
    private static SmallWorld World() => new SmallWorld(Size, Size, Hours)
        .With(MeteorologyVariable.WindEast, (hour, layer, y, x) => 3 + (2 * layer))
        .With(MeteorologyVariable.WindNorth, (hour, layer, y, x) => Math.Sin(2 * Math.PI * hour / Hours))
        .With(MeteorologyVariable.ShortwaveRadiation, (hour, layer, y, x) => 400);

    // Emissions of towns everywhere, on a floor that all cells have.
    private static HourlyFields<EmittedSpecies> Emissions(SmallWorld world)
    {
        Dictionary<EmittedSpecies, (ReadOnlyMemory<float>, int)> fields = [];
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted)
        {
            float[] values = new float[Hours * Size * Size];
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(0.25 * (0.4 + Math.Pow(Math.Sin(0.9 * (i % Size)) * Math.Cos(0.7 * (i / Size % Size)), 2)));
            fields[species] = (values, 1);
        }

        return new HourlyFields<EmittedSpecies>(world.Grid, world.Start, Hours, fields);
    }

    // Every second cell of columns 2 to 6, like a board; a few of them are held out.
    private static UpdateObservations Stations(int hoursOfPart = Hours)
    {
        float[] values = new float[Hours];
        return UpdateObservations.Of(
            [.. Enumerable.Range(0, Size * Size).Where(cell => cell % Size is >= 2 and <= 6 && ((cell / Size) + (cell % Size)) % 2 == 0)
                .Select((cell, number) => new ObservedSite($"site {number}", cell, number % 6 == 3 ? "held out" : $"town {number}"))],
            (pollutant, site) => values, Hours, SpinUp, hoursOfPart);
    }

    private static TransportForwardModel Model(
        SmallWorld world, UpdateObservations observations, TimeBlocks blocks, TransportPrecision precision) =>
        new(new EmbeddedTransportModel(new TransportOptions { Precision = precision }),
            new TransportInputs(world.Meteorology(), Emissions(world)), new FactorLayout(blocks, s_species, Size, Size), observations, SpinUp);

    // Twice two regions, other ones for each species, and a wrong east that no station sees.
    private static double[] Truth(FactorLayout layout)
    {
        double[] truth = new double[layout.Count];
        for (int at = 0; at < truth.Length; at++)
        {
            bool isNorth = at % layout.Cells / Size < Size / 2, isEven = at / layout.Cells % 2 == 0;
            truth[at] = at % Size >= 9 ? 1.4 : isNorth == isEven ? 1.6 : 0.6;
        }

        return truth;
    }

    private static ImmutableDictionary<Pollutant, double> Errors() => AtmosphericSpecies.Pollutants.ToImmutableDictionary(
        pollutant => pollutant, pollutant => pollutant is Pollutant.O3 or Pollutant.Pm25 ? 1.0 : 0.5);

    private static double[] Noisy(double[] clean)
    {
        RandomSequence random = new RandomSource(5).Sequence();
        return [.. clean.Select(value => Math.Max(0, value + (random.NextGaussian() * Math.Sqrt(0.25 + (0.01 * value * value)))))];
    }

    // Mean absolute error of the factors where stations are and one cell upwind of them, weighted by the prior emissions.
    private static (double Before, double After) FactorErrors(
        FactorLayout layout, SmallWorld world, EmittedSpecies species, (double[] Truth, double[] Found) factors)
    {
        float[] emissions = new float[layout.Cells];
        Emissions(world).Read(species, 0, emissions);
        double before = 0, after = 0, weight = 0;
        foreach (int cell in Enumerable.Range(0, layout.Cells).Where(cell => cell % Size is >= 1 and <= 6))
        {
            int at = layout.FieldAt(0, species) + cell;
            weight += emissions[cell];
            before += emissions[cell] * Math.Abs(factors.Truth[at] - 1);
            after += emissions[cell] * Math.Abs(factors.Truth[at] - factors.Found[at]);
        }

        return (before / weight, after / weight);
    }

    private static double[] Moved(double[] factors, int[] group, double step)
    {
        double[] moved = [.. factors];
        foreach (int at in group) moved[at] += step;
        return moved;
    }

    private static double Total(TransportForwardModel model, double[] factors, double[] weights)
    {
        using IPrediction prediction = model.Predict(factors, 0);
        return CholeskyFactor.Dot(prediction.Values.ToArray(), weights);
    }
}
