namespace Kaya.Samples;

/// <summary>Weekly cycle and public holidays of the sample world: factors relative to a working day.</summary>
internal static class SampleCalendar
{
    internal static bool IsHoliday(DateOnly day) => (day.Month, day.Day) is (1, 1) or (1, 2) or (5, 1) or (9, 3) or (12, >= 24 and <= 26);

    internal static double Electricity(DateOnly day) => IsHoliday(day) ? 0.87 : day.DayOfWeek switch
    {
        DayOfWeek.Saturday => 0.94,
        DayOfWeek.Sunday => 0.89,
        _ => 1,
    };

    internal static double Industry(DateOnly day) => IsHoliday(day) ? 0.78 : day.DayOfWeek switch
    {
        DayOfWeek.Saturday => 0.93,
        DayOfWeek.Sunday => 0.86,
        _ => 1,
    };

    internal static double Transport(DateOnly day) => IsHoliday(day) ? 0.72 : day.DayOfWeek switch
    {
        DayOfWeek.Friday => 1.09,
        DayOfWeek.Saturday => 0.95,
        DayOfWeek.Sunday => 0.82,
        _ => 1.03,
    };

    internal static double Aviation(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday ? 0.92 : 1.01;

    /// <summary>A sinusoidal annual cycle: 1 on the peak day of the year, -1 half a year later.</summary>
    internal static double AnnualCycle(DateOnly day, int peakDay) => Math.Cos(2 * Math.PI * (day.DayOfYear - peakDay) / 365.25);
}
