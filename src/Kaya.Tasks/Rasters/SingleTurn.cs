using System.Runtime.InteropServices;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>A source whose grid spans more than 360 degrees, without the columns that repeat its first ones.</summary>
/// <remarks>Grids of nodes, from 0 to 360 degrees inclusive, have every longitude once and the first one twice.</remarks>
internal sealed class SingleTurn : IRasterSource
{
    private readonly IRasterSource _source;

    private SingleTurn(IRasterSource source, int columns)
    {
        _source = source;
        Grid = source.Grid.Crop(source.Grid.All with { Columns = columns });
    }

    public Grid Grid { get; }

    public IReadOnlyList<BandDescription> Bands => _source.Bands;

    public bool IsThreadSafe => _source.IsThreadSafe;

    /// <summary>Columns of the source that are not read again.</summary>
    public int Repeated => _source.Grid.Columns - Grid.Columns;

    /// <summary>The source itself, if its grid spans a turn or less.</summary>
    /// <exception cref="GridMismatchException">A turn is not a whole number of columns, or the repeated columns differ.</exception>
    public static IRasterSource Of(IRasterSource source, string path)
    {
        double turn = source.Grid.ColumnsOfTurn;
        if (turn == 0 || source.Grid.Columns < turn + 0.5) return source;
        int columns = (int)Math.Round(turn);
        if (Math.Abs(columns - turn) > 0.01) throw Refused(path, source, "columns that do not fall on one another after 360 degrees");
        SingleTurn once = new(source, columns);
        double[] row = new double[source.Grid.Columns];
        for (int band = 0; band < source.Bands.Count; band++)
            for (int at = 0; at < source.Grid.Rows; at++)
            {
                source.Read(band, new Window(at, 0, 1, row.Length), row);
                for (int column = columns; column < row.Length; column++)
                    if (!row[column].Equals(row[column - columns]))
                        throw Refused(path, source, FormattableString.Invariant(
                            $"{row[column - columns]:R} and {row[column]:R} in row {at}, columns {column - columns} and {column}"));
            }

        return once;
    }

    public void Read(int band, Window window, Span<double> destination) => _source.Read(band, window, destination);

    public void Read(int band, Window window, Span<float> destination) => _source.Read(band, window, destination);

    public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged =>
        _source.ReadStored(band, window, destination);

    private static GridMismatchException Refused(string path, IRasterSource source, string found) => new(new Fault(
        "The grid spans more than 360 degrees of longitude.", new SourceLocation(path, Variable: source.Bands[0].Name),
        "each place once, or repeated columns with the same values", found, "Cut the repeated columns off."));
}
