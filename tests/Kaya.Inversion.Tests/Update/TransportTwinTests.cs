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

    // Independent source: central differences of the predictions, along groups of factors: two blocks, three species.
    [Fact]
    public void AddGradient_GroupsOfFactors_AgreesWithFiniteDifferences()
    {
        SmallWorld world = World();
        TransportForwardModel model =
            Model(world, Stations(), TimeBlocks.Days(world.Start.AddHours(-18), 48, 1), TransportPrecision.Double);
        Assert.Equal([0, 1], model.BlocksOf(0));
        RandomSequence random = new RandomSource(3).Sequence();
        double[] factors = [.. Enumerable.Range(0, model.Layout.Count).Select(_ => 0.7 + (0.6 * random.NextDouble()))];
        double[] weights = [.. Enumerable.Range(0, model.Observations.Count).Select(_ => 0.5 + random.NextDouble())];
        double[] gradient = new double[model.Layout.Count];
        using (IPrediction prediction = model.Predict(factors, 0)) prediction.AddGradient(weights, gradient);
        // Small steps: limiters rarely switch inside of them.
        const double step = 1e-5;
        double worst = 0;
        foreach (int field in Enumerable.Range(0, 2 * s_species.Length))
        {
            (int block, EmittedSpecies species) = (field / s_species.Length, s_species[field % s_species.Length]);
            int column = 1 + (field % 4);
            int[] group = [.. Enumerable.Range(0, 16)
                .Select(k => model.Layout.FieldAt(block, species) + ((4 + (k / 4)) * Size) + column + (k % 4))];
            double exact = group.Sum(at => gradient[at]);
            double ahead = Total(model, Moved(factors, group, step), weights), behind = Total(model, Moved(factors, group, -step), weights);
            double found = (ahead - behind) / (2 * step), error = Math.Abs(found - exact) / Math.Abs(exact);
            output.WriteLine(FormattableString.Invariant(
                $"block {block}, {species}, columns from {column}: {exact:G7} beside {found:G7}, {error:G2}"));
            worst = Math.Max(worst, error);
        }

        output.WriteLine(FormattableString.Invariant($"largest relative difference {worst:G3}"));
        Assert.True(worst <= 1e-4, $"{worst}");
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
            Method = UpdateMethod.Lbfgs, Iterations = 9, HeldOutClusters = ["held out"],
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
            Assert.True(after < 0.35 * before, $"{species}: {before} {after}");
        }

        // Against the truth without noise, at cells that the update has not seen.
        ObservationLoss judge = update.Loss.With(clean);
        ImmutableDictionary<Pollutant, double> prior = judge.MeanAbsoluteErrors(
            UpdateCost.PredictAll(model, CorrectionFactors.Ones(model.Layout).Values), update.HeldOut);
        ImmutableDictionary<Pollutant, double> posterior = judge.MeanAbsoluteErrors(UpdateCost.PredictAll(model, found), update.HeldOut);
        foreach ((Pollutant pollutant, double before) in prior)
        {
            output.WriteLine(FormattableString.Invariant($"{pollutant}: held out {before:F3} -> {posterior[pollutant]:F3}"));
            Assert.True(posterior[pollutant] < 0.4 * before, $"{pollutant}: {before} {posterior[pollutant]}");
        }

        // The wind blows from the west: what is emitted far east of all stations reaches none of them.
        double far = Enumerable.Range(0, model.Layout.Count).Where(at => at % Size >= 10).Max(at => Math.Abs(found[at] - 1));
        output.WriteLine(FormattableString.Invariant($"far cells: at most {far:P2} from the prior; {clock.Elapsed.TotalSeconds:F1} s"));
        Assert.True(far <= 0.05, $"{far}");
    }

    // The usual precision, with its fused forward run, beside the one for checks.
    [Fact]
    public void Predict_SinglePrecision_AgreesWithDouble()
    {
        SmallWorld world = World();
        TimeBlocks blocks = TimeBlocks.Whole(world.Start, Hours);
        double[][] values = new double[2][], gradients = new double[2][];
        for (int k = 0; k < 2; k++)
        {
            TransportForwardModel model = Model(world, Stations(), blocks, k == 0 ? TransportPrecision.Single : TransportPrecision.Double);
            using IPrediction prediction = model.Predict(Truth(model.Layout), 0);
            (values[k], gradients[k]) = (prediction.Values.ToArray(), new double[model.Layout.Count]);
            prediction.AddGradient([.. Enumerable.Range(0, values[k].Length).Select(n => 1 + (n % 3))], gradients[k]);
        }

        double size = gradients[1].Max(Math.Abs);
        double value = values[0].Zip(values[1]).Max(pair => Math.Abs(pair.First - pair.Second) / (1 + pair.Second));
        double slope = gradients[0].Zip(gradients[1]).Max(pair => Math.Abs(pair.First - pair.Second)) / size;
        output.WriteLine(FormattableString.Invariant($"values differ by at most {value:G2}, gradients by {slope:G2} of the largest"));
        Assert.True(value < 1e-4 && slope < 1e-2, $"{value} {slope}");
    }

    [Fact]
    public void Constructor_WhatDoesNotFit_IsRefused()
    {
        SmallWorld world = World();
        EmbeddedTransportModel transport = new();
        FactorLayout layout = new(TimeBlocks.Whole(world.Start, Hours), s_species, world.Horizontal);
        TransportInputs inputs = world.Inputs();
        Assert.Throws<ArgumentException>(() =>
            new TransportForwardModel(transport, inputs with { Factors = CorrectionFactors.Ones(layout) }, layout, Stations(), SpinUp));
        Assert.Throws<ArgumentException>(() => new TransportForwardModel(transport, inputs, layout, Stations(), SpinUp + 1));
        Assert.Throws<ArgumentException>(() => new TransportForwardModel(transport, inputs, layout, Stations(hoursOfPart: 6), SpinUp));
        Assert.Throws<ArgumentException>(() => new TransportForwardModel(transport, inputs,
            new FactorLayout(TimeBlocks.Days(world.Start.AddMinutes(-30), 48, 1), s_species, world.Horizontal), Stations(), SpinUp));
        Assert.Throws<GridMismatchException>(() => new TransportForwardModel(
            transport, inputs, new FactorLayout(layout.Blocks, s_species, Plane.Grid(Size, Size + 1)), Stations(), SpinUp));
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

    // Every second cell of columns 2 to 5, like a board; a few of them are held out.
    private static UpdateObservations Stations(int hoursOfPart = Hours)
    {
        float[] values = new float[Hours];
        return UpdateObservations.Of(
            [.. Enumerable.Range(0, Size * Size).Where(cell => cell % Size is >= 2 and <= 5 && ((cell / Size) + (cell % Size)) % 2 == 0)
                .Select((cell, number) => new ObservedSite($"site {number}", cell, number % 6 == 3 ? "held out" : $"town {number}"))],
            (pollutant, site) => values, Hours, SpinUp, hoursOfPart);
    }

    private static TransportForwardModel Model(
        SmallWorld world, UpdateObservations observations, TimeBlocks blocks, TransportPrecision precision) =>
        new(new EmbeddedTransportModel(new TransportOptions { Precision = precision }),
            new TransportInputs(world.Meteorology(), Emissions(world)), new FactorLayout(blocks, s_species, world.Horizontal), observations,
            SpinUp);

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
        foreach (int cell in Enumerable.Range(0, layout.Cells).Where(cell => cell % Size is >= 1 and <= 5))
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
