using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Predicts a value for each row of a table of cells.</summary>
/// <param name="cells">Cell x driver.</param>
/// <param name="squareKilometres">Area of the cell of a row.</param>
/// <param name="answers">One for each row, to be written.</param>
internal delegate void CellPrediction(FeatureTable cells, Func<int, double> squareKilometres, Span<double> answers);

/// <summary>Values computed from drivers while they are read, in blocks of rows, so that no map has to fit into
/// memory.</summary>
internal sealed class CellPredictions(DriverSet drivers, ZonalScale scale, BandDescription band, CellPrediction predict) : IRasterSource
{
    private const long CellsAtOnce = 1 << 18;

    public Grid Grid => drivers.Grid;

    public IReadOnlyList<BandDescription> Bands { get; } = Array.AsReadOnly([band]);

    public void Read(int band, Window window, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        if (destination.Length != window.CellCount) throw new ArgumentException($"Room for {window.CellCount} values is needed.",
            nameof(destination));
        foreach (Window part in window.RowBands(CellsAtOnce))
            ReadPart(part, destination.Slice((part.Row - window.Row) * window.Columns, (int)part.CellCount));
    }

    private void ReadPart(Window part, Span<double> destination)
    {
        (FeatureTable cells, ReadOnlyMemory<int> positions) = drivers.Read(part, scale);
        double[] answers = new double[positions.Length];
        predict(cells, row => drivers.SquareKilometres(part, positions.Span[row]), answers);
        destination.Fill(double.NaN);
        for (int row = 0; row < answers.Length; row++) destination[positions.Span[row]] = answers[row];
    }
}
