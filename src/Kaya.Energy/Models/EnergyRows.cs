using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A dataset as input of the networks: one row of floats per region-day, in the layout given here.</summary>
/// <remarks>
/// Generation in TWh and emissions in Mt per day, so that their ratio is near one. Season and weekday are always known;
/// region and year are not in the row, so that the model applies to regions outside the training data.
/// </remarks>
internal sealed class EnergyRows
{
    public const int Sources = 8;
    public const int Sectors = 6;
    public const int Calendar = 7;

    public const int EnergyShare = 0;
    public const int EmissionShare = EnergyShare + Sources;
    public const int LogEnergy = EmissionShare + Sectors;
    public const int LogEmission = LogEnergy + 1;
    public const int Date = LogEmission + 1;
    public const int Width = Date + Calendar;

    /// <summary>Columns of the calendar that the baselines use: first harmonic of the year, Saturday, Sunday.</summary>
    public static ReadOnlySpan<int> BaselineCalendar => [0, 1, 4, 5];

    private const double GigawattHoursPerTerawattHour = 1000;
    private const double DaysPerYear = 365.25;

    private readonly float[] _values;
    private readonly int[] _region;

    private EnergyRows(float[] values, int[] region, int regionCount) => (_values, _region, RegionCount) = (values, region, regionCount);

    public int Count => _region.Length;

    public int RegionCount { get; }

    public ReadOnlySpan<int> Region => _region;

    public ReadOnlySpan<float> Values => _values;

    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * Width, Width);

    /// <summary>Converts a dataset; the emission columns are 0 if it has none.</summary>
    public static EnergyRows Of(EnergyDataset data)
    {
        float[] values = new float[data.Count * Width];
        for (int row = 0; row < data.Count; row++)
        {
            Span<float> target = values.AsSpan(row * Width, Width);
            double energy = data.TotalGeneration[row];
            foreach (EnergySource source in EnergySources.All)
                target[EnergyShare + (int)source] = (float)(data.Generation(source)[row] / energy);
            target[LogEnergy] = (float)Math.Log(energy / GigawattHoursPerTerawattHour);
            if (data.HasEmission)
            {
                double emission = data.TotalEmission[row];
                foreach (Sector sector in Energy.Sectors.All)
                    target[EmissionShare + (int)sector] = (float)(data.Emission(sector)[row] / emission);
                target[LogEmission] = (float)Math.Log(emission);
            }

            WriteCalendar(data.Day[row], target[Date..]);
        }

        return new EnergyRows(values, data.RegionIndex.ToArray(), data.Regions.Count);
    }

    /// <summary>Number of parts of the result, and the offset of its logarithm of the total to Mt or GWh per day.</summary>
    public static (int Parts, double LogUnit) PartsOf(Direction direction) =>
        direction == Direction.EnergyToEmission ? (Sectors, 0) : (Sources, Math.Log(GigawattHoursPerTerawattHour));

    /// <summary>Mean and standard deviation of neighbouring columns over all rows.</summary>
    public (double Mean, double Deviation)[] Moments(int first, int count, Func<float, double>? form = null)
    {
        (double Mean, double Deviation)[] moments = new (double, double)[count];
        for (int i = 0; i < count; i++)
        {
            double sum = 0, squares = 0;
            for (int row = 0; row < Count; row++)
            {
                float raw = _values[row * Width + first + i];
                double value = form is null ? raw : form(raw);
                (sum, squares) = (sum + value, squares + value * value);
            }

            double mean = sum / Count;
            moments[i] = (mean, Math.Sqrt(Math.Max(0, squares / Count - mean * mean)));
        }

        return moments;
    }

    private static void WriteCalendar(DateOnly day, Span<float> target)
    {
        double angle = 2 * Math.PI * day.DayOfYear / DaysPerYear;
        target[0] = (float)Math.Cos(angle);
        target[1] = (float)Math.Sin(angle);
        target[2] = (float)Math.Cos(2 * angle);
        target[3] = (float)Math.Sin(2 * angle);
        target[4] = day.DayOfWeek == DayOfWeek.Saturday ? 1 : 0;
        target[5] = day.DayOfWeek == DayOfWeek.Sunday ? 1 : 0;
        target[6] = day.DayOfWeek == DayOfWeek.Monday ? 1 : 0;
    }
}
