using System.Globalization;
using System.Text.RegularExpressions;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>The images of a task: tiles in a folder or container, or georeferenced rasters; read when they are needed.</summary>
internal sealed partial class PictureListing : IDisposable
{
    // Two rows of tiles of a large city: 256 tiles of 256 pixels.
    private const long MostBytesKept = 64 << 20;
    private readonly List<IDisposable> _open = [];

    private PictureListing((double Black, double White)? range) => Range = range;

    /// <summary>What the images are, for people.</summary>
    public string Form { get; private set; } = "";

    /// <summary>Values that become black and white, where the user gave them.</summary>
    public (double Black, double White)? Range { get; }

    public List<IPicture> Pictures { get; } = [];

    /// <summary>Zoom of the tiles; null where the images are rasters.</summary>
    public int? Zoom { get; private set; }

    /// <summary>Names of files that are no tiles.</summary>
    public int OtherFiles { get; private set; }

    /// <summary>What a reader of results should know.</summary>
    public List<string> Notes { get; } = [];

    public CoordinateSystem Crs => Pictures[0].Crs;

    public static PictureListing Open(IReadOnlyList<string> paths, UrbanImageOptions options)
    {
        string first = paths[0];
        foreach (string path in paths)
        {
            if (Path.GetExtension(path).Equals(".vrt", StringComparison.OrdinalIgnoreCase))
                throw Wrong("A virtual raster (VRT) is not read: it may name any file or address.", path, "GeoTIFFs, tiles or MBTiles",
                    "a VRT", "Give the files that it names, separated by commas.");
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new DataNotFoundException(new Fault("The images do not exist.", new SourceLocation(path),
                    "a folder of tiles, MBTiles or GeoTIFFs", "nothing", "Check --images."));
        }

        PictureListing listing = new(RangeOf(options));
        try
        {
            bool areRasters = !Directory.Exists(first) && !first.EndsWith(".mbtiles", StringComparison.OrdinalIgnoreCase);
            if (!areRasters && paths.Count > 1)
                throw Wrong("Images come from one folder or container, or from several GeoTIFFs.", paths[1], first,
                    string.Join(", ", paths.Skip(1)), "Put the tiles into one folder, or prepare them in turn.");
            if (!areRasters && (options.Bands is not null || options.Crs is not null))
                throw Wrong("Tiles have neither bands to choose from nor a coordinate system of their own.", first,
                    "tiles without --image.bands and --image.crs", options.Bands is not null ? "--image.bands" : "--image.crs",
                    "Leave it out, or give georeferenced rasters.");
            if (Directory.Exists(first)) listing.AddFolder(first, options);
            else if (first.EndsWith(".mbtiles", StringComparison.OrdinalIgnoreCase)) listing.AddContainer(first, options);
            else listing.AddRasters(paths, options);
            return listing.Pictures.Count > 0 ? listing : throw Wrong("There is no image.", first,
                "tiles named x_y.png or z/x/y.png (also jpg, webp)", $"{listing.OtherFiles} other files", "Check --images and"
                    + " --image.zoom.");
        }
        catch
        {
            listing.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (IDisposable one in _open) one.Dispose();
    }

    /// <summary>The tile that a name stands for: x_y, or y_x, or the end of a path z/x/y.</summary>
    public static TileNumber? TileOf(string name, UrbanImageOptions options)
    {
        Match pair = Pair().Match(name);
        if (!pair.Success || options.Zoom is not { } zoom) return null;
        (int a, int b) = (Number(pair, 1), Number(pair, 2));
        return Checked(zoom, options.RowFirst ? b : a, options.RowFirst ? a : b, options.Tms);
    }

    public static TileNumber? Checked(int zoom, int x, int y, bool isTms)
    {
        long side = 1L << zoom;
        if (isTms) y = (int)(side - 1 - y);
        return zoom <= MercatorTiles.MostZoom && x >= 0 && y >= 0 && x < side && y < side ? new TileNumber(zoom, x, y) : null;
    }

    private static (double Black, double White)? RangeOf(UrbanImageOptions options) => options.Range switch
    {
        null => null,
        [var black, var white] when black != white => (black, white),
        _ => throw Wrong("The range is not valid.", null, "two numbers, such as 0,3000", string.Join(",", options.Range),
            "Correct --image.range."),
    };

    private void AddFolder(string folder, UrbanImageOptions options)
    {
        PictureCache cache = new(MostBytesKept);
        SortedDictionary<int, List<(TileNumber Tile, string Path)>> zooms = [];
        HashSet<TileNumber> seen = [];
        bool hasPairs = false;
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (!IsTile(path))
            {
                OtherFiles++;
                continue;
            }

            Match deep = Tree().Match(name), pair = Pair().Match(Path.GetFileNameWithoutExtension(path));
            hasPairs |= !deep.Success && pair.Success;
            TileNumber? tile = deep.Success ? Checked(Number(deep, 1), Number(deep, 2), Number(deep, 3), options.Tms)
                : TileOf(Path.GetFileNameWithoutExtension(path), options);
            if (tile is not { } found) OtherFiles++;
            else if (!seen.Add(found)) throw Wrong("A tile is there twice.", path, "each tile once", found.ToString(),
                "Remove one of the files.");
            else (zooms.TryGetValue(found.Zoom, out List<(TileNumber, string)>? list) ? list : zooms[found.Zoom] = []).Add((found, path));
        }

        if (hasPairs && options.Zoom is null)
            throw Wrong("The zoom of the tiles is not known: names x_y do not have it.", folder, "--image.zoom", "nothing",
                "Give it, such as --image.zoom 15.");
        if (zooms.Count == 0) return;
        int zoom = Choose([.. zooms.Keys], options, folder);
        foreach ((TileNumber tile, string path) in zooms.GetValueOrDefault(zoom, []))
            Pictures.Add(new TilePicture(new TileSource(path, tile, most => FirstBytes(path, most)), cache, Range));
        Form = $"{Pictures.Count} tiles of zoom {zoom} in a folder";
    }

