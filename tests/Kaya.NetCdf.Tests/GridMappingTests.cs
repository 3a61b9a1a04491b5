using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests;

/// <summary>Random projected systems as grid mappings. Recorded from pyproj 3.4: the attributes by <c>CRS.to_cf</c>, and the place of the
/// corner by a transformation to the ellipsoid's own degrees.</summary>
public sealed class GridMappingTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("+proj=aea +lat_0=27.4 +lon_0=-162.0 +lat_1=35.8 +lat_2=52.7 +x_0=687806 +y_0=-1371487 +ellps=GRS80",
        518000, -759000, -163.804207157, 32.996967312,
        "albers_conical_equal_area false_easting=687806 false_northing=-1371487 inverse_flattening=298.257222101 "
            + "latitude_of_projection_origin=27.4 longitude_of_central_meridian=-162 semi_major_axis=6378137 "
            + "standard_parallel=35.8,52.7")]
    [InlineData("+proj=aea +lat_0=23.9 +lon_0=-5.9 +lat_1=51.4 +lat_2=61.1 +x_0=-1787480 +y_0=-487658 +ellps=GRS80",
        -1994000, 2498000, -8.896094679, 51.798371277,
        "albers_conical_equal_area false_easting=-1787480 false_northing=-487658 inverse_flattening=298.257222101 "
            + "latitude_of_projection_origin=23.9 longitude_of_central_meridian=-5.9 semi_major_axis=6378137 "
            + "standard_parallel=51.4,61.1")]
    [InlineData("+proj=lcc +lat_0=-21.8 +lon_0=96.4 +lat_1=-51.7 +lat_2=-48.8 +x_0=1714283 +y_0=435056 +ellps=GRS80",
        1743000, -2770000, 96.797384811, -49.603462069,
        "lambert_conformal_conic false_easting=1714283 false_northing=435056 inverse_flattening=298.257222101 "
            + "latitude_of_projection_origin=-21.8 longitude_of_central_meridian=96.4 semi_major_axis=6378137 "
            + "standard_parallel=-51.7,-48.8")]
    [InlineData("+proj=lcc +lat_0=-25.9 +lon_0=0.6 +lat_1=-40.1 +lat_2=-25.5 +x_0=1759082 +y_0=610837 +ellps=intl",
        1802000, -800000, 1.094750972, -38.697617265,
        "lambert_conformal_conic false_easting=1759082 false_northing=610837 inverse_flattening=297 "
            + "latitude_of_projection_origin=-25.9 longitude_of_central_meridian=0.6 semi_major_axis=6378388 "
            + "standard_parallel=-40.1,-25.5")]
    [InlineData("+proj=laea +lat_0=68.8 +lon_0=-8.8 +x_0=-264482 +y_0=394565 +ellps=GRS80",
        -371000, 609000, -11.687053666, 70.699796110,
        "lambert_azimuthal_equal_area false_easting=-264482 false_northing=394565 inverse_flattening=298.257222101 "
            + "latitude_of_projection_origin=68.8 longitude_of_projection_origin=-8.8 semi_major_axis=6378137")]
    [InlineData("+proj=laea +lat_0=33.2 +lon_0=104.4 +x_0=1024707 +y_0=-659402 +ellps=GRS80",
        1157000, -803000, 105.798476868, 31.897238098,
        "lambert_azimuthal_equal_area false_easting=1024707 false_northing=-659402 inverse_flattening=298.257222101 "
            + "latitude_of_projection_origin=33.2 longitude_of_projection_origin=104.4 semi_major_axis=6378137")]
    [InlineData("+proj=aeqd +lat_0=31.3 +lon_0=77.4 +x_0=691038 +y_0=1673024 +ellps=intl",
        749000, 1485000, 77.998248317, 29.602594750,
        "azimuthal_equidistant false_easting=691038 false_northing=1673024 inverse_flattening=297 "
            + "latitude_of_projection_origin=31.3 longitude_of_projection_origin=77.4 semi_major_axis=6378388")]
    [InlineData("+proj=aeqd +lat_0=-44.6 +lon_0=18.2 +x_0=1674259 +y_0=666317 +ellps=bessel",
        1543000, 476000, 16.496212942, -46.300133666,
        "azimuthal_equidistant false_easting=1674259 false_northing=666317 inverse_flattening=299.1528128 "
            + "latitude_of_projection_origin=-44.6 longitude_of_projection_origin=18.2 semi_major_axis=6377397.155")]
    [InlineData("+proj=stere +lat_0=-90 +lat_ts=-73.0 +lon_0=-67.1 +x_0=-1508245 +y_0=1367568 +ellps=intl",
        -1443000, 2914000, -64.684085560, -75.902426242,
        "polar_stereographic false_easting=-1508245 false_northing=1367568 inverse_flattening=297 semi_major_axis=6378388 "
            + "standard_parallel=-73 straight_vertical_longitude_from_pole=-67.1")]
    [InlineData("+proj=stere +lat_0=90 +lat_ts=66.4 +lon_0=43.1 +x_0=1262388 +y_0=-1036781 +ellps=GRS80",
        1311000, -2585000, 44.898419776, 75.600210034,
        "polar_stereographic false_easting=1262388 false_northing=-1036781 inverse_flattening=298.257222101 "
            + "semi_major_axis=6378137 standard_parallel=66.4 straight_vertical_longitude_from_pole=43.1")]
    [InlineData("+proj=merc +lat_ts=57.3 +lon_0=-106.7 +x_0=-1898448 +y_0=-52048 +ellps=bessel",
        -1898000, 1273000, -106.692567389, 21.594035047,
        "mercator false_easting=-1898448 false_northing=-52048 inverse_flattening=299.1528128 "
            + "longitude_of_projection_origin=-106.7 semi_major_axis=6377397.155 standard_parallel=57.3")]
    [InlineData("+proj=merc +lat_ts=40.8 +lon_0=-105.6 +x_0=-642412 +y_0=699081 +ellps=intl",
        -803000, 2287000, -107.502863215, 18.602971471,
        "mercator false_easting=-642412 false_northing=699081 inverse_flattening=297 longitude_of_projection_origin=-105.6 "
            + "semi_major_axis=6378388 standard_parallel=40.8")]
    [InlineData("+proj=tmerc +lat_0=-46.1 +lon_0=84.3 +k=1.0055 +x_0=1171328 +y_0=-284264 +ellps=bessel",
        1266000, -162000, 85.494275699, -44.999586425,
        "transverse_mercator false_easting=1171328 false_northing=-284264 inverse_flattening=299.1528128 "
            + "latitude_of_projection_origin=-46.1 longitude_of_central_meridian=84.3 scale_factor_at_central_meridian=1.0055 "
            + "semi_major_axis=6377397.155")]
    [InlineData("+proj=tmerc +lat_0=10.7 +lon_0=104.6 +k=1.00176 +x_0=580787 +y_0=1705047 +ellps=bessel",
        416000, 1561000, 103.102317976, 9.396669505,
        "transverse_mercator false_easting=580787 false_northing=1705047 inverse_flattening=299.1528128 "
            + "latitude_of_projection_origin=10.7 longitude_of_central_meridian=104.6 scale_factor_at_central_meridian=1.00176 "
            + "semi_major_axis=6377397.155")]
    [InlineData("+proj=cea +lat_ts=18.2 +lon_0=-65.3 +x_0=-815794 +y_0=475544 +ellps=bessel",
        -932000, 2713000, -66.398640136, 19.601139814,
        "lambert_cylindrical_equal_area false_easting=-815794 false_northing=475544 inverse_flattening=299.1528128 "
            + "longitude_of_central_meridian=-65.3 semi_major_axis=6377397.155 standard_parallel=18.2")]
    [InlineData("+proj=cea +lat_ts=8.4 +lon_0=23.7 +x_0=-1888664 +y_0=1732909 +ellps=WGS84",
        -1999000, 3713000, 22.698158224, 18.003760242,
        "lambert_cylindrical_equal_area false_easting=-1888664 false_northing=1732909 inverse_flattening=298.257223563 "
            + "longitude_of_central_meridian=23.7 semi_major_axis=6378137 standard_parallel=8.4")]
    [InlineData("+proj=sinu +lon_0=125.5 +x_0=-260937 +y_0=-623483 +ellps=bessel",
        -313000, 1788000, 124.996459024, 21.800567907,
        "sinusoidal false_easting=-260937 false_northing=-623483 inverse_flattening=299.1528128 "
            + "longitude_of_projection_origin=125.5 semi_major_axis=6377397.155")]
    [InlineData("+proj=sinu +lon_0=-32.1 +x_0=-1975508 +y_0=403577 +ellps=WGS84",
        -2112000, 2583000, -33.401878697, 19.702416184,
        "sinusoidal false_easting=-1975508 false_northing=403577 inverse_flattening=298.257223563 "
            + "longitude_of_projection_origin=-32.1 semi_major_axis=6378137")]
    public void Write_RandomSystem_HasTheAttributesOfPyprojAndIsReadFromThemAlone(string text, double x, double y, double longitude,
        double latitude, string expected)
    {
        CoordinateSystem crs = GdalCoordinateSystems.Find(text);
        Grid grid = new(crs, Affine.NorthUp(x, y, 1000, 1000), 3, 4);
        NetCdfWriter.Write(_folder["map.nc"], [new NetCdfMap("v", ExtensiveRaster.Of(grid, Unit.One, new double[12]), "numbers")]);
        using NetCdfFile file = NetCdfFile.Open(_folder["map.nc"]);
        NetCdfAttributes written = file.Variable("crs").Attributes;
        string[] words = expected.Split(' ');
        Assert.Equal(words[0], written.Text("grid_mapping_name"));
        foreach (string[] pair in words[1..].Select(word => word.Split('=')))
        {
            double[] values = [.. pair[1].Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            double[] ours = [.. written.Find(pair[0])?.Numbers ?? []];
            Assert.True(values.Length == ours.Length && values.Zip(ours, (a, b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a)))
                .All(isSame => isSame), $"{pair[0]}: {string.Join(' ', ours)}");
        }

        NetCdfAttributes withoutText = new([.. written.All.Where(attribute => attribute.Name is not ("crs_wkt" or "spatial_ref"))]);
        CoordinateSystem read = GridMapping.Read(withoutText, 1, new SourceLocation("map.nc"))!;
        using GdalTransformation way = new(read, CoordinateSystem.LongitudeLatitude);
        double[] east = [x], north = [y];
        way.Transform(east, north);
        Assert.Equal(longitude, east[0], 1e-8);
        Assert.Equal(latitude, north[0], 1e-8);
    }

    /// <summary>A datum without its ellipsoid, a shift as text, and a shift on the ellipsoid of WGS 84 count; what is not known is
    /// refused. Recorded from PROJ: EPSG:4230 to EPSG:4326; three shifts by hand move 10 E, 50 N by some 100 m.</summary>
    [Theory]
    [InlineData("horizontal_datum_name", "European_Datum_1950", true)]
    [InlineData("horizontal_datum_name", "WGS_1984", false)]
    [InlineData("towgs84", "-87, -98, -121", true)]
    [InlineData("towgs84", "0,0,0", false)]
    [InlineData("horizontal_datum_name", "Foo", null)]
    [InlineData("towgs84", "foo", null)]
    [InlineData("prime_meridian_name", "Paris", null)]
    [InlineData("prime_meridian_name", "Greenwich", false)]
    public void Read_DatumAlone_CountsOrIsRefused(string name, string value, bool? isMoved)
    {
        NetCdfAttributes attributes = new([NetCdfAttribute.Of("grid_mapping_name", "latitude_longitude"), NetCdfAttribute.Of(name, value)]);
        if (isMoved is null)
        {
            Assert.Equal("crs", Assert.Throws<GridMismatchException>(() => GridMapping.Read(attributes, 1, new SourceLocation("map.nc")))
                .Fault.Option);
            return;
        }

        CoordinateSystem read = GridMapping.Read(attributes, 1, new SourceLocation("map.nc"))!;
        Assert.Equal(!isMoved, read.Equals(CoordinateSystem.LongitudeLatitude));
        if (isMoved == false) return;
        using GdalTransformation way = new(read, CoordinateSystem.LongitudeLatitude);
        double[] east = [10], north = [50];
        way.Transform(east, north);
        Assert.InRange(Math.Abs(east[0] - 10) + Math.Abs(north[0] - 50), 5e-4, 5e-3);
    }

    /// <summary>The datum is in attributes of its own: by its name, or by shifts to WGS 84. Without either the place is that on the
    /// ellipsoid, 110 m away. Recorded from PROJ: EPSG:27700 to EPSG:4326, and to its own degrees.</summary>
    [Theory]
    [InlineData("horizontal_datum_name", "OSGB_1936", -0.12835394, 51.50399083)]
    [InlineData("towgs84", "446.448,-125.157,542.06,0.15,0.247,0.842,-20.489", -0.12835394, 51.50399083)]
    [InlineData("comment", "none", -0.12674768, 51.50348004)]
    public void Read_Datum_MovesThePlace(string name, string value, double longitude, double latitude)
    {
        static NetCdfAttribute Number(string key, params double[] numbers) => NetCdfAttribute.Of(key, NetCdfType.Double, [.. numbers]);
        NetCdfAttribute said = name == "towgs84" ? Number(name, [.. value.Split(',').Select(one => double.Parse(one,
            CultureInfo.InvariantCulture))]) : NetCdfAttribute.Of(name, value);
        NetCdfAttributes attributes = new([NetCdfAttribute.Of("grid_mapping_name", "transverse_mercator"), said,
            NetCdfAttribute.Of("reference_ellipsoid_name", "Airy 1830"), Number("latitude_of_projection_origin", 49),
            Number("longitude_of_central_meridian", -2), Number("scale_factor_at_central_meridian", 0.9996012717),
            Number("false_easting", 400000), Number("false_northing", -100000)]);
        CoordinateSystem read = GridMapping.Read(attributes, 1, new SourceLocation("map.nc"))!;
        using GdalTransformation way = new(read, CoordinateSystem.LongitudeLatitude);
        double[] east = [530000], north = [180000];
        way.Transform(east, north);
        Assert.Equal(longitude, east[0], 3e-5);
        Assert.Equal(latitude, north[0], 3e-5);
    }
}
