using System.Collections.Immutable;
using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Numbers of a line of a table, after the words that name it.</summary>
internal sealed record PublishedRow(ImmutableArray<string> Names, ImmutableArray<double> Values);

/// <summary>The tables of paper 003 as they were published.</summary>
internal static class PublishedInversion
{
    // PM2.5, O3, NO2, SO2 of the LSTM-U-Net, then of the ResNet.
    private const string Errors = """
        January 1.65 1.39 0.34 0.25 1.65 1.44 0.36 0.26
        April 1.74 1.46 0.25 0.16 1.73 1.64 0.26 0.18
        July 1.04 1.38 0.23 0.12 1 1.45 0.25 0.13
        October 1.43 1.34 0.27 0.16 1.53 1.44 0.29 0.17
        average 1.46 1.39 0.27 0.17 1.48 1.49 0.29 0.19
        error-% 3.6 3.9 1.9 2.2 3.7 4.3 2.1 2.5
        """;

    // NOx, NH3, SO2, VOC, PM2.5.
    private const string Changes = """
        January 3.72 1.88 -12.38 -25.36 4.64
        April -1.49 -2.56 -8.96 -18.27 4.69
        July -11.68 -2.29 -11.42 -12.8 1.8
        October 3.6 -4.61 -13.32 -19.03 2.4
        average -1.34 -2.65 -11.66 -19.19 3.51
        """;

    // P-Emis (kt, VOC Mmol) of five regions, then N-Emis (%).
    private const string Emissions = """
        January NOx 68.05 70.56 37.07 43.29 10.26 -7.19 6.24 4.55 2.65 8.74
        January NH3 28.65 24.42 6.5 24.84 5.52 0.67 0.59 8.3 5.13 8.64
        January SO2 90.13 40.16 21.72 150.67 34.06 -11.93 -11.38 -13.92 -26.14 -1.5
        January VOC 0.81 0.99 0.25 0.28 0.05 -5.53 -12.73 -37.52 -36.39 2.61
        January PM2.5 4.66 2.22 1.14 3.6 0.85 1.27 10.14 15.59 -0.8 9.61
        April NOx 52.43 67.17 35.21 39.05 8.72 8.93 -15.05 -5.22 -7.8 14.59
        April NH3 85.56 90.34 70.52 192.37 56.06 -3.63 -2.6 -0.18 -1.78 -0.43
        April SO2 33.93 34.44 20.43 110.74 20.2 -28.14 -0.92 -14.17 -22.97 6.77
        April VOC 0.38 0.85 0.23 0.19 0.05 -28.87 13.71 -25.61 -29.06 -2.29
        April PM2.5 1.81 1.96 0.94 1.79 0.62 -5.12 -3.93 4.34 -8.89 9.54
        July NOx 50.51 72.03 36.61 41.35 9.01 -10.62 -29.84 -11.46 -11.94 6.86
        July NH3 108.78 114.78 89.82 245.68 71.16 -5.41 -2.7 -1.1 -0.9 0.08
        July SO2 35.65 36.95 21.26 115.74 17.51 -38.45 -4.18 -19.26 -19.71 12.71
        July VOC 0.39 0.92 0.24 0.21 0.05 -22.87 23.85 -21.29 -16.47 8.85
        July PM2.5 2.34 3.18 1.06 2.27 0.72 0.88 -4.94 4.17 -5.4 6.91
        October NOx 54.83 70.11 37.11 40.84 9.96 14.56 -19.99 -9.62 -1.5 25.41
        October NH3 50.43 53.4 41.24 110.75 32.28 -0.53 -4.52 1.54 -3.79 -2.54
        October SO2 35.68 36.08 21.52 116.47 21.74 -39.8 -2.73 -19.63 -27.43 -2.39
        October VOC 0.4 0.89 0.25 0.19 0.06 -38.33 27.98 -20.39 -34.42 -16.41
        October PM2.5 1.94 1.95 1.15 1.85 1.04 0.26 -4.86 3.8 -13.68 9.32
        """;

    // P-Emis of five regions, then N-Emis.
    private const string Concentrations = """
        NO2 15.69 13.31 6.25 4.82 0.31 11.85 10.79 5.29 4.45 0.33
        SO2 6.97 4.32 1.89 4.88 0.26 5.77 3.95 1.67 3.2 0.37
        O3 34.79 41.63 40.16 41.94 41.42 35.51 39.7 38.43 40.06 41.47
        PM2.5 46.28 44.29 22.6 25.96 2.02 45.28 41.66 22.08 23.71 2.33
        """;

    // P-Emis, N-Emis.
    private const string AtStations = """
        NO2 7.39 5.91
        SO2 3.64 3.22
        O3 14.33 11.56
        PM2.5 18.94 16.67
        """;

    /// <summary>Table 1, errors of the networks against CMAQ: by month, for each network PM2.5, O3 (ppbv), NO2, SO2.</summary>
    public static ImmutableArray<PublishedRow> Table1 { get; } = Rows(Errors, 1);

    /// <summary>Pollutants in the order of table 1.</summary>
    public static ImmutableArray<Pollutant> Table1Order { get; } = [Pollutant.Pm25, Pollutant.O3, Pollutant.No2, Pollutant.So2];

    /// <summary>Table 2, change of the emissions of China in %: by month NOx, NH3, SO2, VOC, PM2.5.</summary>
    public static ImmutableArray<PublishedRow> Table2 { get; } = Rows(Changes, 1);

    /// <summary>Table 3, by month and species: emissions of five regions, kt (VOC Mmol), and their changes in %.</summary>
    public static ImmutableArray<PublishedRow> Table3 { get; } = Rows(Emissions, 2);

    /// <summary>Table 4, by pollutant: mean concentrations of five regions with P-Emis and with N-Emis, ppbv and ug m-3.</summary>
    public static ImmutableArray<PublishedRow> Table4 { get; } = Rows(Concentrations, 1);

    /// <summary>Section 3.3: mean absolute errors at 612 stations with P-Emis and with N-Emis, ppbv and ug m-3.</summary>
    public static ImmutableArray<PublishedRow> Stations { get; } = Rows(AtStations, 1);

    /// <summary>The regions of tables 3 and 4.</summary>
    public static ImmutableArray<string> Regions { get; } = ["BTH", "YRD", "PRD", "SCH", "NWC"];

    /// <summary>English name of a month, as the tables have it.</summary>
    public static string NameOf(int month) => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);

    /// <summary>The pollutant of a symbol.</summary>
    public static Pollutant PollutantOf(string symbol) => AtmosphericSpecies.Pollutants.First(one => one.Symbol() == symbol);

    private static ImmutableArray<PublishedRow> Rows(string text, int names) => [.. text.Split('\n').Select(line => line.Trim().Split(' '))
        .Select(words => new PublishedRow([.. words.Take(names)],
            [.. words.Skip(names).Select(word => double.Parse(word, CultureInfo.InvariantCulture))]))];
}
