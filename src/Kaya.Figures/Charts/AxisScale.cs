using System.Globalization;
using Kaya.Core;

namespace Kaya.Figures;

/// <summary>Positions of values along an axis, from 0 to 1, and its ticks.</summary>
internal sealed record AxisScale(double Minimum, double Maximum, bool IsLogarithmic, IReadOnlyList<(double Value, string Label)> Ticks)
{
    public double Map(double value) => IsLogarithmic
        ? Math.Log(value / Minimum) / Math.Log(Maximum / Minimum)
        : (value - Minimum) / (Maximum - Minimum);

    /// <summary>Whether a value can be drawn at all.</summary>
    public bool Shows(double value) => double.IsFinite(value) && (!IsLogarithmic || value > 0);

    public static AxisScale Of(ChartAxis axis, IEnumerable<double> values, int tickCount, bool fromZero = false)
    {
        double[] finite = [.. values.Where(value => double.IsFinite(value) && (!axis.IsLogarithmic || value > 0))];
        double low = axis.Minimum ?? (finite.Length > 0 ? finite.Min() : axis.IsLogarithmic ? 1 : 0);
        double high = axis.Maximum ?? (finite.Length > 0 ? finite.Max() : axis.IsLogarithmic ? 10 : 1);
        if (axis.IsDate) return Dates(low, Math.Max(high, low + 1), tickCount);
        if (axis.IsLogarithmic) return Logarithmic(low, Math.Max(high, low * 1.01));
        // A range that begins near zero begins at zero: the eye compares lengths.
        if (fromZero || (axis.Minimum is null && low > 0 && low < 0.35 * high)) low = Math.Min(low, 0);
        if (fromZero) high = Math.Max(high, 0);
        if (high <= low) (low, high) = low == 0 ? (0, 1) : (low - Math.Abs(low * 0.1), low + Math.Abs(low * 0.1));
        return Linear(low, high, tickCount, axis);
    }

    private static AxisScale Linear(double low, double high, int tickCount, ChartAxis axis)
    {
        double step = NiceStep((high - low) / tickCount);
        double first = Math.Floor((low / step) + 1e-9) * step, last = Math.Ceiling((high / step) - 1e-9) * step;
        double minimum = axis.Minimum ?? first, maximum = axis.Maximum ?? last;
        // One digit more if the step has one: 2.5, 0.25.
        int decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step)) + (IsQuarter(step) ? 1 : 0), 0, 10);
        bool exponent = Math.Max(Math.Abs(first), Math.Abs(last)) is >= 1e7 or < 1e-4;
        List<(double Value, string Label)> ticks = [];
        for (int i = 0; first + (i * step) <= last + (step / 2); i++)
        {
            // Rounded, so that a tick at zero is zero and not 1e-17.
            double value = Math.Round((first + (i * step)) / step) * step;
            if (value < minimum - (step * 1e-6) || value > maximum + (step * 1e-6)) continue;
            ticks.Add((value, exponent ? NumberText.ForPeople(value) : NumberText.ForPeople(value, decimals)));
        }

        return new AxisScale(minimum, maximum, false, ticks);
    }

    private static AxisScale Logarithmic(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low) + 1e-9), last = (int)Math.Ceiling(Math.Log10(high) - 1e-9);
        int[] digits = last - first <= 2 ? [1, 2, 5] : [1];
        double minimum = digits.Select(digit => digit * Math.Pow(10, first)).Last(value => value <= low * (1 + 1e-9));
        double maximum = Enumerable.Range(first, last - first + 1).SelectMany(
            decade => digits.Select(digit => digit * Math.Pow(10, decade)))
            .First(value => value >= high * (1 - 1e-9));
        IEnumerable<(double Value, string Label)> ticks = Enumerable.Range(first, last - first + 1)
            .SelectMany(decade => digits.Select(digit => digit * Math.Pow(10, decade)))
            .Where(value => value >= minimum * (1 - 1e-9) && value <= maximum * (1 + 1e-9))
                .Select(value => (value, NumberText.ForPeople(value)));
        return new AxisScale(minimum, maximum, true, [.. ticks]);
    }

    private static AxisScale Dates(double low, double high, int tickCount)
    {
        DateOnly first = DateOnly.FromDayNumber((int)Math.Floor(low)), last = DateOnly.FromDayNumber((int)Math.Ceiling(high));
        int[] daySteps = [1, 2, 7, 14], monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240];
        double days = high - low;
        int dayStep = daySteps.FirstOrDefault(step => days / step <= tickCount);
        int monthStep = monthSteps.FirstOrDefault(step => days / 30.4 / step <= tickCount, monthSteps[^1]);
        List<(double Value, string Label)> ticks = [];
        DateOnly at = dayStep > 0 ? first : new DateOnly(first.Year, 1, 1);
        while (at <= last)
        {
            if (at >= first) ticks.Add((at.DayNumber, DateLabel(at, dayStep, monthStep, ticks.Count == 0)));
            at = dayStep > 0 ? at.AddDays(dayStep) : at.AddMonths(monthStep);
        }

        return new AxisScale(low, high, false, ticks);
    }

    private static string DateLabel(DateOnly date, int dayStep, int monthStep, bool isFirst)
    {
        string format = dayStep > 0 ? (isFirst || date.DayOfYear <= dayStep ? "d MMM yyyy" : "d MMM")
            : monthStep >= 12 ? "yyyy"
            : isFirst || date.Month == 1 ? "MMM yyyy" : "MMM";
        return date.ToString(format, CultureInfo.InvariantCulture);
    }

    private static bool IsQuarter(double step) => Math.Abs((step / Math.Pow(10, Math.Floor(Math.Log10(step)))) - 2.5) < 1e-6;

    private static double NiceStep(double raw)
    {
        double size = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double[] nice = [1, 2, 2.5, 5, 10];
        return size * nice.First(step => step >= raw / size - 1e-9);
    }
}
