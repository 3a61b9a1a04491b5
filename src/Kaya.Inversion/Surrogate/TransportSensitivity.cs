using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>A concentration at the ground: of one hour, pollutant and cell.</summary>
/// <param name="Hour">Hour from the start of the meteorology.</param>
/// <param name="Pollutant">Which pollutant.</param>
/// <param name="Row">Row of the cell.</param>
/// <param name="Column">Column of the cell.</param>
public sealed record GroundConcentration(int Hour, Pollutant Pollutant, int Row, int Column);

/// <summary>How single concentrations of the embedded transport model answer to the emissions of the hours before, by its adjoint: what
/// the gradient of a network is compared with.</summary>
/// <remarks>The state before these hours is that of the run and does not change, as <c>y[t-k]</c> of a network does not.</remarks>
/// <param name="model">The transport model.</param>
/// <param name="inputs">Meteorology and emissions.</param>
public sealed class TransportSensitivity(EmbeddedTransportModel model, TransportInputs inputs)
{
    /// <summary>Derivatives by the emissions of a cell and hour.</summary>
    /// <remarks>A change of an emission is divided over layers as the emission is; all of it enters the lowest where there is none.
    /// </remarks>
    /// <param name="targets">Concentrations; those of one hour share most of the work.</param>
    /// <param name="history">Hours of emissions, the last of which is the hour of the concentration.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each target: hour of the history x species x row x column, ppb or ug m-3 for a kg s-1.</returns>
    /// <exception cref="ArgumentException">A target outside of the grid, or without its history.</exception>
    public IReadOnlyList<float[]> Of(IReadOnlyList<GroundConcentration> targets, int history, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(history, 1);
        TransportGrid grid = inputs.Meteorology.Grid;
        foreach (GroundConcentration target in targets)
            if (target.Hour < history - 1 || target.Hour >= inputs.Meteorology.Hours || (uint)target.Row >= (uint)grid.Rows
                || (uint)target.Column >= (uint)grid.Columns)
                throw new ArgumentException($"{target} with {history} hours is not within the run", nameof(targets));
        SpeciesTable species = SpeciesTable.Of(model.Options);
        HourSource<float> source = new(inputs, model.Options, species);
        Backwards back = new(source, species, model.Options, inputs.Emissions, inputs.Meteorology.Start);
        float[][] results = new float[targets.Count][];
        float[] state = source.Planner.Start();
        HourNotes<float> unused = new(new float[species.Count * grid.Rows * grid.Columns]);
        int hour = 0;
        foreach (IGrouping<int, int> same in Enumerable.Range(0, targets.Count).GroupBy(i => targets[i].Hour).OrderBy(group => group.Key))
        {
            // States before the history, then the way through it and back.
            for (; hour <= same.Key - history; hour++)
            {
                cancellation.ThrowIfCancellationRequested();
                source.Advance(source.Planner.Plan(hour), hour, state, unused);
            }

            float[][] found = back.Of([.. same.Select(i => targets[i])], history, [.. state], cancellation);
            foreach ((int i, float[] one) in same.Zip(found)) results[i] = one;
        }

        return results;
    }

    /// <summary>The way back from concentrations of one hour.</summary>
    private sealed class Backwards(
        HourSource<float> source, SpeciesTable species, TransportOptions options, IHourlyFields<EmittedSpecies> emissions,
        DateTimeOffset start)
    {
        private readonly IHourAdjoint<float> _adjoint = HourAdvances.Back<float>(species, options);
        private readonly int _plane = source.Grid.Rows * source.Grid.Columns;

        internal float[][] Of(GroundConcentration[] targets, int history, float[] state, CancellationToken cancellation)
        {
            int last = targets[0].Hour, size = AtmosphericSpecies.Emitted.Length * _plane;
            HourNotes<float> unused = new(new float[species.Count * _plane]);
            List<float[]> before = [];
            for (int hour = last - history + 1; hour <= last; hour++)
            {
                before.Add([.. state]);
                source.Advance(source.Planner.Plan(hour), hour, state, unused);
            }

            HourNotes<float> notes = new(new float[species.Count * _plane], steps: []);
            float[][] adjoints = [.. targets.Select(_ => new float[state.Length])];
            float[][] gradients = [.. targets.Select(_ => new float[history * size])];
            for (int i = history - 1; i >= 0; i--)
            {
                int hour = last - history + 1 + i;
                HourPlan<float> plan = source.Planner.Plan(hour);
                EmissionRates<float> emission = source.Advance(plan, hour, before[i], notes);
                double[][] shares = Shares(hour, emission.Layers);
                for (int k = 0; k < targets.Length; k++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    float[] bySurface = i < history - 1 ? new float[species.Count * _plane] : Seed(plan, notes, targets[k]);
                    double[] byRate = _adjoint.Back(plan, notes, emission, adjoints[k], bySurface);
                    Add(byRate, shares, emission.Layers, gradients[k].AsSpan(i * size, size));
                }
            }

            return gradients;
        }

        private float[] Seed(HourPlan<float> plan, HourNotes<float> notes, GroundConcentration target) =>
            SurfaceConcentrations.Loss(plan, species, notes.Surface, target.Hour, (_, surface, gradient) =>
            {
                int place = ((int)target.Pollutant * _plane) + (target.Row * plan.Columns) + target.Column;
                gradient[place] = 1;
                return surface[place];
            }).ByAmount;

        // Per m3 of each layer, for a kilogram emitted into the cell: species, then layer x cell.
        private double[][] Shares(int hour, int layers)
        {
            int offset = (int)Math.Round((start - emissions.Start).TotalHours);
            return [.. AtmosphericSpecies.Emitted.Select(one =>
            {
                double[] shares = new double[layers * _plane];
                float[] values = new float[layers * _plane];
                if (emissions.Has(one)) emissions.Read(one, hour + offset, values.AsSpan(0, emissions.LayersOf(one) * _plane));
                for (int cell = 0; cell < _plane; cell++)
                {
                    double sum = 0;
                    for (int layer = 0; layer < layers; layer++) sum += values[(layer * _plane) + cell];
                    for (int layer = 0; layer < layers; layer++)
                        shares[(layer * _plane) + cell] = (sum > 0 ? values[(layer * _plane) + cell] / sum : layer == 0 ? 1 : 0)
                            / (source.Depths[layer] * source.Cells.Area[cell]);
                }

                return shares;
            })];
        }

        private void Add(double[] byRate, double[][] shares, int layers, Span<float> gradient)
        {
            foreach (EmittedSpecies emitted in AtmosphericSpecies.Emitted)
                foreach ((int place, double amount) in species.Emitted(emitted, options))
                    for (int i = 0; i < layers * _plane; i++)
                        gradient[((int)emitted * _plane) + (i % _plane)] +=
                            (float)(amount * shares[(int)emitted][i] * byRate[(place * layers * _plane) + i]);
        }
    }
}