    private void AddContainer(string path, UrbanImageOptions options)
    {
        MbTilesFile file = new(path);
        _open.Add(file);
        PictureCache cache = new(MostBytesKept);
        IReadOnlyList<int> zooms = file.Zooms();
        if (zooms.Count == 0) return;
        int zoom = Choose(zooms, options, path);
        foreach (TileNumber tile in file.Tiles(zoom))
            Pictures.Add(new TilePicture(new TileSource($"{path} {tile}", tile, most => file.Read(tile, most)), cache, Range));
        Form = $"{Pictures.Count} tiles of zoom {zoom} in MBTiles (rows turned)";
    }

    private void AddRasters(IReadOnlyList<string> paths, UrbanImageOptions options)
    {
        foreach (string path in paths)
        {
            ColourRaster raster = ReaderFaults.WithFlags(() => ColourRaster.Open(path, new ColourReadOptions
            {
                Crs = options.Crs is null ? null : GdalCoordinateSystems.Find(options.Crs), Bands = options.Bands ?? [], Range = Range,
            }), option => $"--image.{option}");
            _open.Add(raster);
            if (Pictures.Count > 0 && !Crs.Equals(raster.Grid.Crs))
                throw new GridMismatchException(new Fault("The images have different coordinate systems.", new SourceLocation(path),
                    Crs.ToString(), raster.Grid.Crs.ToString(), "Warp them to one system first, or prepare them in turn."));
            Pictures.Add(new RasterPicture(path, raster));
        }

        Form = $"{paths.Count} georeferenced rasters";
    }

    private int Choose(IReadOnlyList<int> zooms, UrbanImageOptions options, string where)
    {
        int zoom = options.Zoom ?? zooms.Max();
        Zoom = zoom;
        if (zooms.Count > 1 && zooms.Contains(zoom))
            Notes.Add($"of the zooms {string.Join(", ", zooms.Order())} only {zoom} is used");
        return zooms.Contains(zoom) ? zoom : throw Wrong("There are no tiles of this zoom.", where,
            string.Join(", ", zooms.Order()), zoom.ToString(CultureInfo.InvariantCulture), "Correct --image.zoom.");
    }

    private static byte[] FirstBytes(string path, int most)
    {
        if (most == int.MaxValue) return File.ReadAllBytes(path);
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(most, file.Length)];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static bool IsTile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp";

    private static int Number(Match match, int group) =>
        int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    private static DataFormatException Wrong(string what, string? where, string expected, string found, string remedy) =>
        new(new Fault(what, where is null ? null : new SourceLocation(where), expected, found, remedy));

    [GeneratedRegex(@"(?:^|/)([0-9]{1,2})/([0-9]+)/([0-9]+)\.\w+$")]
    private static partial Regex Tree();

    [GeneratedRegex(@"^([0-9]+)_([0-9]+)$")]
    private static partial Regex Pair();
}
