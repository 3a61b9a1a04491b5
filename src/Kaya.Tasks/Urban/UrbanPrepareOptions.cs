namespace Kaya.Tasks;

/// <summary>Options of <see cref="UrbanPrepareTask"/>.</summary>
public sealed record UrbanPrepareOptions : WorkOptions
{
    /// <summary>Where the images are.</summary>
    [Option("images: a folder of x_y.png|jpg|webp or z/x/y tiles, an MBTiles file, or GeoTIFFs separated by commas",
        Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Images { get; set; }

    /// <summary>How images are read.</summary>
    public UrbanImageOptions Image { get; set; } = new();

    /// <summary>Points of interest.</summary>
    [Option("points of interest: CSV with longitude, latitude and category, GeoJSON, GeoPackage, or OpenStreetMap (.osm.pbf)",
        Group = OptionGroup.Input)]
    public string? Points { get; set; }

    /// <summary>How points are read.</summary>
    public UrbanPointOptions Point { get; set; } = new();

    /// <summary>Counts instead of points.</summary>
    [Option("counts of points per cell, instead of points: a table (one line a cell, one column a category), or bands of a raster on the "
        + "grid of the cells: FILE#BAND,... where poi_* means all bands that begin so", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Counts { get; set; }

    /// <summary>Names of the cells of a table of counts without such a column.</summary>
    [Option("file with the tile (x_y) of each line of the table of counts, if the table has no column for it", Group = OptionGroup.Input)]
    public string? CountTiles { get; set; }

    /// <summary>Names of the categories of counts.</summary>
    [Option("names of the categories of the counts (default: the headings or names of bands)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? CountCategories { get; set; }

    /// <summary>The target as a raster.</summary>
    [Option("emission as a raster: FILE[#BAND]@format=odiac, or with @kind=, @unit= and @basis=", Group = OptionGroup.Input)]
    public RasterInput? Target { get; set; }

    /// <summary>The target as a table.</summary>
    [Option("emission as a CSV table: columns row and column, lon and lat, or a tile (x_y), and the value", Group = OptionGroup.Input)]
    public string? TargetTable { get; set; }

    /// <summary>How a table of targets is read.</summary>
    public UrbanTargetOptions TargetColumn { get; set; } = new();

    /// <summary>Rasters that describe cells.</summary>
    [Option("covariates, separated by commas: FILE[#BAND]@kind=...@unit=...; totals are summed to the cells, others averaged",
        Group = OptionGroup.Input)]
    public IReadOnlyList<RasterInput>? Covariates { get; set; }

    /// <summary>Districts.</summary>
    [Option("regions (districts) of the cells: polygons, or a raster of zone numbers; a cell is of the region with its largest share",
        Group = OptionGroup.Input)]
    public string? Regions { get; set; }

    /// <summary>How the file of regions is read.</summary>
    public ZoneReadingOptions Zone { get; set; } = new();

    /// <summary>Grid of the cells.</summary>
    [Option("raster with the grid of the cells (default: the tiles, if there are any, or else the grid of the target)")]
    public RasterInput? Grid { get; set; }

    /// <summary>Size of the cells.</summary>
    [Option("cells of this size instead, in units of --crs", Minimum = 1e-9)]
    public double? CellSize { get; set; }

    /// <summary>Coordinate system of cells of a given size.</summary>
    [Option("coordinate system of cells of a given size, such as EPSG:32650 (m) or EPSG:4326 (degrees)")]
    public string? Crs { get; set; }

    /// <summary>Area of the cells.</summary>
    [Option("only cells within west,south,east,north, in the coordinate system of the cells")]
    public IReadOnlyList<double>? Bounds { get; set; }

    /// <summary>Corrupt images are left out.</summary>
    [Option("leave cells without an image where one cannot be decoded, and list them, instead of stopping", Group = OptionGroup.Input)]
    public bool SkipCorrupt { get; set; }

    /// <summary>The file of cells.</summary>
    [Option("file of cells to write, .safetensors (default: outputs/cells.safetensors in the folder of the run)",
        Group = OptionGroup.Output)]
    public string? To { get; set; }

    /// <summary>Name of the area.</summary>
    [Option("name of the area for reports (default: the name of the first input)", Group = OptionGroup.Output)]
    public string? Title { get; set; }
}

/// <summary>How images are read.</summary>
public sealed record UrbanImageOptions
{
    /// <summary>Rows and columns of a prepared image.</summary>
    [Option("rows and columns of the image of a cell", Minimum = 8, Maximum = 1024, Group = OptionGroup.Input)]
    public int Pixels { get; set; } = 256;

    /// <summary>Zoom of tiles.</summary>
    [Option("zoom of the tiles; required for x_y names (default for others: the highest that is there)", Minimum = 0, Maximum = 24,
        Group = OptionGroup.Input)]
    public int? Zoom { get; set; }

    /// <summary>Whether names of tiles have y first.</summary>
    [Option("names of tiles are y_x instead of x_y, of images and tables alike", Group = OptionGroup.Input)]
    public bool RowFirst { get; set; }

    /// <summary>Whether rows of tiles count from the south.</summary>
    [Option("rows of tiles in folders and tables count from the south (TMS); MBTiles always do", Group = OptionGroup.Input)]
    public bool Tms { get; set; }

    /// <summary>Bands of GeoTIFFs.</summary>
    [Option("bands of red, green and blue in GeoTIFFs, such as 4,3,2 (default: the first three, or one of grey)",
        Group = OptionGroup.Input)]
    public IReadOnlyList<int>? Bands { get; set; }

    /// <summary>Range of values.</summary>
    [Option("values of images that become black and white, such as 0,3000 (default: 0 to 255, or to 65535 of 16 bits); where images of 8 "
        + "bits and of more are together it is required, and those of 8 bits stay as they are", Group = OptionGroup.Input)]
    public IReadOnlyList<double>? Range { get; set; }

    /// <summary>Coordinate system of GeoTIFFs without one.</summary>
    [Option("coordinate system of GeoTIFFs without one, such as EPSG:32650", Group = OptionGroup.Input)]
    public string? Crs { get; set; }

    /// <summary>Share of pixels with data that an image needs.</summary>
    [Option("share of the pixels of a cell that must have data; the others are black", Minimum = 0.01, Maximum = 1,
        Group = OptionGroup.Input)]
    public double LeastCover { get; set; } = 1;
}

/// <summary>What is done with points of a category that is not in the map.</summary>
public enum UnknownCategory
{
    /// <summary>The task stops and names them.</summary>
    Refuse,

    /// <summary>They are left out, and listed with their counts.</summary>
    LeaveOut,
}

/// <summary>How points of interest are read.</summary>
public sealed record UrbanPointOptions
{
    /// <summary>Field with the category.</summary>
    [Option("field with the category (default: 'category', or the tags of OpenStreetMap where there is none)", Group = OptionGroup.Input)]
    public string? Category { get; set; }

    /// <summary>Column of longitudes.</summary>
    [Option("column with the longitude, or x (default: lon, lng, longitude, x)", Group = OptionGroup.Input)]
    public string? Longitude { get; set; }

    /// <summary>Column of latitudes.</summary>
    [Option("column with the latitude, or y (default: lat, latitude, y)", Group = OptionGroup.Input)]
    public string? Latitude { get; set; }

    /// <summary>Map of categories.</summary>
    [Option("CSV file with columns key, value, category that replaces the map of tags to the fourteen categories; value * is any",
        Group = OptionGroup.Input)]
    public string? Map { get; set; }

    /// <summary>Layer of a vector file.</summary>
    [Option("layer of a vector file (default: all)", Group = OptionGroup.Input)]
    public string? Layer { get; set; }

    /// <summary>Coordinate system of points without one.</summary>
    [Option("coordinate system of points without one (default for CSV: EPSG:4326)", Group = OptionGroup.Input)]
    public string? Crs { get; set; }

    /// <summary>Text encoding of a shapefile without one.</summary>
    [Option("text encoding of a shapefile of points without .cpg, such as GBK", Group = OptionGroup.Input)]
    public string? Encoding { get; set; }

    /// <summary>What is done with unknown categories.</summary>
    [Option("points of a category that is not in the map: refuse, or leave-out with a list; tags of OpenStreetMap that are not in the map "
        + "are always left out", Group = OptionGroup.Input)]
    public UnknownCategory Unknown { get; set; }

    /// <summary>Area that the source covers.</summary>
    [Option("west,south,east,north of the area that the points cover, in their coordinate system (default: the rectangle around them)",
        Group = OptionGroup.Input)]
    public IReadOnlyList<double>? Area { get; set; }
}

/// <summary>How a table of targets is read.</summary>
public sealed record UrbanTargetOptions
{
    /// <summary>Column of the value.</summary>
    [Option("column of the table with the value (default: emission, value, or the only other one)", Group = OptionGroup.Input)]
    public string? Value { get; set; }

    /// <summary>Unit of the value.</summary>
    [Option("unit of the value, such as t, kt or 1 (default: that in the heading)", Group = OptionGroup.Input)]
    public string? Unit { get; set; }

    /// <summary>Mass basis.</summary>
    [Option("mass basis of the value: CO2 or C", Group = OptionGroup.Input)]
    public string Basis { get; set; } = "CO2";

    /// <summary>What the target is.</summary>
    [Option("name of the target for tables and figures (default: that of the band or column)", Group = OptionGroup.Input)]
    public string? Name { get; set; }

    /// <summary>Column with the region.</summary>
    [Option("column of the table with the region of a cell", Group = OptionGroup.Input)]
    public string? Region { get; set; }
}
