using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Zones as given on the command line: a vector file, or a raster of zone numbers with a table of codes.</summary>
/// <remarks>
/// <code>
/// // in an options record:   public string? Zones { get; set; }   public ZoneReadingOptions Zone { get; set; } = new();
/// ZoneInput zones = new(options.Zones, options.Zone);
/// ZoneCoverage coverage = zones.On(grid);      // polygons are transformed to the grid; numbers must lie on it
/// </code>
/// </remarks>
/// <param name="Path">Shapefile, GeoPackage, GeoJSON or FlatGeobuf; other files are read as a raster of zone numbers.</param>
/// <param name="Reading">Properties that the file does not specify.</param>
public sealed record ZoneInput(string Path, ZoneReadingOptions Reading)
{
    private static readonly ImmutableArray<string> s_vectorEndings = [".shp", ".gpkg", ".geojson", ".json", ".fgb"];

    private readonly Lazy<ZoneSet> _polygons = new(() => Read(Path, Reading));

    /// <summary>Whether the zones are polygons.</summary>
    public bool IsVector => s_vectorEndings.Contains(System.IO.Path.GetExtension(Path).ToLowerInvariant());

    /// <summary>The files as a task lists its inputs.</summary>
    public IReadOnlyList<TaskInput> Files => Reading.Codes is { } table
        ? [new TaskInput("zones", Path, IsVector ? "polygons" : "zone raster"), new TaskInput("codes", table, "table")]
        : [new TaskInput("zones", Path, IsVector ? "polygons" : "zone raster")];

    /// <summary>The share of each cell covered by each zone.</summary>
    /// <param name="grid">The grid; a raster of zone numbers must have the same grid.</param>
    /// <returns>The coverage, with the codes of the table if there is one.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">No such field, texts in another encoding, or a number without a code.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, no zone on the grid, or a zone raster on a different grid.</exception>
    public ZoneCoverage On(Grid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return (IsVector ? ReaderFaults.At(Path, () => Covered(grid)) : Numbers(grid)).Renamed(name => Reading.Names.CodeOf(name));
    }

    /// <summary>Polygons that were left out, since they have no code, in words; empty for zone rasters.</summary>
    public IReadOnlyList<string> LeftOut => IsVector && Reading.SkipWithoutCode ? _polygons.Value.LeftOut : [];

    /// <summary>The boundaries of the zones in the coordinate system of a grid, polygons and zone rasters alike.</summary>
    /// <param name="grid">The grid of the map that they are drawn over.</param>
    /// <returns>Rings of polygons, or edges between cells of different zones.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">No such field, or texts in another encoding.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, no transformation between the two, or a zone raster in another
    /// system.</exception>
    public MapOutlines Outlines(Grid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (IsVector) return MapOutlines.Of(Transformed(grid));
        Require();
        using RasterFile file = OpenNumbers();
        if (!file.Grid.Crs.Equals(grid.Crs))
            throw new GridMismatchException(
                new Fault("The zone raster and the map have different coordinate systems.", new SourceLocation(Path),
                grid.Crs.ToString(), file.Grid.Crs.ToString(),
                    $"Regrid it first: kaya raster align {Path} --kind category --like RASTER; or use polygons."));
        return MapOutlines.Of(new OutsideZones(file));
    }

    // The true area of a zone that leaves the grid is that of its outline in longitude and latitude.
    private ZoneCoverage Covered(Grid grid)
    {
        Lazy<ZoneSet> degrees = new(() => _polygons.Value.Crs.IsGeographic ? _polygons.Value
            : Moved(_polygons.Value, CoordinateSystem.LongitudeLatitude));
        return ZoneCoverage.Of(Transformed(grid), grid,
            grid.Crs.Kind == CoordinateSystemKind.Projected ? zone => degrees.Value.AreaOf(zone.Code) : null);
    }

