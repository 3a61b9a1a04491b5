using System.Numerics;
using System.Runtime.InteropServices;
using Kaya.Core;
using SkiaSharp;

namespace Kaya.Urban;

/// <summary>A decoded picture.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Colours">[row, column, red/green/blue/alpha], colours not multiplied by alpha.</param>
public sealed record DecodedPicture(int Rows, int Columns, byte[] Colours);

/// <summary>Decodes PNG, JPEG and WebP of any mode to 8 bits of red, green, blue and alpha.</summary>
/// <remarks>
/// Grey is repeated, a palette is expanded, of 16 bits the upper 8 are kept unless a range says which values are black and white, and the
/// rotation that EXIF asks for is done. A colour profile is not applied.
/// </remarks>
public static class PictureDecoder
{
    /// <summary>Rows and columns of the largest picture that is decoded: one of 64 times that area fits a small file and no
    /// memory.</summary>
    public const int MostPixels = 4096;

    /// <summary>Decodes a picture.</summary>
    /// <param name="bytes">The encoded picture.</param>
    /// <param name="name">For messages.</param>
    /// <param name="range">Values that become black and white, of a picture without palette; null for all that its bits can say.</param>
    /// <returns>The pixels.</returns>
    /// <exception cref="DataFormatException">No picture, a damaged one, one with more than 4,096 rows or columns, or an
    /// animation.</exception>
    public static DecodedPicture Decode(byte[] bytes, string name, (double Black, double White)? range = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        PictureMode? mode = range is null ? null : PictureHeaders.Read(bytes)?.Mode;
        if (range is { } wanted && mode is { IsDeep: true, Colours: PictureColours.Grey } && bytes[0] == 0x89)
            return DeepGrey(Decode(DeepGreyPng.AsBytes(bytes), name), mode.HasAlpha, wanted);
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = SKCodec.Create(data) ?? throw Wrong(name, "a PNG, JPEG or WebP picture",
            bytes.Length == 0 ? "an empty file" : "something else, or a damaged file");
        (int columns, int rows) = (codec.Info.Width, codec.Info.Height);
        if (columns > MostPixels || rows > MostPixels)
            throw Wrong(name, $"at most {MostPixels} x {MostPixels} pixels", $"{columns} x {rows} pixels",
                "Cut it to tiles, or give it as a georeferenced GeoTIFF, which is read in parts.");
        if (codec.FrameCount > 1) throw Wrong(name, "one picture", $"an animation of {codec.FrameCount}", "Export one of its pictures.");
        bool isDeep = mode is { IsDeep: true };
        SKImageInfo info = new(columns, rows, isDeep ? SKColorType.RgbaF16 : SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using SKBitmap bitmap = new(info);
        SKCodecResult result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
            throw Wrong(name, "a complete picture", result == SKCodecResult.IncompleteInput ? "a part of one" : result.ToString());
        byte[] colours = range is not { } limits || mode is not { Colours: not PictureColours.Palette }
            ? bitmap.GetPixelSpan().ToArray()
            : isDeep ? Ranged<Half>(MemoryMarshal.Cast<byte, Half>(bitmap.GetPixelSpan()), (1 << mode.Bits) - 1, limits)
            : Ranged<byte>(bitmap.GetPixelSpan(), 1, limits);
        return Turned(new DecodedPicture(rows, columns, colours), codec.EncodedOrigin);
    }

    // The upper and the lower half of each number as two channels: see DeepGreyPng.
    private static DecodedPicture DeepGrey(DecodedPicture halves, bool hasAlpha, (double Black, double White) range)
    {
        byte[] colours = new byte[halves.Colours.Length];
        for (int i = 0; i < colours.Length; i += 4)
        {
            ReadOnlySpan<byte> pixel = halves.Colours.AsSpan(i, 4);
            double value = (256 * pixel[0]) + pixel[hasAlpha ? 1 : 3];
            colours.AsSpan(i, 3).Fill((byte)Math.Clamp(Math.Round((value - range.Black) / (range.White - range.Black) * 255), 0, 255));
            colours[i + 3] = hasAlpha ? pixel[2] : byte.MaxValue;
        }

        return halves with { Colours = colours };
    }

    // Alpha is no colour: it is told by its share of the whole.
    private static byte[] Ranged<T>(ReadOnlySpan<T> values, double factor, (double Black, double White) range) where T : INumber<T>
    {
        byte[] colours = new byte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = double.CreateChecked(values[i]);
            colours[i] = (byte)Math.Clamp(Math.Round(i % 4 < 3 ? ((value * factor) - range.Black) / (range.White - range.Black) * 255
                : factor > 1 ? value * 255 : value), 0, 255);
        }

        return colours;
    }

    private static DecodedPicture Turned(DecodedPicture picture, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft) return picture;
        bool swaps = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom
            or SKEncodedOrigin.LeftBottom;
        (int rows, int columns) = swaps ? (picture.Columns, picture.Rows) : (picture.Rows, picture.Columns);
        byte[] turned = new byte[picture.Colours.Length];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
            {
                // Where the pixel at this place of the upright picture is stored.
                (int r, int c) = origin switch
                {
                    SKEncodedOrigin.TopRight => (row, columns - 1 - column),
                    SKEncodedOrigin.BottomRight => (rows - 1 - row, columns - 1 - column),
                    SKEncodedOrigin.BottomLeft => (rows - 1 - row, column),
                    SKEncodedOrigin.LeftTop => (column, row),
                    SKEncodedOrigin.RightTop => (columns - 1 - column, row),
                    SKEncodedOrigin.RightBottom => (columns - 1 - column, rows - 1 - row),
                    _ => (column, rows - 1 - row),
                };
                picture.Colours.AsSpan(4 * ((r * picture.Columns) + c), 4).CopyTo(turned.AsSpan(4 * ((row * columns) + column)));
            }

        return new DecodedPicture(rows, columns, turned);
    }

    private static DataFormatException Wrong(string name, string expected, string found,
        string remedy = "Download or export it again; --skip-corrupt leaves its cells without an image.") =>
        new(new Fault("An image cannot be decoded.", new SourceLocation(name), expected, found, remedy));
}
