using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The description of a band in a file, and the conversion of its numbers.</summary>
internal sealed record RasterBand(BandDescription Description, double Scale, double Offset, double? NoData, double? ExtraNoData)
{
    private const int AllValid = 1;
    private const int Shared = 2;
    private const int FromAlpha = 4;
    private const int FromNoData = 8;

    /// <summary>Whether the file has a mask of the cells with data, as an internal mask or an alpha band.</summary>
    public bool IsMasked { get; private init; }

    /// <summary>Whether the alpha band of the file is no mask of the library, and has to be read beside the band.</summary>
    public bool NeedsAlpha { get; private init; }

    /// <summary>Whether all bands of the file share the mask.</summary>
    public bool IsMaskShared { get; private init; }

    /// <summary>Whether the mask is the alpha band.</summary>
    public bool IsMaskAlpha { get; private init; }

    /// <summary>Whether the library gives bytes that have a sign as bytes without one.</summary>
    public bool HasSignedBytes { get; private init; }

    /// <summary>Conversion of stored numbers to values.</summary>
    public Packing Packing => new(Scale, Offset, NoData is double.NaN ? null : NoData, ExtraNoData);

    public static unsafe RasterBand Read(string path, nint band, int number, RasterReadOptions options)
    {
        int hasNoData = 0, hasScale = 0, hasOffset = 0;
        double noData = GdalNative.GDALGetRasterNoDataValue(band, &hasNoData);
        double scale = GdalNative.GDALGetRasterScale(band, &hasScale), offset = GdalNative.GDALGetRasterOffset(band, &hasOffset);
        string name = options.BandNames is { } names && number <= names.Count ? names[number - 1]
            : NativeText.Read(GdalNative.GDALGetDescription(band));
        if (name.Length == 0) name = $"band{number}";
        string unitText = NativeText.Read(GdalNative.GDALGetRasterUnitType(band));
        Unit? unit = Parse(path, name, unitText, options.Unit is not null);
        if ((options.Unit ?? unit) is null && options.RequireUnit)
            throw new DataFormatException(
                new Fault("A band has no unit.", new SourceLocation(path, Variable: name), "a unit such as t or kg m-2", "none",
                "Give it by {option}. Kaya does not guess units.") { Option = "unit" });
        BandDescription description = options.Describe(name, unit, Kind(band),
            NativeText.Read(GdalNative.GDALGetMetadataItem(band, RasterFile.BasisTag, null)), new SourceLocation(path, Variable: name));
        bool isFloat = GdalTypes.Find(GdalNative.GDALGetRasterDataType(band)) == ElementType.F32;
        // A 64-bit no-data value never equals a cell of 32 bits: it is rounded like the cells.
        double? InType(double? value) => isFloat && value is { } number ? (float)number : value;
        return new RasterBand(description, hasScale != 0 ? scale : 1, hasOffset != 0 ? offset : 0,
            InType(hasNoData != 0 ? noData : null), InType(options.NoData));
    }

    /// <summary>No-data to NaN, then scale and offset.</summary>
    public void Finish(Span<double> values) => Packing.Unpack<double, double>(values, values);

    /// <summary>The same band with storage type and period.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="band">The band.</param>
    /// <param name="options">What is said of it.</param>
    /// <param name="hasAlpha">Whether another band is alpha. The library uses it only if it has integers, and no no-data value.</param>
    public unsafe RasterBand WithStorage(string path, nint band, RasterReadOptions options, bool hasAlpha)
    {
        ElementType stored = GdalTypes.Find(GdalNative.GDALGetRasterDataType(band)) ?? throw new DataFormatException(new Fault(
            "A band has an unsupported element type.", new SourceLocation(path, Variable: Description.Name),
            "integers of 8 to 64 bits, or floats of 32 or 64 bits", "complex numbers",
                "Convert it, for example with gdal_translate -ot Float32."));
        bool isSigned = stored == ElementType.U8
            && NativeText.Read(GdalNative.GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE")) == "SIGNEDBYTE";
        if (isSigned) stored = ElementType.I8;
        if (!options.Override) options.RequireNoData(stored, new SourceLocation(path, Variable: Description.Name));
        int mask = GdalNative.GDALGetMaskFlags(band);
        bool isMasked = (mask & (AllValid | FromNoData)) == 0, needsAlpha = hasAlpha && (mask & FromAlpha) == 0;
        // Behind a mask, the stored number of a cell without data may be any: such a band is read as values only.
        BandDescription known = Description with { Period = PeriodTags.Read(band) };
        return this with
        {
            HasSignedBytes = isSigned,
            IsMasked = isMasked, NeedsAlpha = needsAlpha, IsMaskShared = isMasked && !needsAlpha && (mask & Shared) != 0,
            IsMaskAlpha = isMasked && (mask & FromAlpha) != 0,
            Description = isMasked || needsAlpha ? known with { Stored = ElementType.F64, Packing = Packing.None }
                : known with { Stored = stored, Packing = Packing },
        };
    }

    // What Kaya and other programs write; a thematic band holds codes.
    private static unsafe QuantityKind? Kind(nint band)
    {
        if (Enum.TryParse(NativeText.Read(GdalNative.GDALGetMetadataItem(band, RasterFile.KindTag, null)), ignoreCase: true,
            out QuantityKind said)) return said;
        foreach (string tag in (string[])["DataType", "LAYER_TYPE"])
            if (NativeText.Read(GdalNative.GDALGetMetadataItem(band, tag, null)).Equals("Thematic", StringComparison.OrdinalIgnoreCase))
                return QuantityKind.Category;
        return null;
    }

    private static Unit? Parse(string path, string name, string text, bool isGiven)
    {
        if (text.Length == 0) return null;
        if (Unit.TryParse(text, out Unit? unit)) return unit;
        return isGiven ? null : throw new DataFormatException(new Fault("The unit of a band cannot be read.",
            new SourceLocation(path, Variable: name), "CF text such as t or kg m-2", $"'{text}'", "Give it by {option}.")
                { Option = "unit" });
    }
}
