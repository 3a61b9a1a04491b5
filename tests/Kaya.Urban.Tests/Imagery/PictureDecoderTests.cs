using SkiaSharp;

namespace Kaya.Urban.Tests;

public sealed class PictureDecoderTests
{
    [Fact]
    public void Grey_palette_and_sixteen_bits_become_colours_of_eight_bits()
    {
        byte[] grey = PictureDecoder.Decode(PngFile.Of((2, 1), 8, PngFile.Grey, [[10, 200]]), "grey").Colours;
        Assert.Equal([10, 10, 10, 255, 200, 200, 200, 255], grey);
        byte[] palette = PictureDecoder.Decode(PngFile.Of((2, 1), 8, PngFile.Palette, [[1, 0]], [1, 2, 3, 40, 50, 60]), "palette").Colours;
        Assert.Equal([40, 50, 60, 255, 1, 2, 3, 255], palette);
        byte[] deep = PictureDecoder.Decode(PngFile.Of((1, 1), 16, PngFile.Colours, [[0x12, 0x00, 0xAB, 0x00, 0xFF, 0xFF]]),
            "16 bits").Colours;
        Assert.Equal([0x12, 0xAB, 0xFF, 255], deep);
    }

    [Theory]
    [InlineData(1, "abcd")]
    [InlineData(2, "badc")]
    [InlineData(3, "dcba")]
    [InlineData(4, "cdab")]
    [InlineData(5, "acbd")]
    [InlineData(6, "cadb")]
    [InlineData(7, "dbca")]
    [InlineData(8, "bdac")]
    public void The_rotation_of_exif_is_done(byte orientation, string expected)
    {
        // Four quarters of a grey picture, a b over c d, and how each orientation of the EXIF standard shows them.
        using SKBitmap bitmap = new(new SKImageInfo(32, 32, SKColorType.Gray8, SKAlphaType.Opaque));
        for (int row = 0; row < 32; row++)
            for (int column = 0; column < 32; column++) bitmap.GetPixelSpan()[(row * 32) + column] = (byte)(20 + (60 * ((row / 16 * 2)
                + (column / 16))));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        byte[] plain = data.ToArray();
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*\0\0\0\u0008"u8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
            0, 0, 0, 0];
        DecodedPicture picture = PictureDecoder.Decode([.. plain[..2], .. exif, .. plain[2..]], "turned.jpg");
        (int Row, int Column)[] middles = [(8, 8), (8, 24), (24, 8), (24, 24)];
        string found = string.Concat(middles.Select(at => (char)('a' + ((picture.Colours[4 * ((at.Row * 32) + at.Column)] + 10) / 60))));
        Assert.Equal(expected, found);
    }

    // By the specifications of the formats; the pictures are written by hand or by Skia.
    [Fact]
    public void Headers_tell_mode_and_size_without_decoding()
    {
        static string Of(byte[] bytes) => PictureHeaders.Read(bytes) is { } header ? $"{header.Mode}, {header.Columns} x {header.Rows}"
            : "none";
        Assert.Equal("grey, 2 x 1", Of(PngFile.Of((2, 1), 8, PngFile.Grey, [[10, 200]])));
        Assert.Equal("grey of 16 bits, 1 x 1", Of(PngFile.Of((1, 1), 16, PngFile.Grey, [[1, 2]])));
        Assert.Equal("grey of 1 bit, 8 x 1", Of(PngFile.Of((8, 1), 1, PngFile.Grey, [[0x55]])));
        Assert.Equal("palette, 2 x 1", Of(PngFile.Of((2, 1), 8, PngFile.Palette, [[1, 0]], [1, 2, 3, 40, 50, 60])));
        Assert.Equal("RGB of 16 bits, 1 x 1", Of(PngFile.Of((1, 1), 16, PngFile.Colours, [[0, 1, 2, 3, 4, 5]])));
        using SKBitmap colours = new(new SKImageInfo(5, 7, SKColorType.Rgba8888, SKAlphaType.Unpremul)),
            grey = new(new SKImageInfo(6, 4, SKColorType.Gray8, SKAlphaType.Opaque)),
            opaque = new(new SKImageInfo(9, 3, SKColorType.Rgba8888, SKAlphaType.Opaque));
        colours.Erase(new SKColor(1, 2, 3, 100));
        opaque.Erase(SKColors.Red);
        static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format, int quality)
        {
            using SKData data = bitmap.Encode(format, quality);
            return data.ToArray();
        }

        Assert.Equal("RGBA, 5 x 7", Of(Encoded(colours, SKEncodedImageFormat.Png, 100)));
        Assert.Equal("grey, 6 x 4", Of(Encoded(grey, SKEncodedImageFormat.Jpeg, 90)));
        Assert.Equal("RGB, 9 x 3", Of(Encoded(opaque, SKEncodedImageFormat.Jpeg, 90)));
        Assert.Equal("RGB, 9 x 3", Of(Encoded(opaque, SKEncodedImageFormat.Webp, 80)));
        Assert.Equal("RGBA, 5 x 7", Of(Encoded(colours, SKEncodedImageFormat.Webp, 100)));
        Assert.Equal("RGBA, 5 x 7", Of(Encoded(colours, SKEncodedImageFormat.Webp, 80)));
        Assert.Equal("none", Of("<html>"u8.ToArray()));
    }

    // (value - 1000) / (3000 - 1000) x 255, clipped. Three colours come by way of half precision: 2,004 is away from a half.
    [Fact]
    public void A_range_of_values_is_for_numbers_of_16_bits_and_of_8()
    {
        byte[] deep = PngFile.Of((3, 1), 16, PngFile.Grey, [[0x03, 0xE8, 0x07, 0xD0, 0xFF, 0xFF]]);
        byte[] colours = PictureDecoder.Decode(deep, "reflectance.png", (1000, 3000)).Colours;
        Assert.Equal([0, 128, 255], colours.Where((_, at) => at % 4 == 0).Select(value => (int)value));
        Assert.Equal(colours[4], colours[6]);
        Assert.All(colours.Where((_, at) => at % 4 == 3), alpha => Assert.Equal(255, alpha));
        byte[] rgb = PictureDecoder.Decode(PngFile.Of((1, 1), 16, PngFile.Colours, [[0x05, 0xDC, 0x07, 0xD4, 0x09, 0xC4]]), "rgb.png",
            (1000, 3000)).Colours;
        Assert.Equal([64, 128, 191, 255], rgb.Select(value => (int)value));
        byte[] plain = PictureDecoder.Decode(PngFile.Of((2, 1), 8, PngFile.Grey, [[10, 60]]), "dark.png", (10, 110)).Colours;
        Assert.Equal((0, 128), (plain[0], plain[4]));
    }

    [Fact]
    public void A_bomb_a_part_and_something_else_are_refused_by_name()
    {
        // A few bytes that claim to be 900 million pixels: refused before any of them is decoded.
        DataFormatException bomb = Assert.Throws<DataFormatException>(() => PictureDecoder.Decode(
            PngFile.Of((30000, 30000), 8, PngFile.Grey, [[0]]), "bomb.png"));
        Assert.Contains("30000 x 30000", bomb.Fault.Found, StringComparison.Ordinal);
        byte[] whole = PngFile.Of((64, 64), 8, PngFile.Grey, [.. Enumerable.Range(0, 64).Select(row => Enumerable.Range(0, 64)
            .Select(column => (byte)(row * column)).ToArray())]);
        Assert.Equal("part.png", Assert.Throws<DataFormatException>(() => PictureDecoder.Decode(whole[..(whole.Length / 2)],
            "part.png")).Fault.Where?.File);
        Assert.Throws<DataFormatException>(() => PictureDecoder.Decode("<html>"u8.ToArray(), "page.png"));
        Assert.Throws<DataFormatException>(() => PictureDecoder.Decode([], "empty.png"));
    }
}