    private ZoneSet Transformed(Grid grid)
    {
        ZoneSet zones = _polygons.Value;
        if (zones.Crs.Equals(grid.Crs)) return zones;
        try
        {
            return Moved(zones, grid.Crs);
        }
        catch (GridMismatchException) when (!zones.Crs.IsGeographic && !grid.Crs.IsGeographic)
        {
            // From one projection to another, zones that the second one cuts go by longitude and latitude, where they can be cut.
            return Moved(Moved(zones, CoordinateSystem.LongitudeLatitude), grid.Crs);
        }
    }

    private static ZoneSet Moved(ZoneSet zones, CoordinateSystem crs)
    {
        using GdalTransformation transformation = new(zones.Crs, crs);
        return zones.Transform(transformation);
    }

    /// <summary>The polygons, in the coordinate system of their file.</summary>
    /// <returns>Zones with the codes of the table if there is one.</returns>
    /// <exception cref="DataFormatException">No polygons, no such field, or texts in another encoding.</exception>
    /// <exception cref="GridMismatchException">No coordinate system.</exception>
    public ZoneSet Polygons() => _polygons.Value;

    private static ZoneSet Read(string path, ZoneReadingOptions reading) => new ZoneInput(path, reading).ReadPolygons();

    private ZoneSet ReadPolygons()
    {
        if (!IsVector)
            throw new DataFormatException(
                new Fault("The zones are not polygons.", new SourceLocation(Path), string.Join(", ", s_vectorEndings),
                System.IO.Path.GetExtension(Path), "Give a vector file."));
        Require();
        ZoneSet zones = ReaderFaults.WithFlags(() => VectorFile.ReadZones(Path, new VectorReadOptions
        {
            CodeField = Reading.Field ?? DefaultField(), Layer = Reading.Layer, Encoding = Reading.Encoding,
                LeaveOutFeaturesWithoutCode = Reading.SkipWithoutCode, JoinFeatures = Reading.Join, WideEdges = Reading.WideEdges,
            Crs = Reading.Crs is null ? null : GdalCoordinateSystems.Find(Reading.Crs),
        }), option => $"--zone.{option}");
        if (Reading.Codes is null) return zones;
        IReadOnlyDictionary<string, string> codes = Table();
        return new ZoneSet(
            zones.Crs,
            zones.Zones.Select(
            zone => zone with { Code = codes.TryGetValue(zone.Code, out string? code) ? code : throw NoCode(zone.Code, codes.Keys) }))
            { LeftOut = zones.LeftOut };
    }

    private ZoneCoverage Numbers(Grid grid)
    {
        Require();
        using RasterFile file = OpenNumbers();
        if (!file.Grid.Matches(grid))
            throw new GridMismatchException(
                new Fault("The zone raster and the raster have different grids.", new SourceLocation(Path), grid.ToString(),
                file.Grid.ToString(),
                $"Regrid it first: kaya raster align {Path} --kind category --like RASTER --out NEW.tif; or use polygons."));
        OutsideZones source = new(file);
        Dictionary<int, string> codes = Reading.Codes is null
            ? source.Numbers().ToDictionary(number => number, number => number.ToString(CultureInfo.InvariantCulture)) : NumberedTable();
        return ZoneCoverage.Of(source.Knowing(codes.Keys), codes);
    }

    // Whatever else the file says of them, they are used as numbers only.
    private RasterFile OpenNumbers() => ReaderFaults.WithFlags(() =>
    {
        CoordinateSystem? given = Reading.Crs is null ? null : GdalCoordinateSystems.Find(Reading.Crs);
        RasterFile file = RasterFile.Open(Path, new RasterReadOptions { Kind = QuantityKind.Category, Override = true, Crs = given });
        try
        {
            file.RequireAgreement(given);
            return file;
        }
        catch (KayaException failure)
        {
            file.Dispose();
            // Zones have no override.
            if (failure.Fault.Option != "override") throw;
            throw failure.With(failure.Fault with { Option = null,
                Remedy = "Give a raster that has it in itself and is right: gdal_translate [-a_srs SYSTEM] FILE NEW.tif." });
        }
    }, option => $"--zone.{option}");

