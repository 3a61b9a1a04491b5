using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>What one reading of a band tells: how many cells have data, and smallest, largest and sum of their values.</summary>
internal sealed record BandStatistics(long Cells, long WithData, double Smallest, double Largest, double Sum)
{
    private const long CellsAtOnce = 1 << 20;

    public double NoDataShare => 1 - ((double)WithData / Cells);

    public double Mean => WithData == 0 ? double.NaN : Sum / WithData;

    public static BandStatistics Of(IRasterSource source, CancellationToken cancellation)
    {
        CompensatedSum sum = default;
        (long count, double smallest, double largest) = (0, double.NaN, double.NaN);
        double[] values = [];
        foreach (Window window in source.Grid.All.RowBands(CellsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            if (values.Length < window.CellCount) values = new double[window.CellCount];
            Span<double> read = values.AsSpan(0, (int)window.CellCount);
            source.Read(0, window, read);
            foreach (double value in read)
            {
                if (double.IsNaN(value)) continue;
                count++;
                sum.Add(value);
                if (!(value >= smallest)) smallest = value;
                if (!(value <= largest)) largest = value;
            }
        }

        return new BandStatistics(source.Grid.CellCount, count, smallest, largest, sum.Value);
    }
}
