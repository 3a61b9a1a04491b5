using System.Globalization;
using System.Xml;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Files of GDAL beside a raster that change its values: they are not opened, so a raster that needs them is refused.</summary>
internal static unsafe class Sidecars
{
    private const long MostCharacters = 64 << 20;

    /// <summary>Refuses a mask beside the file, and settings beside it that neither the file nor an option has.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dataset">It, open.</param>
    /// <param name="options">What is said of it.</param>
    /// <exception cref="DataFormatException">There is such a file, and the options do not override it.</exception>
    public static void Require(string path, nint dataset, RasterReadOptions options)
    {
        if (options.Override) return;
        foreach (string mask in (string[])[path + ".msk", path + ".MSK"])
            if (File.Exists(mask)) throw Refused(path, mask, "a mask of the cells with data");
        string beside = path + ".aux.xml";
        // A pipe has no length.
        if (!File.Exists(beside) || new FileInfo(beside).Length == 0) return;
        foreach ((string name, int band, string text) in Settings(beside))
            if (IsMissing(name, band, text, dataset, options)) throw Refused(path, beside, $"<{name}>{text}</{name}>");
    }

    private static bool IsMissing(string name, int band, string text, nint dataset, RasterReadOptions options)
    {
        if (name == "SRS") return options.Crs is null && NativeText.Read(GdalNative.GDALGetProjectionRef(dataset)).Length == 0;
        if (band < 1 || band > GdalNative.GDALGetRasterCount(dataset)) return false;
        nint native = GdalNative.GDALGetRasterBand(dataset, band);
        int has = 0;
        if (name == "NoDataValue") GdalNative.GDALGetRasterNoDataValue(native, &has);
        else if (name == "Scale") GdalNative.GDALGetRasterScale(native, &has);
        else GdalNative.GDALGetRasterOffset(native, &has);
        if (has != 0) return false;
        if (name == "NoDataValue") return options.NoData is null;
        // The identity changes nothing.
        return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            || number != (name == "Scale" ? 1 : 0);
    }

    // PAMDataset/SRS, and NoDataValue, Scale and Offset of PAMDataset/PAMRasterBand. What is no XML is none for GDAL either.
    private static List<(string Name, int Band, string Text)> Settings(string beside)
    {
        List<(string, int, string)> settings = [];
        try
        {
            using FileStream stream = File.OpenRead(beside);
            using XmlReader reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters,
            });
            int band = 0;
            for (bool more = reader.Read(); more;)
            {
                bool isSetting = reader.NodeType == XmlNodeType.Element && ((reader.Depth == 1 && reader.Name == "SRS")
                    || (reader.Depth == 2 && band > 0 && reader.Name is "NoDataValue" or "Scale" or "Offset"));
                if (reader is { NodeType: XmlNodeType.Element, Depth: 1 })
                    band = reader.Name == "PAMRasterBand" && int.TryParse(reader.GetAttribute("band"), out int number) ? number : 0;
                if (isSetting) settings.Add((reader.Name, band, reader.ReadElementContentAsString().Trim()));
                else more = reader.Read();
                more &= !reader.EOF;
            }
        }
        catch (XmlException)
        {
            return settings;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResourceException(new Fault("The file cannot be read.", new SourceLocation(beside), "read permission",
                failure.Message, "Check its permissions."), failure);
        }

        return settings;
    }

    private static DataFormatException Refused(string path, string beside, string found) => new(new Fault(
        "A file beside the raster changes its values, and is not read.", new SourceLocation(path), "a file that is complete in itself",
        $"{found} in {Path.GetFileName(beside)}",
        "Put it into the file: gdal_translate --config GDAL_TIFF_INTERNAL_MASK YES FILE NEW.tif; or read the file without it: {option}.")
        { Option = "override" });
}
