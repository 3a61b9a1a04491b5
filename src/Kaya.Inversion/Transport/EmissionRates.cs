using System.Numerics;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Emissions of one hour in the units of the state.</summary>
/// <param name="Layers">Layers that something is emitted into, from the ground.</param>
/// <param name="Values">Amount per m3 and second: a line for each layer of each species.</param>
internal sealed record EmissionRates<T>(int Layers, RowField<T> Values)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Reads emissions and spreads them over the volume of their cells.</summary>
internal sealed class EmissionReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TransportInputs _inputs;
    private readonly TransportGrid _grid;
    private readonly SpeciesTable _species;
    private readonly TransportOptions _options;
    private readonly FieldMemory _memory = new();
    private readonly int _plane;
    private readonly double[] _volume;
    private double[] _sums = [];
    private EmissionRates<T>? _rates;

    internal EmissionReader(TransportInputs inputs, CellGeometry cells, SpeciesTable species, TransportOptions options)
    {
        (_inputs, _grid, _species, _options) = (inputs, inputs.Meteorology.Grid, species, options);
        _plane = _grid.Rows * _grid.Columns;
        _volume = new double[_grid.Layers * _plane];
        for (int cell = 0; cell < _volume.Length; cell++)
        {
            int layer = cell / _plane;
            _volume[cell] = (_grid.LayerTops[layer] - _grid.BottomOf(layer)) * cells.Area[cell % _plane];
        }
    }

    internal EmissionRates<T> Read(int hour)
    {
        int layers = Math.Max(LayersOf(_inputs.Emissions), _inputs.OtherEmissions is { } other ? LayersOf(other) : 1);
        // The same memory every hour: rates are valid until the next ones are read.
        int count = _species.Count * layers * _plane;
        if (_sums.Length != count || _rates is null)
            (_sums, _rates) = (new double[count], new(layers, new(_grid.Rows, _grid.Columns, _species.Count * layers)));
        double[] sums = _sums;
        Array.Clear(sums);
        Add(sums, layers, _inputs.Emissions, hour, _inputs.Factors);
        if (_inputs.OtherEmissions is { } more) Add(sums, layers, more, hour, null);
        for (int i = 0; i < sums.Length / _grid.Columns; i++)
            DoubleRows.Narrow(sums.AsSpan(i * _grid.Columns), _rates.Values.Line(i % _grid.Rows, i / _grid.Rows));
        return _rates;
    }

    /// <summary>The derivative with respect to factors from that with respect to emission rates.</summary>
    /// <param name="hour">Hour of the run.</param>
    /// <param name="byRate">Derivatives: species x layer x row x column.</param>
    /// <param name="layers">Layers of them.</param>
    /// <param name="gradient">Where to add: block x species x row x column.</param>
    internal void AddGradient(int hour, ReadOnlySpan<double> byRate, int layers, Span<double> gradient)
    {
        FactorLayout layout = _inputs.Factors!.Layout;
        foreach (EmittedSpecies emitted in layout.Species)
        {
            if (!_inputs.Emissions.Has(emitted)) continue;
            float[] prior = ReadOne(_inputs.Emissions, emitted, hour);
            Span<double> here = gradient.Slice(layout.FieldAt(BlockOf(layout, hour), emitted), _plane);
            foreach ((int place, double amount) in _species.Emitted(emitted, _options))
                for (int i = 0; i < prior.Length; i++)
                    here[i % _plane] += amount * prior[i] / _volume[i] * byRate[(place * layers * _plane) + i];
        }
    }

    private void Add(double[] sums, int layers, IHourlyFields<EmittedSpecies> source, int hour, CorrectionFactors? factors)
    {
        foreach (EmittedSpecies emitted in AtmosphericSpecies.Emitted)
        {
            if (!source.Has(emitted)) continue;
            float[] values = ReadOne(source, emitted, hour);
            bool isCorrected = factors is not null && factors.Layout.Corrects(emitted);
            ReadOnlySpan<double> factor = isCorrected ? factors!.Field(BlockOf(factors.Layout, hour), emitted) : default;
            foreach ((int place, double amount) in _species.Emitted(emitted, _options))
                for (int i = 0; i < values.Length; i++)
                    sums[(place * layers * _plane) + i] +=
                        amount * values[i] / _volume[i] * (isCorrected ? factor[i % _plane] : 1);
        }
    }

    private float[] ReadOne(IHourlyFields<EmittedSpecies> source, EmittedSpecies emitted, int hour)
    {
        int offset = (int)Math.Round((_inputs.Meteorology.Start - source.Start).TotalHours);
        float[] values = _memory.Of(emitted, source.LayersOf(emitted) * _plane);
        source.Read(emitted, hour + offset, values);
        foreach (float value in values)
            if (!(float.IsFinite(value) && value >= 0))
                throw new NonFiniteException(new Fault($"The emissions of hour {hour} are not usable.",
                    new SourceLocation(Variable: emitted.Symbol()), "a finite number, at least 0", $"{value}", "Repair the file."));
        return values;
    }

    // Hours before the first block, as of a spin-up, take its factors.
    private int BlockOf(FactorLayout layout, int hour) => layout.Blocks.BlockOf(_inputs.Meteorology.Start.AddHours(hour));

    private static int LayersOf(IHourlyFields<EmittedSpecies> source) =>
        AtmosphericSpecies.Emitted.Where(source.Has).Select(source.LayersOf).DefaultIfEmpty(1).Max();
}
