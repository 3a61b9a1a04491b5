using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>How a raster is turned to colours.</summary>
public sealed record ColourReadOptions
{
    /// <summary>Coordinate system of a file without one.</summary>
    public CoordinateSystem? Crs { get; init; }

    /// <summary>Bands of red, green and blue, from 1; empty: the first three, or one band of grey or palette.</summary>
    public IReadOnlyList<int> Bands { get; init; } = [];

    /// <summary>Values that become black and white; null: 0 to 255 or 65,535 of unsigned integers.</summary>
    public (double Black, double White)? Range { get; init; }
}

/// <summary>A georeferenced raster as colours of 8 bits: red, green and blue bands, grey, or a palette.</summary>
/// <remarks>Safe for use by several threads.</remarks>
public sealed unsafe class ColourRaster : IDisposable
{
    // What is read at once of a file that is not cut to tiles or narrow strips.
    private const long MostBlockPixels = 1L << 28;
    private const int PaletteColour = 2;
    private const int AlphaColour = 6;
    private readonly RasterFile _file;
    private readonly int[] _bands;
    private readonly int _alpha;
    private readonly bool _hasOneMask;
    private readonly byte[]? _palette;
    private readonly double _black, _white;

    private ColourRaster(RasterFile file, ColourReadOptions options)
    {
        _file = file;
        (_palette, int[] meanings, ElementType[] stored) = file.Ask(Colours);
        _alpha = options.Bands.Count > 0 || meanings.Length is not (2 or 4) || meanings[^1] != AlphaColour ? -1 : meanings.Length - 1;
        int colours = meanings.Length - (_alpha < 0 ? 0 : 1);
        _bands = options.Bands.Count > 0 ? [.. options.Bands.Select(band => band - 1)] : colours is 1 or 3 ? [.. Enumerable.Range(0,
            colours)]
            : throw Wrong("one band of grey or palette, or three of red, green and blue, and alpha", $"{colours} bands",
                "Choose three of them by {option}, such as 4,3,2.", "bands");
        if (_bands.Any(band => band < 0 || band >= meanings.Length) || _bands.Length is not (1 or 3))
            throw Wrong($"one or three bands from 1 to {meanings.Length}", string.Join(",", options.Bands), "Correct {option}.", "bands");
        _hasOneMask = _bands.All(band => file.BandAt(band).IsMaskShared);
        Stored = stored[_bands[0]];
        if (options.Range is null && Stored is not (ElementType.U8 or ElementType.U16))
            throw Wrong("unsigned integers of 8 or 16 bits, or a range", Stored.ToString(),
                "Say which values are black and white by {option}, such as 0,3000.", "range");
        (int rows, int columns) = file.BlockShape;
        if ((long)rows * columns > MostBlockPixels)
            throw Wrong($"pieces of at most {MostBlockPixels} pixels", $"{rows} x {columns} pixels in one piece",
                "Cut it to tiles first, for example by gdal_translate -co TILED=YES; only give files that you trust to it.", "bands");
        (_black, _white) = options.Range ?? (0, Stored == ElementType.U8 ? 255 : 65535);
    }

    /// <summary>The cells of the raster.</summary>
    public Grid Grid => _file.Grid;

    /// <summary>Element type in the file.</summary>
    public ElementType Stored { get; }

    /// <summary>Whether its numbers are those of a table of colours.</summary>
    public bool IsPalette => _palette is not null;

    /// <summary>Whether it has one band of grey, which is repeated, rather than three colours.</summary>
    public bool IsGrey => _palette is null && _bands.Length == 1;

    /// <summary>Whether a further band says how opaque a pixel is.</summary>
    public bool HasAlpha => _alpha >= 0;

