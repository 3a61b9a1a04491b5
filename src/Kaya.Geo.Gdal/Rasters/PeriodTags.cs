using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The period of a band, as band metadata: <c>time_coverage_start</c> and <c>time_coverage_end</c> (first and last
/// day), as ACDD 1.3 names them.</summary>
internal static class PeriodTags
{
    private const string Start = "time_coverage_start";
    private const string End = "time_coverage_end";

    public static void Write(nint band, Period period, ErrorScope errors)
    {
        errors.Zero(GdalNative.GDALSetMetadataItem(band, Start, Text(period.First), null), "writing the period");
        errors.Zero(GdalNative.GDALSetMetadataItem(band, End, Text(period.Last), null), "writing the period");
    }

    /// <summary>The period; null if the band has none or it cannot be read.</summary>
    public static unsafe Period? Read(nint band) =>
        Day(NativeText.Read(GdalNative.GDALGetMetadataItem(band, Start, null))) is { } first
        && Day(NativeText.Read(GdalNative.GDALGetMetadataItem(band, End, null))) is { } last && first <= last ? Whole(first, last) : null;

    private static Period Whole(DateOnly first, DateOnly last)
    {
        if (first == last) return Period.Day(first);
        if (Period.Year(first.Year) is var year && year.First == first && year.Last == last) return year;
        return Period.Month(first.Year, first.Month) is var month && month.First == first && month.Last == last ? month
            : Period.Between(first, last);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;
}
