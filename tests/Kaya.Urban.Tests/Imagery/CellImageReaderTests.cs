namespace Kaya.Urban.Tests;

public sealed class CellImageReaderTests
{
    private static readonly Grid s_grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 8, 8, 8), 1, 2);

    [Fact]
    public void A_cell_with_the_pixels_of_its_picture_has_exactly_these()
    {
        Picture picture = new(0, 8, 1, 8, 8, (row, column) => ((row * 31) + (column * 7)) % 251);
        (byte[] pixels, double cover) = Read(8, 0, picture);
        Assert.Equal(1, cover);
        Assert.Equal(picture.Grey(), Grey(pixels));
    }

    [Fact]
    public void Finer_pixels_are_averaged()
    {
        // 8 x 8 pixels to 4 x 4: each is the mean of four. 0, 1, 8 and 9 have 4.5, which rounds to the even number.
        (byte[] pixels, _) = Read(4, 0, new Picture(0, 8, 1, 8, 8, (row, column) => (8 * row) + column));
        Assert.Equal([.. Enumerable.Range(0, 16).Select(at => (byte)Math.Round((16.0 * (at / 4)) + (2 * (at % 4)) + 4.5))], Grey(pixels));
    }

    [Fact]
    public void Coarser_pixels_are_interpolated()
    {
        // A slope of 10 a pixel of 2 m: at 1 m it is 5 a pixel, except for half a pixel at the edges.
        (byte[] pixels, _) = Read(8, 0, new Picture(-4, 12, 2, 8, 8, (_, column) => 10 * column));
        Assert.Equal([.. Enumerable.Range(0, 8).Select(column => (byte)Math.Round(17.5 + (5 * column)))], Grey(pixels)[..8]);
    }

    [Fact]
    public void A_cell_joins_the_pictures_that_it_lies_on_and_tells_what_is_missing()
    {
        Picture west = new(4, 8, 1, 8, 8, (_, _) => 50), east = new(12, 8, 1, 8, 8, (_, _) => 90, transparentRows: 2);
        (byte[] pixels, double cover) = Read(8, 1, west, east);
        Assert.Equal([50, 50, 50, 50, 0, 0, 0, 0], Grey(pixels)[..8]);
        Assert.Equal([50, 50, 50, 50, 90, 90, 90, 90], Grey(pixels)[16..24]);
        Assert.Equal((64 - 8) / 64.0, cover);
    }

    private static (byte[] Pixels, double Cover) Read(int size, int column, params IPicture[] pictures)
    {
        byte[] pixels = new byte[size * size * 3];
        double cover = new CellImageReader(s_grid, size, null).Read(0, column, pictures, pixels);
        return (pixels, cover);
    }

    private static byte[] Grey(byte[] pixels) => [.. Enumerable.Range(0, pixels.Length / 3).Select(pixel => pixels[3 * pixel])];

    private sealed class Picture(double west, double north, double step, int rows, int columns, Func<int, int, int> value,
        int transparentRows = 0) : IPicture
    {
        public string Name => "made";

        public CoordinateSystem Crs => CoordinateSystem.Plane;

        public Bounds Bounds => new(west, north - (step * rows), west + (step * columns), north);

        public PictureHeader? ReadHeader() => null;

        public IPicture AsStored() => this;

        public byte[] Grey() => [.. Enumerable.Range(0, rows * columns).Select(at => (byte)value(at / columns, at % columns))];

        public PictureBlock Read(Bounds area) => new(Affine.NorthUp(west, north, step, step), rows, columns,
            [.. Grey().SelectMany((grey, at) => (byte[])[grey, grey, grey, (byte)(at / columns < transparentRows ? 0 : 255)])]);
    }
}