    /// <summary>Opens a file.</summary>
    /// <param name="path">GeoTIFF or another raster; not a virtual one.</param>
    /// <param name="options">Bands, range, coordinate system.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not a raster, damaged, other bands, or numbers without a range.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or no georeference.</exception>
    public static ColourRaster Open(string path, ColourReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Colours have no unit; a text that is not one must not stop the reading.
        RasterFile file = RasterFile.Open(path, new RasterReadOptions { Crs = options.Crs, Unit = Unit.One,
            Kind = QuantityKind.Intensive, Override = true });
        try
        {
            return new ColourRaster(file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a part.</summary>
    /// <param name="window">Inside of the raster.</param>
    /// <param name="colours">Receives [row, column, red/green/blue/alpha]; alpha is 0 where there is no data.</param>
    /// <param name="asStored">Whether bytes stay as they are, in spite of a range that became black and white.</param>
    /// <exception cref="DataFormatException">The file is damaged.</exception>
    public void Read(Window window, Span<byte> colours, bool asStored = false)
    {
        (double, double) range = asStored && Stored == ElementType.U8 ? (0, byte.MaxValue) : (_black, _white);
        int count = (int)window.CellCount;
        double[] values = new double[count];
        for (int pixel = 0; pixel < count; pixel++) colours[(4 * pixel) + 3] = 255;
        for (int channel = 0; channel < _bands.Length; channel++)
        {
            if (_hasOneMask) _file.ReadUnmasked(_bands[channel], window, values);
            else _file.Read(_bands[channel], window, values);
            for (int pixel = 0; pixel < count; pixel++) Put(colours.Slice(4 * pixel, 4), channel, values[pixel],
                range);
        }

        // A mask of all bands is read once.
        if (_hasOneMask) _file.Mask(_bands[0], window, values);
        for (int pixel = 0; _hasOneMask && pixel < count; pixel++) if (double.IsNaN(values[pixel])) colours[(4 * pixel) + 3] = 0;
        if (_alpha < 0 || (_hasOneMask && _file.BandAt(_bands[0]).IsMaskAlpha)) return;
        _file.Read(_alpha, window, values);
        for (int pixel = 0; pixel < count; pixel++) if (!(values[pixel] > 0)) colours[(4 * pixel) + 3] = 0;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Put(Span<byte> pixel, int channel, double value, (double Black, double White) range)
    {
        if (double.IsNaN(value)) pixel[3] = 0;
        else if (_palette is not null)
        {
            int entry = (int)value * 4;
            if (entry < 0 || entry >= _palette.Length || _palette[entry + 3] == 0) pixel[3] = 0;
            else _palette.AsSpan(entry, 3).CopyTo(pixel);
        }
        else
        {
            byte level = (byte)Math.Clamp(Math.Round((value - range.Black) / (range.White - range.Black) * 255), 0, 255);
            if (_bands.Length == 1) pixel[..3].Fill(level);
            else pixel[channel] = level;
        }
    }

    // The types as in the file: a band behind an alpha band is described as values.
    private static (byte[]? Palette, int[] Meanings, ElementType[] Stored) Colours(nint dataset)
    {
        nint[] bands = [.. Enumerable.Range(1, GdalNative.GDALGetRasterCount(dataset))
            .Select(band => GdalNative.GDALGetRasterBand(dataset, band))];
        int[] meanings = [.. bands.Select(GdalNative.GDALGetRasterColorInterpretation)];
        ElementType[] stored = [.. bands.Select(band => GdalTypes.Find(GdalNative.GDALGetRasterDataType(band)) ?? ElementType.F64)];
        nint table = meanings is [PaletteColour] ? GdalNative.GDALGetRasterColorTable(GdalNative.GDALGetRasterBand(dataset, 1)) : 0;
        if (table == 0) return (null, meanings, stored);
        byte[] palette = new byte[4 * GdalNative.GDALGetColorEntryCount(table)];
        short* colour = stackalloc short[4];
        for (int entry = 0; entry < palette.Length / 4; entry++)
        {
            _ = GdalNative.GDALGetColorEntryAsRGB(table, entry, colour);
            for (int channel = 0; channel < 4; channel++) palette[(4 * entry) + channel] = (byte)colour[channel];
        }

        return (palette, meanings, stored);
    }

    private DataFormatException Wrong(string expected, string found, string remedy, string option) => new(new Fault(
        "The raster cannot be read as colours.", new SourceLocation(_file.Path), expected, found, remedy) { Option = option });
}
