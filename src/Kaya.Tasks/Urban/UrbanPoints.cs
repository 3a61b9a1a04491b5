using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Points of interest as read, before they are put into cells.</summary>
internal sealed class UrbanPoints
{
    private readonly UrbanPointOptions _options;
    private readonly string _path;
    private readonly SortedDictionary<string, long> _unknown = new(StringComparer.Ordinal);

    private UrbanPoints(string path, UrbanPointOptions options)
    {
        (_path, _options) = (path, options);
        Categories = PointCategories.Read(options.Map);
    }

    public PointCategories Categories { get; }

    public CoordinateSystem Crs { get; private set; } = CoordinateSystem.LongitudeLatitude;

    public List<double> X { get; } = [];

    public List<double> Y { get; } = [];

    public List<ushort> Category { get; } = [];

    /// <summary>Points of categories that are not in the map, by category; left out.</summary>
    public IReadOnlyDictionary<string, long> Unknown => _unknown;

    /// <summary>Number of points from areas: their centroids.</summary>
    public int FromAreas { get; private set; }

    /// <summary>The area that the points cover.</summary>
    public Bounds Area => _options.Area is [var west, var south, var east, var north] ? new Bounds(west, south, east, north)
        : new Bounds(X.Min(), Y.Min(), X.Max(), Y.Max());

    public IEnumerable<string> Notes()
    {
        yield return $"{X.Count} points of interest of {Path.GetFileName(_path)}"
            + (FromAreas > 0 ? $", of which {FromAreas} are the centroids of areas" : "");
        if (IsTagged)
            yield return "of OpenStreetMap, nodes and areas (closed ways, multipolygons) with a tag of the map are counted, each once, in "
                + "the category of the first such tag; open ways and routes are not";
        if (_options.Area is null) yield return "the points are taken to cover the rectangle around them: a cell in it without a point"
            + " has none";
        if (_unknown.Count > 0)
            yield return $"{_unknown.Values.Sum()} {(IsTagged ? "features with other values of the keys of the map, such as "
                + _unknown.MaxBy(pair => pair.Value).Key + "," : $"points of {_unknown.Count} unknown"
                    + $" categories")} are left out: see points-left-out";
    }

    public static UrbanPoints Read(string path, UrbanPointOptions options)
    {
        if (options.Area is { } area && area is not [_, _, _, _])
            throw new DataFormatException(new Fault("The area of the points is not valid.", Expected: "west,south,east,north",
                Found: string.Join(",", area), Remedy: "Correct --point.area."));
        UrbanPoints source = new(path, options);
        if (Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".txt" or ".tsv") source.ReadTable();
        else source.ReadFeatures();
        source.RequireDegrees();
        if (source._unknown.Count > 0 && options.Unknown == UnknownCategory.Refuse && !source.IsTagged) throw source.UnknownFound();
        return source.X.Count > 0 ? source : throw new DataFormatException(new Fault("The file has no point of a known category.",
            new SourceLocation(path), string.Join(", ", source.Categories.Names), $"{source._unknown.Values.Sum()} others",
            "Check --point.category and --point.map."));
    }

    private void RequireDegrees()
    {
        if (!Crs.IsGeographic) return;
        int wrong = Enumerable.Range(0, X.Count).FirstOrDefault(i => Math.Abs(Y[i]) > 90 || Math.Abs(X[i]) > 360, -1);
        if (wrong < 0) return;
        throw new DataFormatException(new Fault("Points are not on the earth.", new SourceLocation(_path),
            "longitudes from -180 to 360 and latitudes from -90 to 90", string.Create(CultureInfo.InvariantCulture,
                $"longitude {X[wrong]:G6}, latitude {Y[wrong]:G6}"),
            "If they are exchanged, name the columns by --point.longitude and --point.latitude; if they are not in degrees, give"
            + " --point.crs."));
    }

    // Tags of OpenStreetMap are of all things: those that are not in the map are no mistake.
    private bool IsTagged => PointFile.IsStreetMap(_path);

    private void ReadTable()
    {
        CsvTable table = CsvTable.Read(_path);
        int x = Column(table, _options.Longitude, "longitude", "lon", "lng", "longitude", "x");
        int y = Column(table, _options.Latitude, "latitude", "lat", "latitude", "y");
        int category = Column(table, _options.Category, "category", "category", "type", "class");
        if (_options.Crs is { } crs) Crs = GdalCoordinateSystems.Find(crs);
        for (int row = 0; row < table.RowCount; row++)
            Add(table.Text(row, category), Categories.OfText(table.Text(row, category)), Number(table, row, x), Number(table, row, y));
    }

    private int Column(CsvTable table, string? named, string what, params ReadOnlySpan<string> usual) =>
        named is not null ? table.Column(named) : table.Find(usual) is >= 0 and int found ? found
        : throw new SchemaMismatchException(new Fault($"The table of points needs a column of the {what}.", new SourceLocation(_path, 1),
            string.Join(", ", usual.ToArray()), string.Join(", ", table.Headings), $"Name it by --point.{what}."));

    private static double Number(CsvTable table, int row, int column) =>
        double.TryParse(table.Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) ? value
        : throw new DataFormatException(new Fault("A coordinate is not a number.", table.Where(row, column), "a finite number",
            $"'{table.Text(row, column)}'", "Correct the line."));

    private void ReadFeatures()
    {
        string field = _options.Category ?? "category";
        // A wish of the user decides; else the field, if features have it; else their tags.
        (string? Text, ushort? Category) Of(IReadOnlyDictionary<string, string> fields)
        {
            if (!IsTagged && fields.TryGetValue(field, out string? text)) return (text, Categories.OfText(text));
            if (!IsTagged && _options.Category is not null) return ("", null);
            ushort? category = Categories.OfTags(fields, out string? unknown);
            return (unknown, category);
        }

        Crs = ReaderFaults.WithFlags(() => PointFile.Read(_path, _options.Layer,
            _options.Crs is null ? null : GdalCoordinateSystems.Find(_options.Crs), _options.Encoding,
            fields => Of(fields) is not (null, null), (place, fields) =>
            {
                (string? text, ushort? category) = Of(fields);
                if (category is not null && place.Shape != PlaceShape.Point) FromAreas++;
                Add(text ?? "", category, place.X, place.Y);
            }), option => $"--point.{option}");
    }

    private void Add(string text, ushort? category, double x, double y)
    {
        if (category is not { } known)
        {
            _unknown[text] = _unknown.GetValueOrDefault(text) + 1;
            return;
        }

        X.Add(x);
        Y.Add(y);
        Category.Add(known);
    }

    private DataFormatException UnknownFound() => new(new Fault("Points have a category that is not in the map.",
        new SourceLocation(_path), string.Join(", ", Categories.Names),
        string.Join(", ", _unknown.OrderByDescending(pair => pair.Value).Take(10).Select(pair => $"'{pair.Key}' ({pair.Value})"))
            + (_unknown.Count > 10 ? $" and {_unknown.Count - 10} more" : ""),
        "Give a map by --point.map with a line for each, or leave them out by --point.unknown leave-out."));
}
