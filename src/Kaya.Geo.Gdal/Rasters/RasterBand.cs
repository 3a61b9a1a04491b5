using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The description of a band in a file, and the conversion of its numbers.</summary>
internal sealed record RasterBand(BandDescription Description, double Scale, double Offset, double? NoData, double? ExtraNoData)
{
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
        Unit? unit = options.Unit ?? Parse(path, name, unitText);
        if (unit is null && options.RequireUnit)
            throw new DataFormatException(
                new Fault("A band has no unit.", new SourceLocation(path, Variable: name), "a unit such as t or kg m-2", "none",
                "Give it by {option}. Kaya does not guess units.") { Option = "unit" });
        string kindText = NativeText.Read(GdalNative.GDALGetMetadataItem(band, RasterFile.KindTag, null));
        QuantityKind? kind = options.Kind ?? (Enum.TryParse(kindText, ignoreCase: true, out QuantityKind said) ? said : null);
        return new RasterBand(
            options.Describe(name, unit, kind, NativeText.Read(GdalNative.GDALGetMetadataItem(band, RasterFile.BasisTag, null))),
            hasScale != 0 ? scale : 1,
            hasOffset != 0 ? offset : 0, hasNoData != 0 ? noData : null, options.NoData);
    }

    /// <summary>No-data to NaN, then scale and offset.</summary>
    public void Finish(Span<double> values) => Packing.Unpack<double, double>(values, values);

    /// <summary>The same band with storage type and period.</summary>
    public RasterBand WithStorage(string path, nint band)
    {
        ElementType stored = GdalTypes.Find(GdalNative.GDALGetRasterDataType(band)) ?? throw new DataFormatException(new Fault(
            "A band has an unsupported element type.", new SourceLocation(path, Variable: Description.Name),
            "integers of 8 to 64 bits, or floats of 32 or 64 bits", "complex numbers",
                "Convert it, for example with gdal_translate -ot Float32."));
        return this with { Description = Description with { Stored = stored, Packing = Packing, Period = PeriodTags.Read(band) } };
    }

    private static Unit? Parse(string path, string name, string text)
    {
        if (text.Length == 0) return null;
        return Unit.TryParse(text, out Unit? unit) ? unit : throw new DataFormatException(new Fault("The unit of a band cannot be read.",
            new SourceLocation(path, Variable: name), "CF text such as t or kg m-2", $"'{text}'", "Give it by {option}.")
                { Option = "unit" });
    }
}
