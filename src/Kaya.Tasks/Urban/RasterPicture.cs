using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>A georeferenced raster as a picture.</summary>
internal sealed class RasterPicture(string path, ColourRaster raster, bool asStored = false) : IPicture
{
    public string Name => path;

    public CoordinateSystem Crs => raster.Grid.Crs;

    public Bounds Bounds => raster.Grid.Bounds;

    public PictureHeader ReadHeader() => new(new PictureMode(raster.IsPalette ? PictureColours.Palette
        : raster.IsGrey ? PictureColours.Grey : PictureColours.Rgb, 8 * raster.Stored.Size(), raster.HasAlpha), raster.Grid.Rows,
        raster.Grid.Columns);

    public IPicture AsStored() => new RasterPicture(path, raster, asStored: true);

    public PictureBlock Read(Bounds area)
    {
        Grid grid = raster.Grid;
        Affine inverse = grid.Affine.Inverse();
        (double X, double Y)[] corners = [inverse.Apply(area.West, area.North), inverse.Apply(area.East, area.North),
            inverse.Apply(area.West, area.South), inverse.Apply(area.East, area.South)];
        int column = Math.Clamp((int)Math.Floor(corners.Min(corner => corner.X)) - 1, 0, grid.Columns - 1);
        int row = Math.Clamp((int)Math.Floor(corners.Min(corner => corner.Y)) - 1, 0, grid.Rows - 1);
        int columns = Math.Clamp((int)Math.Ceiling(corners.Max(corner => corner.X)) + 1, column + 1, grid.Columns) - column;
        int rows = Math.Clamp((int)Math.Ceiling(corners.Max(corner => corner.Y)) + 1, row + 1, grid.Rows) - row;
        if ((long)rows * columns > 64_000_000)
            throw new DataFormatException(new Fault("The pixels of one cell do not fit into memory.", new SourceLocation(path),
                "at most 64 million", $"{rows} x {columns}", "Give an image of less resolution, or smaller cells."));
        byte[] colours = new byte[4 * rows * columns];
        raster.Read(new Window(row, column, rows, columns), colours, asStored);
        return new PictureBlock(grid.Affine.Shift(column, row), rows, columns, colours);
    }
}
