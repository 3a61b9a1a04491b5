using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>How the prior inventory of the sample atmosphere is wrong: by province and species, by known ratios.</summary>
/// <remarks>
/// The ratios of a species are spread evenly over the range of the options and dealt to the provinces in a drawn order. A cell takes the
/// ratio of the province with the largest part of it. Cells at sea, which emit nothing, have ratio 1 before the smooth error.
/// </remarks>
public sealed class SampleInventoryError
{
    private readonly double[,] _ratios;
    private readonly float[] _priorRatio;
    private readonly float[] _trueFactors;
    private readonly int _cells;

    internal SampleInventoryError(AtmosphereLand land, SampleCountry country, SampleAtmosphereOptions options, RandomSource random)
    {
        Provinces = [.. country.Provinces.Select(province => province.Code)];
        ProvinceOf = [.. land.ProvinceOf];
        _cells = land.Land.Length;
        _ratios = new double[AtmosphericSpecies.Emitted.Length, Provinces.Length];
        (_priorRatio, _trueFactors) = (new float[_ratios.GetLength(0) * _cells], new float[_ratios.GetLength(0) * _cells]);
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted) Draw(species, land, options, random.Derive(species.ToString()));
    }

    /// <summary>Codes of the provinces.</summary>
    public ImmutableArray<string> Provinces { get; }

    /// <summary>Number of the province of each cell, from 1 in the order of <see cref="Provinces"/>; 0 at sea. Row x column.</summary>
    public ImmutableArray<int> ProvinceOf { get; }

    /// <summary>Prior emissions divided by true ones, species x row x column.</summary>
    public ReadOnlyMemory<float> PriorRatios => _priorRatio;

    /// <summary>True emissions divided by prior ones, species x row x column: what a perfect update would find.</summary>
    public ReadOnlyMemory<float> TrueFactors => _trueFactors;

    /// <summary>Prior emissions of a province divided by true ones, without the smooth error.</summary>
    /// <param name="species">The species.</param>
    /// <param name="province">Number of the province, from 0 in the order of <see cref="Provinces"/>.</param>
    /// <returns>Between the bounds of the options.</returns>
    public double PriorRatio(EmittedSpecies species, int province) => _ratios[(int)species, province];

    private void Draw(EmittedSpecies species, AtmosphereLand land, SampleAtmosphereOptions options, RandomSource random)
    {
        RandomSequence sequence = random.Sequence();
        int[] order = [.. Enumerable.Range(0, Provinces.Length)];
        sequence.Shuffle(order.AsSpan());
        for (int province = 0; province < Provinces.Length; province++)
        {
            double part = (order[province] + sequence.NextDouble()) / Provinces.Length;
            _ratios[(int)species, province] = options.LowestPriorRatio + (part * (options.HighestPriorRatio - options.LowestPriorRatio));
        }

        FractalNoise noise = new(random.Derive("smooth"));
        for (int cell = 0; cell < _cells; cell++)
        {
            (double x, double y) = land.Grid.Horizontal.CentreOf(cell / land.Grid.Columns, cell % land.Grid.Columns);
            double length = options.SmoothErrorLength * 1000;
            // One octave of this noise has a standard deviation of about 0.21.
            double smooth = Math.Exp(options.SmoothErrorDeviation * noise.At(x / length, y / length) / 0.21);
            double ratio = (land.ProvinceOf[cell] == 0 ? 1 : _ratios[(int)species, land.ProvinceOf[cell] - 1]) * smooth;
            _priorRatio[((int)species * _cells) + cell] = (float)ratio;
            _trueFactors[((int)species * _cells) + cell] = (float)(1 / ratio);
        }
    }
}
