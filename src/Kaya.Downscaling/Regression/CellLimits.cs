using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>An amount of a cell whose location or size is uncertain in its own way: a point source, or what was put on a guessed
/// cell.</summary>
/// <param name="Own">Part of the value of the cell.</param>
/// <param name="Reach">What may stand in the cell: its own and that of sources within the accuracy of their location.</param>
/// <param name="LogDeviation">Standard deviation of the logarithm of these amounts.</param>
/// <param name="IsMovable">Whether it may stand in another cell, so that the lower limit must not count on it.</param>
public readonly record struct UncertainAmount(double Own, double Reach, double LogDeviation, bool IsMovable);

/// <summary>What the limits of cells are computed from.</summary>
/// <param name="Map">The map.</param>
/// <param name="Deviation">Standard deviation of the logarithm of a cell; see
/// <see cref="CellDeviation.Cells"/>.</param>
/// <param name="Disagreement">See <see cref="DriverDisagreement"/>.</param>
public sealed record CellScales(ExtensiveRaster Map, IRasterSource Deviation, IRasterSource Disagreement)
{
    /// <summary>A further standard deviation of the logarithm, such as that of super-resolution; null for none. No-data counts as
    /// 0.</summary>
    public IRasterSource? Further { get; init; }

    /// <summary>Point sources and guessed amounts, by row times columns plus column.</summary>
    public IReadOnlyDictionary<long, UncertainAmount> Amounts { get; init; } = new Dictionary<long, UncertainAmount>();

    /// <summary>Whether sources with a known location were placed first: what remains is then spread more evenly.</summary>
    public bool HasPoints { get; init; }
}

/// <summary>Limits of the emissions of cells.</summary>
/// <remarks>
/// With e the deviation of a cell, z the normal quantile of a level and d the disagreement of drivers, the limits are the value of the cell
/// times exp(-sqrt((z e)^2 + (a d)^2)) and exp(z e - b d^2 / (0.5 + d)). A map that adds up to a statistic with few large sources is too
/// high in most cells: the upper limit of a cell on whose emission drivers disagree may lie below its value. a and b are those for which
/// 50, 80 and 95 % of the cells of 500 m of the sample country, whose truth is known, lie within their limits, and as many above as below;
/// no real map was used for them. Our method.
/// </remarks>
public static class CellLimits
{
    private static readonly ImmutableArray<(double Level, double Quantile, (double A, double B) Plain, (double A, double B) Points)>
        s_levels = [(0.5, 0.6745, (1.82, 1.239), (1.31, 0.774)), (0.8, 1.2816, (4.45, 0.876), (3.52, 0.516)),
            (0.95, 1.96, (21.36, 0.472), (17.44, 0.068))];

    /// <summary>The levels: 50, 80 and 95 %.</summary>
    public static ImmutableArray<double> Levels => ConformalIntervals.StandardLevels;

    /// <summary>Lower and upper limits, computed while they are read.</summary>
    /// <param name="level">One of <see cref="Levels"/>.</param>
    /// <param name="scales">Map and deviations on one grid.</param>
    /// <returns>Two extensive bands in the unit of the map; no-data where map or deviation has none.</returns>
    /// <exception cref="GridMismatchException">A deviation on a different grid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another level.</exception>
    public static (IRasterSource Lower, IRasterSource Upper) Of(double level, CellScales scales)
    {
        ArgumentNullException.ThrowIfNull(scales);
        foreach (IRasterSource source in new[] { scales.Deviation, scales.Disagreement, scales.Further }.OfType<IRasterSource>())
            scales.Map.Grid.RequireMatch(source.Grid, "Intervals");
        int at = Levels.IndexOf(level);
        ArgumentOutOfRangeException.ThrowIfNegative(at, nameof(level));
        (_, double quantile, (double A, double B) plain, (double A, double B) points) = s_levels[at];
        (double a, double b) = scales.HasPoints ? points : plain;
        return (new Limit("lower", scales, quantile, (e, d) => -Math.Sqrt((quantile * e * quantile * e) + (a * d * a * d))),
            new Limit("upper", scales, quantile, (e, d) => (quantile * e) - (b * d * d / (0.5 + d))));
    }

    // Computed while it is read: two more maps of a large country would not fit into memory.
    private sealed class Limit(string name, CellScales scales, double quantile, Func<double, double, double> exponent) : IRasterSource
    {
        public Grid Grid => scales.Map.Grid;

        public IReadOnlyList<BandDescription> Bands { get; } =
            Array.AsReadOnly([new BandDescription(name, scales.Map.Unit, QuantityKind.Extensive)]);

        public void Read(int band, Window window, Span<double> destination)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
            scales.Map.Read(0, window, destination);
            double[] own = new double[destination.Length], further = new double[destination.Length], apart = new double[destination.Length];
            scales.Deviation.Read(0, window, own);
            scales.Further?.Read(0, window, further);
            scales.Disagreement.Read(0, window, apart);
            for (int cell = 0; cell < destination.Length; cell++)
            {
                double other = double.IsNaN(further[cell]) ? 0 : further[cell];
                double e = Math.Sqrt((own[cell] * own[cell]) + (other * other));
                long at = ((window.Row + (cell / window.Columns)) * (long)Grid.Columns) + window.Column + (cell % window.Columns);
                destination[cell] = Value(destination[cell], exponent(e, apart[cell]), at);
            }
        }

        private double Value(double value, double logarithm, long cell)
        {
            if (!scales.Amounts.TryGetValue(cell, out UncertainAmount amount)) return value * Math.Exp(logarithm);
            // A cell with a source and without drivers has only the source.
            double spread = Math.Max(0, value - amount.Own), rest = spread == 0 ? 0 : spread * Math.Exp(logarithm);
            double factor = Math.Exp(quantile * amount.LogDeviation);
            return name == "upper" ? rest + (amount.Reach * factor) : rest + (amount.IsMovable ? 0 : amount.Own / factor);
        }
    }
}
