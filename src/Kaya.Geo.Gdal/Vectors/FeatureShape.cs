using Kaya.Core;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Kaya.Geo.Gdal;

/// <summary>The shape of a feature as the library gives it, in well-known binary.</summary>
internal static unsafe class FeatureShape
{
    /// <summary>Reads a shape.</summary>
    /// <param name="geometry">A geometry of the library.</param>
    /// <param name="where">The feature.</param>
    /// <param name="expected">What it should be, for messages.</param>
    /// <exception cref="DataFormatException">It is damaged, such as a ring that is not closed.</exception>
    public static Geometry Read(nint geometry, SourceLocation where, string expected)
    {
        try
        {
            byte[] bytes = new byte[GdalNative.OGR_G_WkbSize(geometry)];
            fixed (byte* start = bytes) _ = GdalNative.OGR_G_ExportToIsoWkb(geometry, BitConverter.IsLittleEndian ? 1 : 0, start);
            return new WKBReader().Read(bytes);
        }
        catch (Exception cause) when (cause is ParseException || ReaderFailure.IsOfContent(cause))
        {
            throw new DataFormatException(new Fault("The geometry of a feature cannot be read.", where, expected, cause.Message,
                "Repair or remove the feature."), cause);
        }
    }
}
