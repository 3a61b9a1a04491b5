using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>How far the emissions of a training run stray from the prior: standard deviations of the logarithm of a factor.</summary>
/// <remarks>
/// Three parts are multiplied: one that is smooth in space and lasts, as errors of an inventory by region and species do; one that is
/// smooth in space and lasts some hours; and one of every cell and hour by itself, which tells a network from where and when a
/// concentration comes.
/// </remarks>
/// <param name="Region">Of the part that is smooth in space and the same in all hours of a period.</param>
/// <param name="Spell">Of the part that is smooth in space and changes every <paramref name="SpellHours"/>.</param>
/// <param name="Cell">Of the part that every cell and hour has of its own.</param>
/// <param name="Length">Distance in cells between independent values of the smooth parts.</param>
/// <param name="SpellHours">Hours that a value of the middle part lasts.</param>
public sealed record EmissionPerturbation(
    double Region = 0.35, double Spell = 0.3, double Cell = 0.5, double Length = 6, int SpellHours = 3)
{
    /// <summary>The prior itself.</summary>
    public static EmissionPerturbation None { get; } = new(0, 0, 0);

    internal bool IsNone => Region == 0 && Spell == 0 && Cell == 0;
}

/// <summary>Emissions multiplied by drawn factors, for the training of a network: each species, hour and cell has its own, all layers of a
/// cell the same one.</summary>
/// <remarks>A factor depends on the seed, the species, the hour in UTC and the cell, in whatever order hours are read. Species that the
/// emissions lack are 0.</remarks>
public sealed class PerturbedEmissions : IHourlyFields<EmittedSpecies>
{
    private readonly IHourlyFields<EmittedSpecies> _emissions;
    private readonly EmissionPerturbation _perturbation;
    private readonly RandomSource _random;
    private readonly double[]?[] _lasting = new double[AtmosphericSpecies.Emitted.Length][];

    /// <summary>Draws the factors as hours are read.</summary>
    /// <param name="emissions">What is multiplied.</param>
    /// <param name="perturbation">How far factors stray.</param>
    /// <param name="random">Random numbers of this run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative deviation, or a length or number of hours that is not positive.</exception>
    public PerturbedEmissions(IHourlyFields<EmittedSpecies> emissions, EmissionPerturbation perturbation, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(emissions);
        ArgumentNullException.ThrowIfNull(perturbation);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(perturbation.Region, nameof(perturbation));
        ArgumentOutOfRangeException.ThrowIfNegative(perturbation.Spell, nameof(perturbation));
        ArgumentOutOfRangeException.ThrowIfNegative(perturbation.Cell, nameof(perturbation));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perturbation.Length, nameof(perturbation));
        ArgumentOutOfRangeException.ThrowIfLessThan(perturbation.SpellHours, 1, nameof(perturbation));
        (_emissions, _perturbation, _random) = (emissions, perturbation, random);
    }

    /// <inheritdoc/>
    public TransportGrid Grid => _emissions.Grid;

    /// <inheritdoc/>
    public DateTimeOffset Start => _emissions.Start;

    /// <inheritdoc/>
    public int Hours => _emissions.Hours;

    /// <inheritdoc/>
    public bool Has(EmittedSpecies variable) => true;

    /// <inheritdoc/>
    public int LayersOf(EmittedSpecies variable) => _emissions.Has(variable) ? _emissions.LayersOf(variable) : 1;

    /// <inheritdoc/>
    public void Read(EmittedSpecies variable, int hour, Span<float> values)
    {
        if (!_emissions.Has(variable))
        {
            values.Clear();
            return;
        }

        _emissions.Read(variable, hour, values);
        if (_perturbation.IsNone) return;
        double[] factors = FactorsOf(variable, hour);
        for (int i = 0; i < values.Length; i++) values[i] *= (float)factors[i % factors.Length];
    }

    // Of mean 1: the prior is the mean of the runs, however far they stray.
    private double[] FactorsOf(EmittedSpecies variable, int hour)
    {
        RandomSource random = _random.Derive(variable.ToString());
        long instant = Start.AddHours(hour).ToUnixTimeSeconds() / 3600;
        double[] lasting = _lasting[(int)variable] ??= Smooth(random.Derive("region").Sequence());
        double[] spell = Smooth(random.Derive($"spell {instant / _perturbation.SpellHours}").Sequence());
        RandomSequence cell = random.Derive($"hour {instant}").Sequence();
        (double a, double b, double c) = (_perturbation.Region, _perturbation.Spell, _perturbation.Cell);
        double mean = ((a * a) + (b * b) + (c * c)) / 2;
        double[] factors = new double[lasting.Length];
        for (int i = 0; i < factors.Length; i++)
            factors[i] = Math.Exp((a * lasting[i]) + (b * spell[i]) + (c * cell.NextGaussian()) - mean);
        return factors;
    }

    // Independent normal numbers on a coarse net, between them weights whose squares add up to 1: the deviation is 1 everywhere.
    private double[] Smooth(RandomSequence random)
    {
        int rows = Grid.Rows, columns = Grid.Columns, across = (int)Math.Ceiling(columns / _perturbation.Length) + 2;
        int down = (int)Math.Ceiling(rows / _perturbation.Length) + 2;
        double[] net = new double[down * across], field = new double[rows * columns];
        for (int i = 0; i < net.Length; i++) net[i] = random.NextGaussian();
        double shiftDown = random.NextDouble(), shiftAcross = random.NextDouble();
        for (int i = 0; i < field.Length; i++)
        {
            double y = (i / columns / _perturbation.Length) + shiftDown, x = (i % columns / _perturbation.Length) + shiftAcross;
            int at = ((int)y * across) + (int)x;
            (double below, double above) = Math.SinCos(Math.PI / 2 * (y - Math.Floor(y)));
            (double right, double left) = Math.SinCos(Math.PI / 2 * (x - Math.Floor(x)));
            field[i] = (above * ((left * net[at]) + (right * net[at + 1])))
                + (below * ((left * net[at + across]) + (right * net[at + across + 1])));
        }

        return field;
    }
}
