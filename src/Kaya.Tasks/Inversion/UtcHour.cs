using System.Globalization;

namespace Kaya.Tasks;

/// <summary>A full hour in UTC, as an option.</summary>
/// <param name="Instant">Begin of the hour.</param>
public sealed record UtcHour(DateTimeOffset Instant)
{
    private const string HourFormat = "yyyy-MM-dd'T'HH";

    /// <summary>Reads a day or an hour: <c>2015-01-01</c> (its first hour) or <c>2015-01-01T06</c>.</summary>
    /// <param name="text">Text of a configuration file or the command line.</param>
    /// <returns>The hour.</returns>
    /// <exception cref="DataFormatException">Another form, or a day that does not exist.</exception>
    public static UtcHour Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (DateTime.TryParseExact(text.Trim(), ["yyyy-MM-dd", HourFormat, "yyyy-MM-dd'T'HH':00'", "yyyy-MM-dd'T'HH':00Z'"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
            return new UtcHour(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));
        throw new DataFormatException(new Fault("This is not a day or an hour.",
            Expected: "2015-01-01 or 2015-01-01T06", Found: $"'{text}'",
            Remedy: "Write year, month, day and, optionally, the hour in UTC, in this order."));
    }

    /// <inheritdoc/>
    public override string ToString() => Instant.UtcDateTime.ToString(HourFormat, CultureInfo.InvariantCulture);
}
