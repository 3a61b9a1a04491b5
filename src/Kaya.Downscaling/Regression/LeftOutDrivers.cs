using System.Collections.Immutable;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Predicts the cells of each driver from its sums over zones and the other drivers.</summary>
internal sealed class LeftOutDrivers
{
    private readonly DriverSet _drivers;
    private readonly ZoneCoverage _zones;
    private readonly double[][] _sums;
    // What a driver has in each zone, by driver and width: it does not depend on how the others are smoothed.
    private readonly Dictionary<(int Driver, double Kilometres), double[]> _smoothedSums = [];

    /// <summary>Sums drivers that are not smoothed over zones.</summary>
    public LeftOutDrivers(DriverSet drivers, ZoneCoverage zones) => (_drivers, _zones, _sums) = (drivers, zones, Sums(drivers, zones));

    /// <summary>The misplaced share of each driver, if the others are smoothed.</summary>
    /// <param name="smoothed">The same drivers, smoothed.</param>
    /// <returns>By driver, 0 to 1; NaN without a positive total.</returns>
    public ImmutableArray<double> Misplaced(DriverSet smoothed)
    {
        // Sums of the weights of each driver over zones: those of all others, each relative to its total.
        double[][] columns = [.. smoothed.Drivers.Select((driver, number) => SumsOf(number, driver.SmoothingKilometres))];
        double[][] weights = [.. Enumerable.Range(0, _sums.Length).Select(zone => columns.Select(column => column[zone]).ToArray())];
        double[] parts = [.. Totals(weights).Select(total => total > 0 ? 1 / total : 0)];
        double[][] zoneWeights = [.. weights.Select(zone => Others(zone, parts))];
        CompensatedSum[] differences = new CompensatedSum[parts.Length];
        CoveredCells.Visit(_drivers, _zones, band =>
        {
            (FeatureTable given, FeatureTable wide, ReadOnlyMemory<int> positions) = smoothed.ReadWithGiven(band, ZonalScale.Density);
            return (positions, (zone, row, area) => Add(given.Row(row), wide.Row(row), zone, area));
        });
        return [.. Totals(_sums).Select((total, driver) => total > 0 ? differences[driver].Value / (2 * total) : double.NaN)];

        void Add(ReadOnlySpan<double> own, ReadOnlySpan<double> others, int zone, double area)
        {
            double all = 0;
            for (int driver = 0; driver < own.Length; driver++) all += others[driver] * parts[driver];
            for (int driver = 0; driver < own.Length; driver++)
            {
                double weight = zoneWeights[zone][driver];
                double predicted = weight > 0 ? _sums[zone][driver] * (all - (others[driver] * parts[driver])) / weight : 0;
                differences[driver].Add(area * Math.Abs(predicted - own[driver]));
            }
        }
    }

    private double[] SumsOf(int driver, double kilometres)
    {
        if (_smoothedSums.TryGetValue((driver, kilometres), out double[]? known)) return known;
        double[][] sums = kilometres == 0 ? _sums : Sums(_drivers.With(driver, kilometres), _zones);
        return _smoothedSums[(driver, kilometres)] = [.. sums.Select(zone => zone[driver])];
    }

    private static double[] Others(double[] sums, double[] parts)
    {
        double all = sums.Select((sum, driver) => sum * parts[driver]).Sum();
        return [.. sums.Select((sum, driver) => all - (sum * parts[driver]))];
    }

    private static double[][] Sums(DriverSet drivers, ZoneCoverage zones)
    {
        ZonalSums sums = ZonalSums.Of(drivers, zones);
        return [.. Enumerable.Range(0, zones.Codes.Length).Select(zone => sums.Totals(zone).ToArray())];
    }

    private static double[] Totals(double[][] sums) =>
        [.. Enumerable.Range(0, sums[0].Length).Select(driver => sums.Sum(zone => zone[driver]))];
}
