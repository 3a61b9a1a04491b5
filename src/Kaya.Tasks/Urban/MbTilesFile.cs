using Kaya.Urban;
using Microsoft.Data.Sqlite;

namespace Kaya.Tasks;

/// <summary>Tiles in an SQLite file, as the MBTiles specification has them: rows count from the south.</summary>
internal sealed class MbTilesFile : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    public MbTilesFile(string path)
    {
        _path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        }.ToString());
        Try(() =>
        {
            _connection.Open();
            return true;
        });
    }

    public IReadOnlyList<int> Zooms() => Numbers("SELECT DISTINCT zoom_level FROM tiles", null).Select(row => row[0]).ToList();

    /// <summary>The tiles of a zoom, rows counted from the north.</summary>
    public IReadOnlyList<TileNumber> Tiles(int zoom) =>
        [.. Numbers("SELECT tile_column, tile_row FROM tiles WHERE zoom_level = $zoom ORDER BY tile_row DESC, tile_column", zoom)
            .Select(row => PictureListing.Checked(zoom, row[0], row[1], isTms: true)
                ?? throw Damaged($"tile {row[0]}, {row[1]} of zoom {zoom}", null))];

    /// <summary>So many of the first bytes of a tile, or all of them.</summary>
    public byte[] Read(TileNumber tile, int most) => Try(() =>
    {
        // A connection is for one thread at a time; decoding takes far longer than this.
        lock (_gate)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT substr(tile_data, 1, $most) FROM tiles WHERE zoom_level = $zoom AND tile_column = $x AND"
                + " tile_row = $row";
            command.Parameters.AddWithValue("$zoom", tile.Zoom);
            command.Parameters.AddWithValue("$most", most);
            command.Parameters.AddWithValue("$x", tile.X);
            command.Parameters.AddWithValue("$row", (1L << tile.Zoom) - 1 - tile.Y);
            return command.ExecuteScalar() as byte[] ?? [];
        }
    });

    public void Dispose() => _connection.Dispose();

    private List<int[]> Numbers(string query, int? zoom) => Try(() =>
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = query;
        if (zoom is not null) command.Parameters.AddWithValue("$zoom", zoom);
        using SqliteDataReader reader = command.ExecuteReader();
        List<int[]> rows = [];
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt32)]);
        return rows;
    });

    private T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception cause) when (cause is SqliteException || ReaderFailure.IsOfContent(cause))
        {
            throw Damaged(cause.Message, cause);
        }
    }

    private DataFormatException Damaged(string found, Exception? cause) => new(new Fault("The file of tiles cannot be read.",
        new SourceLocation(_path), "MBTiles: SQLite with a table 'tiles'", found, "Download or make it again."), cause);
}
