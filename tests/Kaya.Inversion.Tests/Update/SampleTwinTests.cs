using System.Collections.Immutable;
using Kaya.Samples;

namespace Kaya.Inversion.Tests.Update;

/// <summary>A twin in the sample atmosphere with a simple linear model: the whole way from stations to judged factors.</summary>
public sealed class SampleTwinTests
{
    private const int Hours = 36;
    private static readonly DateTimeOffset s_start = SampleAtmosphere.Months[0];

    [Fact]
    public void Run_SampleStations_FindsWhatIsWrongWhereItIsInformed()
    {
        SampleAtmosphere atmosphere = SampleAtmosphere.Create();
        Smoke truth = new(atmosphere, atmosphere.TrueEmissions(s_start, Hours), null);
        SampleObservations observed = atmosphere.Observe(truth);
        UpdateObservations observations = UpdateObservations.Of(
            [.. atmosphere.Stations.Select(one => new ObservedSite(one.Name, (one.Row * 48) + one.Column, one.Cluster))],
            observed.Series, Hours);
        Smoke model = new(atmosphere, atmosphere.PriorEmissions(s_start, Hours), observations);
        EmissionUpdate update = new(model, new RandomSource(1), EmissionUpdateOptions.Variational with
        {
            HeldOutClusters = [.. atmosphere.Stations.Where(one => one.IsHeldOut).Select(one => one.Cluster)],
            Prior = new PriorCovarianceOptions { LengthInCells = 6 },
            Loss = ObservationLossOptions.Likelihood with { RelativeError = 0.1 }, Iterations = 4,
        });
        InformationContent information = InformationContent.Of(update, 80, new FitContext(new RandomSource(2)));
        ImmutableArray<bool> informed = information.Informed();
        UpdateResult result = update.Run(new FitContext(new RandomSource(1)));
        // Against the truth without noise, at the stations that were held out.
        double[] ones = CorrectionFactors.Ones(model.Layout).Values.ToArray();
        ObservationLoss clean = update.Loss.With(
            UpdateCost.PredictAll(new Smoke(atmosphere, atmosphere.TrueEmissions(s_start, Hours), observations), ones));
        ImmutableDictionary<Pollutant, double> before = clean.MeanAbsoluteErrors(UpdateCost.PredictAll(model, ones), update.HeldOut);
        ImmutableDictionary<Pollutant, double> after =
            clean.MeanAbsoluteErrors(UpdateCost.PredictAll(model, result.Factors.Values), update.HeldOut);
        (double prior, double posterior, double share) = EmissionErrors(atmosphere, model.Layout, result.Factors, informed);
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"degrees of freedom {information.DegreesOfFreedom:F1}, informed share of emissions {share:P0}, ")
            + FormattableString.Invariant($"error there {prior:P1} -> {posterior:P1}")
            + string.Concat(before.Select(pair => FormattableString.Invariant(
                $", {pair.Key} held out {pair.Value:F2} -> {after[pair.Key]:F2}"))));
        Assert.True(posterior < 0.5 * prior, $"{prior} {posterior}");
        Assert.True(before.Keys.Average(pollutant => after[pollutant] / before[pollutant]) < 0.6);
        Assert.True(update.Constraints.AreKept(result.Factors.Values));
        // What no station feels stays at the prior.
        for (int at = 0; at < model.Layout.Count; at++)
            if (information.VarianceReduction(at) < 0.005) Assert.Equal(1, result.Factors.Values[at], 0.05);
    }

    // Mean absolute error of the factors, weighted by the prior emissions, in informed cells; and their share of the emissions.
    private static (double Prior, double Posterior, double Share) EmissionErrors(
        SampleAtmosphere atmosphere, FactorLayout layout, CorrectionFactors factors, ImmutableArray<bool> informed)
    {
        double before = 0, after = 0, weight = 0, all = 0;
        foreach (EmittedSpecies species in layout.Species)
        {
            IHourlyFields<EmittedSpecies> emissions = atmosphere.PriorEmissions(s_start, 1);
            float[] values = new float[emissions.LayersOf(species) * layout.Cells];
            emissions.Read(species, 0, values);
            double total = values.Sum(value => (double)value);
            for (int cell = 0; cell < layout.Cells; cell++)
            {
                double part = (values[cell] + (double)values[layout.Cells + cell]) / total;
                int at = layout.FieldAt(0, species) + cell;
                double truth = atmosphere.InventoryError.TrueFactors.Span[((int)species * layout.Cells) + cell];
                all += part;
                if (!informed[at]) continue;
                weight += part;
                (before, after) = (before + (part * Math.Abs(1 - truth)), after + (part * Math.Abs(factors.Values[at] - truth)));
            }
        }

        return (before / weight, after / weight, weight / all);
    }

    /// <summary>Concentrations in proportion to the emissions nearby: exp(-distance / 2 cells) within 6 cells.</summary>
    private sealed class Smoke : IForwardModel, IHourlyFields<Pollutant>
    {
        private const int Reach = 6;
        private static readonly ImmutableArray<(EmittedSpecies From, Pollutant To, double Scale)> s_pairs =
        [
            (EmittedSpecies.Nox, Pollutant.No2, 400), (EmittedSpecies.So2, Pollutant.So2, 400), (EmittedSpecies.Pm25, Pollutant.Pm25, 1500),
        ];

        private readonly UpdateObservations? _observations;
        private readonly float[][] _emissions = new float[3 * Hours][];

        public Smoke(SampleAtmosphere atmosphere, IHourlyFields<EmittedSpecies> emissions, UpdateObservations? observations)
        {
            (Grid, _observations) = (atmosphere.Grid, observations);
            Layout = new FactorLayout(TimeBlocks.Months(s_start, Hours), [.. s_pairs.Select(pair => pair.From)], Grid.Horizontal);
            for (int k = 0; k < 3 * Hours; k++)
            {
                float[] values = new float[emissions.LayersOf(s_pairs[k / Hours].From) * Layout.Cells];
                emissions.Read(s_pairs[k / Hours].From, k % Hours, values);
                _emissions[k] = [.. values.Take(Layout.Cells).Zip(values.Skip(Layout.Cells), (low, high) => low + (0.3f * high))];
            }
        }

        public TransportGrid Grid { get; }

        public DateTimeOffset Start => s_start;

        int IHourlyFields<Pollutant>.Hours => Hours;

        public FactorLayout Layout { get; }

        public UpdateObservations Observations => _observations!;

        public bool Has(Pollutant variable) => variable != Pollutant.O3;

        public int LayersOf(Pollutant variable) => 1;

        public void Read(Pollutant variable, int hour, Span<float> values)
        {
            double[] ones = [.. Enumerable.Repeat(1.0, Layout.Count)];
            for (int cell = 0; cell < values.Length; cell++)
                values[cell] = (float)At(new ObservationPoint(hour, cell, variable), ones, 0, []);
        }

        public IReadOnlyList<int> BlocksOf(int part) => [0];

        public IPrediction Predict(ReadOnlySpan<double> factors, int part)
        {
            double[] values = new double[Observations.RangeOf(part).Count];
            for (int k = 0; k < values.Length; k++) values[k] = At(Observations.PointsOf(part)[k], factors, 0, []);
            return new Puff(this, part, values);
        }

        // The concentration at a point; with a derivative, what it gives to the factors is added to the gradient.
        private double At(ObservationPoint point, ReadOnlySpan<double> factors, double derivative, Span<double> gradient)
        {
            int pair = Enumerable.Range(0, 3).First(k => s_pairs[k].To == point.Pollutant), field = pair * Layout.Cells;
            float[] emissions = _emissions[(pair * Hours) + point.Hour];
            int row = point.Cell / Grid.Columns, column = point.Cell % Grid.Columns;
            double sum = 0;
            for (int r = Math.Max(0, row - Reach); r <= Math.Min(Grid.Rows - 1, row + Reach); r++)
                for (int c = Math.Max(0, column - Reach); c <= Math.Min(Grid.Columns - 1, column + Reach); c++)
                {
                    int cell = (r * Grid.Columns) + c;
                    double weight = s_pairs[pair].Scale * emissions[cell]
                        * Math.Exp(-Math.Sqrt(((r - row) * (r - row)) + ((c - column) * (c - column))) / 2.0);
                    if (gradient.IsEmpty) sum += weight * factors[field + cell];
                    else gradient[field + cell] += weight * derivative;
                }

            return sum;
        }

        private sealed class Puff(Smoke model, int part, double[] values) : IPrediction
        {
            public ReadOnlySpan<double> Values => values;

            public void AddGradient(ReadOnlySpan<double> derivatives, Span<double> gradient)
            {
                ReadOnlySpan<ObservationPoint> points = model.Observations.PointsOf(part);
                for (int k = 0; k < points.Length; k++)
                    if (derivatives[k] != 0) model.At(points[k], [], derivatives[k], gradient);
            }

            public void Dispose()
            {
            }
        }
    }
}
