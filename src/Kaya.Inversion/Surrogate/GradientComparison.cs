using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Inversion;

/// <summary>How alike two gradients of one concentration are, species by species.</summary>
/// <param name="Pollutant">The pollutant whose concentration was differentiated.</param>
/// <param name="Species">The species whose emissions it was differentiated by.</param>
/// <param name="Correlation">Pearson's, over hours and cells; NaN where one of them does not vary.</param>
/// <param name="Slope">Of ours on the reference through the origin: 1 where ours is as large.</param>
public sealed record GradientAgreement(Pollutant Pollutant, EmittedSpecies Species, double Correlation, double Slope);

/// <summary>Compares gradients d(concentration)/d(emissions) of a network with another's, such as an adjoint's: an emulator that is good
/// forwards may be poor backwards.</summary>
public sealed class GradientComparison
{
    private readonly ImmutableArray<GradientAgreement> _agreements;

    private GradientComparison(ImmutableArray<GradientAgreement> agreements) => _agreements = agreements;

    /// <summary>Nothing compared yet.</summary>
    public static GradientComparison Empty { get; } = new([]);

    /// <summary>Every comparison, in the order of adding.</summary>
    public IReadOnlyList<GradientAgreement> Agreements => _agreements;

    /// <summary>This comparison and one concentration more, with the hours of each cell added up where wanted.</summary>
    /// <param name="pollutant">The pollutant of the concentration.</param>
    /// <param name="ours">hour x species x row x column, in one unit.</param>
    /// <param name="reference">The same of the other gradient.</param>
    /// <param name="hours">Number of hours; a gradient by a factor that all hours share is the sum over them.</param>
    /// <param name="addHours">Whether hours are added up before they are compared.</param>
    /// <returns>The longer list; this one does not change.</returns>
    /// <exception cref="ArgumentException">Of different lengths, or not whole hours of all species.</exception>
    public GradientComparison With(
        Pollutant pollutant, ReadOnlySpan<float> ours, ReadOnlySpan<float> reference, int hours, bool addHours = false)
    {
        int species = AtmosphericSpecies.Emitted.Length;
        if (ours.Length != reference.Length || hours < 1 || ours.Length % (hours * species) != 0)
            throw new ArgumentException($"{ours.Length} and {reference.Length} values are not {hours} hours of {species} species",
                nameof(reference));
        int cells = ours.Length / (hours * species);
        List<GradientAgreement> added = [];
        foreach (EmittedSpecies one in AtmosphericSpecies.Emitted)
        {
            double[] left = Take(ours, (int)one, hours, cells, addHours), right = Take(reference, (int)one, hours, cells, addHours);
            double product = Sum(left, right), square = Sum(right, right);
            added.Add(new GradientAgreement(pollutant, one, Correlation(left, right), square > 0 ? product / square : double.NaN));
        }

        return new GradientComparison([.. _agreements, .. added]);
    }

    /// <summary>Median correlation of a pair over all concentrations compared.</summary>
    /// <param name="pollutant">The pollutant.</param>
    /// <param name="species">The species.</param>
    /// <returns>-1 to 1; NaN where none could be computed.</returns>
    public double MedianCorrelation(Pollutant pollutant, EmittedSpecies species) => Median(pollutant, species, one => one.Correlation);

    /// <summary>Median slope of a pair over all concentrations compared.</summary>
    /// <param name="pollutant">The pollutant.</param>
    /// <param name="species">The species.</param>
    /// <returns>1 where ours is as large as the reference; NaN where none could be computed.</returns>
    public double MedianSlope(Pollutant pollutant, EmittedSpecies species) => Median(pollutant, species, one => one.Slope);

    private double Median(Pollutant pollutant, EmittedSpecies species, Func<GradientAgreement, double> number)
    {
        double[] all = [.. _agreements.Where(one => one.Pollutant == pollutant && one.Species == species)
            .Select(number).Where(double.IsFinite)];
        return all.Length == 0 ? double.NaN : Metrics.Median(all);
    }

    private static double[] Take(ReadOnlySpan<float> gradient, int species, int hours, int cells, bool addHours)
    {
        double[] values = new double[addHours ? cells : hours * cells];
        for (int hour = 0; hour < hours; hour++)
        {
            ReadOnlySpan<float> plane = gradient.Slice(((hour * AtmosphericSpecies.Emitted.Length) + species) * cells, cells);
            for (int cell = 0; cell < cells; cell++) values[addHours ? cell : (hour * cells) + cell] += plane[cell];
        }

        return values;
    }

    private static double Correlation(double[] left, double[] right)
    {
        double[] a = Centred(left), b = Centred(right);
        double size = Math.Sqrt(Sum(a, a) * Sum(b, b));
        return size > 0 ? Sum(a, b) / size : double.NaN;
    }

    private static double[] Centred(double[] values)
    {
        double mean = values.Average();
        return [.. values.Select(value => value - mean)];
    }

    private static double Sum(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