    private void Require()
    {
        foreach (TaskInput file in Files) file.Require();
    }

    private string DefaultField()
    {
        IReadOnlyList<string> fields = VectorFile.Fields(Path, Reading.Layer);
        return fields.FirstOrDefault(field => field.Equals("code", StringComparison.OrdinalIgnoreCase)) ?? (fields.Count == 1 ? fields[0]
            : throw new DataFormatException(
                new Fault("The field with the zone codes cannot be identified.", new SourceLocation(Path), "a field of the file",
                string.Join(", ", fields),
                "Give it by --zone.field.")));
    }

    private Dictionary<int, string> NumberedTable() => Table().ToDictionary(
        pair => int.TryParse(pair.Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
            : throw new DataFormatException(
                new Fault("The table of codes has a zone number that is not an integer of 32 bits.", new SourceLocation(Reading.Codes),
                "an integer, as in the zone raster", $"'{pair.Key}'",
                "Give the column of numbers by --zone.codes-from; zones with larger numbers must be numbered anew.")),
        pair => pair.Value);

    private Dictionary<string, string> Table()
    {
        CsvTable table = CsvTable.Read(Reading.Codes!);
        int from = Reading.CodesFrom is { } first ? table.Column(first) : 0;
        int to = Reading.CodesTo is { } second ? table.Column(second) : table.Find("code") is >= 0 and int named ? named
            : Math.Min(1, table.Headings.Count - 1);
        Dictionary<string, string> codes = new(StringComparer.Ordinal);
        for (int row = 0; row < table.RowCount; row++)
            if (!codes.TryAdd(ZoneCode.Plain(table.Text(row, from)), ZoneCode.Plain(table.Text(row, to))))
                throw new DataFormatException(
                    new Fault("A zone occurs twice in the table of codes.", table.Where(row, from), "each zone once",
                    $"'{table.Text(row, from)}'", "Remove one of the lines."));
        return codes;
    }

    private DataFormatException NoCode(string value, IEnumerable<string> known) =>
        Spelling.Unknown("zone in the table of codes", value, known, new SourceLocation(Reading.Codes));
}

/// <summary>A raster of zone numbers in which 0 is outside every zone unless the table of codes has a zone 0.</summary>
internal sealed class OutsideZones(IRasterSource file, bool isZeroZone = false) : IRasterSource
{
    public Grid Grid => file.Grid;

    public IReadOnlyList<BandDescription> Bands { get; } =
        [.. file.Bands.Select(band => band with { Stored = ElementType.F64, Packing = Packing.None })];

    /// <summary>The same, with the zones of a table.</summary>
    public OutsideZones Knowing(IEnumerable<int> numbers) => new(file, numbers.Contains(0));

    public void Read(int band, Window window, Span<double> destination)
    {
        file.Read(band, window, destination);
        if (!isZeroZone) destination.Replace(0, double.NaN);
    }

    /// <summary>The numbers in the raster, in order.</summary>
    public IReadOnlyList<int> Numbers()
    {
        SortedSet<int> numbers = [];
        double[] row = new double[Grid.Columns];
        for (int at = 0; at < Grid.Rows; at++)
        {
            Read(0, new Window(at, 0, 1, row.Length), row);
            double last = double.NaN;
            foreach (double value in row)
                if (value != last && !double.IsNaN(last = value)) numbers.Add(Number(value));
        }

        return [.. numbers];
    }

    private int Number(double value) => value == (int)value ? (int)value : throw new DataFormatException(new Fault(
        "A zone number is not a whole number of 32 bits.", new SourceLocation(Variable: Bands[0].Name), $"{int.MinValue} to {int.MaxValue}",
        value.ToString("R", CultureInfo.InvariantCulture), "Give the no-data value of the raster, or number the zones from 1."));
}
