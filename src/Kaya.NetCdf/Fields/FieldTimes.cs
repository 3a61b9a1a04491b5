using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Reads the times of a file, in any supported convention.</summary>
internal static class FieldTimes
{
    private const string Seconds = "seconds since 1970-01-01 00:00:00";

    /// <summary>The times of a dimension.</summary>
    /// <returns>The axis; null if the file has no times, as for a constant field.</returns>
    public static TimeAxis? Read(NetCdfFile file, NetCdfDimension dimension)
    {
        if (IoapiGrid.Is(file)) return OfIoapi(file, dimension);
        if (file.Find("Times") is { Type: NetCdfType.Char or NetCdfType.Text } times && times.Dimensions is [NetCdfDimension first, ..]
            && first == dimension)
            return OfTexts(file, times);
        if (file.Find(dimension.Name) is not { Dimensions.Count: 1 } coordinate || coordinate.Attributes.Text("units") is not { } units
            || !units.Contains(" since ", StringComparison.OrdinalIgnoreCase)) return null;
        return TimeAxis.FromCf(units, coordinate.Attributes.Text("calendar"), coordinate.ReadAll(), Bounds(file, coordinate),
            new SourceLocation(file.Path, Variable: coordinate.Name));
    }

    /// <summary>
    /// The scalar time coordinate of a variable without a time dimension, named by the attribute coordinates (CF-1.8, section 5.7).
    /// </summary>
    public static TimeAxis? OfScalar(NetCdfFile file, NetCdfVariable variable)
    {
        foreach (string name in (variable.Attributes.Text("coordinates") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (file.Find(CoordinateAxis.InGroup(variable.Name, name)) is { Count: 1, Dimensions.Count: 0 } time && time.Type.IsNumber()
                && time.Attributes.Text("units") is { } units && units.Contains(" since ", StringComparison.OrdinalIgnoreCase))
                return TimeAxis.FromCf(units, time.Attributes.Text("calendar"), time.ReadAll(), Bounds(file, time),
                    new SourceLocation(file.Path, Variable: name));
        return null;
    }

    private static double[] Bounds(NetCdfFile file, NetCdfVariable coordinate) =>
        coordinate.Attributes.Text("bounds") is { Length: > 0 } name && file.Find(CoordinateAxis.InGroup(coordinate.Name,
            name)) is { } bounds
        && bounds.Type.IsNumber() && bounds.Count == 2 * coordinate.Count && bounds.Shape[^1] == 2 ? bounds.ReadAll() : [];

    // TFLAG has, for each step and variable, year and day of the year as YYYYDDD, and the clock as HHMMSS; where it is left out, SDATE,
    // STIME and TSTEP say the same. A step of 0 stands for no time, whatever SDATE is (0 or -635).
    private static TimeAxis? OfIoapi(NetCdfFile file, NetCdfDimension dimension)
    {
        if (file.Attributes.Number("TSTEP") is not { } between || between == 0) return null;
        bool hasFlags = file.Find("TFLAG") is { Dimensions.Count: 3 } found && found.Shape[0] == dimension.Length && found.Shape[1] > 0
            && found.Shape[2] == 2;
        SourceLocation where = new(file.Path, Variable: hasFlags ? "TFLAG" : "SDATE");
        ReadLimit.Require((UInt128)dimension.Length * (3 * sizeof(double)), $"the times of {dimension.Length} steps", where);
        double[] pairs = new double[2 * dimension.Length], seconds = new double[dimension.Length];
        if (hasFlags) file.Variable("TFLAG").Read([0, 0, 0], [dimension.Length, 1, 2], pairs);
        else if (file.Attributes.Number("SDATE") is { } date && date > 0 && between > 0)
            (pairs[0], pairs[1]) = (date, file.Attributes.Number("STIME") ?? 0);
        else return null;
        for (int step = 0; step < seconds.Length; step++)
            seconds[step] = hasFlags || step == 0 ? Instant(pairs[2 * step], pairs[(2 * step) + 1], step, where)
                : seconds[0] + (step * Clock((int)between));
        return TimeAxis.FromCf(Seconds, null, seconds, where: where);
    }

    // Seconds since 1970 of YYYYDDD and HHMMSS.
    private static double Instant(double date, double clock, int step, SourceLocation where)
    {
        (int year, int day, int seconds) = ((int)date / 1000, (int)date % 1000, (int)clock);
        if (year is < 1 or > 9998 || day < 1 || day > (DateTime.IsLeapYear(year) ? 366 : 365)
            || seconds / 10000 is < 0 or > 23 || seconds / 100 % 100 is < 0 or > 59 || seconds % 100 is < 0 or > 59)
            throw new DataFormatException(new Fault("A time flag is not a time.", where,
                "YYYYDDD and HHMMSS, days to 365 (366 in leap years) and hours to 23", $"{date:0000000} {clock:000000} as number {step}",
                "Repair the times of the file: hour 24 is hour 0 of the next day."));
        DateTime time = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day - 1).AddSeconds(Clock((int)clock));
        return (time - DateTime.UnixEpoch).TotalSeconds;
    }

    private static int Clock(int clock) => (clock / 10000 * 3600) + (clock / 100 % 100 * 60) + (clock % 100);

    private static TimeAxis? OfTexts(NetCdfFile file, NetCdfVariable times)
    {
        string[] texts = times.ReadTexts();
        // The preprocessor of WRF writes zeros for constant fields.
        if (Array.TrueForAll(texts, text => text.StartsWith("0000", StringComparison.Ordinal))) return null;
        double[] seconds = [.. texts.Select(text => DateTime.TryParseExact(text, "yyyy-MM-dd_HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time) ? (time - DateTime.UnixEpoch).TotalSeconds
            : throw new DataFormatException(new Fault("A time cannot be read.", new SourceLocation(file.Path, Variable: times.Name),
                "such as 2015-01-03_06:00:00", $"'{text}'",
                "Repair the times of the file.")))];
        return TimeAxis.FromCf(Seconds, null, seconds, where: new SourceLocation(file.Path, Variable: times.Name));
    }
}
