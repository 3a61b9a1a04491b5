using System.Numerics;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Emissions of one hour in the units of the state.</summary>
/// <param name="Layers">Layers that something is emitted into, from the ground.</param>
/// <param name="Values">Amount per m3 and second: species x layer x row x column.</param>
internal sealed record EmissionRates<T>(int Layers, ReadOnlyMemory<T> Values)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Reads emissions and spreads them over the volume of their cells.</summary>
internal sealed class EmissionReader
{
    private readonly TransportInputs _inputs;
    private readonly TransportGrid _grid;
    private readonly CellGeometry _cells;
    private readonly SpeciesTable _species;
    private readonly TransportOptions _options;
    private readonly int _plane;

    internal EmissionReader(TransportInputs inputs, CellGeometry cells, SpeciesTable species, TransportOptions options)
    {
        (_inputs, _grid, _cells, _species, _options) = (inputs, inputs.Meteorology.Grid, cells, species, options);
        _plane = _grid.Rows * _grid.Columns;
    }

    internal EmissionRates<T> Read<T>(int hour)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int layers = Math.Max(LayersOf(_inputs.Emissions), _inputs.OtherEmissions is { } other ? LayersOf(other) : 1);
        double[] sums = new double[_species.Count * layers * _plane];
        Add(sums, layers, _inputs.Emissions, hour, _inputs.Factors);
        if (_inputs.OtherEmissions is { } more) Add(sums, layers, more, hour, null);
        T[] values = new T[sums.Length];
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(sums[i]);
        return new EmissionRates<T>(layers, values);
    }

    /// <summary>The derivative with respect to factors from that with respect to emission rates.</summary>
    /// <param name="hour">Hour of the run.</param>
    /// <param name="byRate">Derivatives: species x layer x row x column.</param>
    /// <param name="layers">Layers of them.</param>
    /// <param name="gradient">Where to add: block x species x row x column.</param>
    internal void AddGradient(int hour, ReadOnlySpan<double> byRate, int layers, Span<double> gradient)
    {
        foreach (EmittedSpecies emitted in AtmosphericSpecies.Emitted)
        {
            if (!_inputs.Emissions.Has(emitted)) continue;
            float[] prior = ReadOne(_inputs.Emissions, emitted, hour);
            Span<double> here = gradient.Slice(_inputs.Factors!.Offset(hour, emitted), _plane);
            foreach ((int place, double amount) in _species.Emitted(emitted, _options))
                for (int i = 0; i < prior.Length; i++)
                    here[i % _plane] += amount * prior[i] / Volume(i) * byRate[(place * layers * _plane) + i];
        }
    }

    private void Add(double[] sums, int layers, IHourlyFields<EmittedSpecies> source, int hour, CorrectionFactors? factors)
    {
        foreach (EmittedSpecies emitted in AtmosphericSpecies.Emitted)
        {
            if (!source.Has(emitted)) continue;
            float[] values = ReadOne(source, emitted, hour);
            ReadOnlySpan<double> factor = factors is null ? default : factors.Of(hour, emitted);
            foreach ((int place, double amount) in _species.Emitted(emitted, _options))
                for (int i = 0; i < values.Length; i++)
                    sums[(place * layers * _plane) + i] +=
                        amount * values[i] / Volume(i) * (factors is null ? 1 : factor[i % _plane]);
        }
    }

    private double Volume(int cell)
    {
        int layer = cell / _plane;
        double bottom = layer == 0 ? 0 : _grid.LayerTops[layer - 1];
        return (_grid.LayerTops[layer] - bottom) * _cells.Area[cell % _plane];
    }

    private float[] ReadOne(IHourlyFields<EmittedSpecies> source, EmittedSpecies emitted, int hour)
    {
        int offset = (int)Math.Round((_inputs.Meteorology.Start - source.Start).TotalHours);
        float[] values = new float[source.LayersOf(emitted) * _plane];
        source.Read(emitted, hour + offset, values);
        foreach (float value in values)
            if (!(float.IsFinite(value) && value >= 0))
                throw new NonFiniteException(new Fault($"The emissions of hour {hour} are not usable.",
                    new SourceLocation(Variable: emitted.Symbol()), "a finite number, at least 0", $"{value}", "Repair the file."));
        return values;
    }

    private static int LayersOf(IHourlyFields<EmittedSpecies> source) =>
        AtmosphericSpecies.Emitted.Where(source.Has).Select(source.LayersOf).DefaultIfEmpty(1).Max();
}
