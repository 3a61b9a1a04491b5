using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Makes a grid of the axes of a netCDF variable: coordinates are centres.</summary>
internal static class NetCdfGrid
{
    public static (Grid Grid, bool SouthUp) Read(NetCdfFile file, ArrayHandle array, ((string Name, long Size) Rows, (string Name, long Size) Columns) dimensions, RasterReadOptions options, ErrorScope errors)
    {
        (double x0, double stepX) = Axis(file, dimensions.Columns, errors);
        (double y0, double stepY) = Axis(file, dimensions.Rows, errors);
        bool southUp = stepY > 0;
        if (southUp) (y0, stepY) = (y0 + ((dimensions.Rows.Size - 1) * stepY), -stepY);
        Affine centres = new(x0, stepX, 0, y0, 0, stepY);
        return (new Grid(options.Crs ?? System(file, array, dimensions.Rows.Name, errors), centres, checked((int)dimensions.Rows.Size), checked((int)dimensions.Columns.Size), CellRegistration.Centre), southUp);
    }

    private static (double First, double Step) Axis(NetCdfFile file, (string Name, long Size) dimension, ErrorScope errors)
    {
        if (!file.Variables.Contains(dimension.Name) || dimension.Size < 2)
            throw new DataFormatException(new Fault("An axis has no coordinates.", new SourceLocation(file.Path, Variable: dimension.Name), "a variable of that name with at least 2 values",
                $"{dimension.Size} cells", "Add the coordinate variable, as CF asks for it."));
        double[] values = new double[dimension.Size];
        using ArrayHandle axis = file.OpenArray(dimension.Name, errors);
        NativeArrays.Read(axis, [0], [(nuint)values.Length], values, errors);
        double step = (values[^1] - values[0]) / (values.Length - 1);
        for (int cell = 0; cell < values.Length; cell++)
            // Coordinates stored with 7 digits are uneven by some 1e-5 of a cell; a tenth is another grid.
            if (!(Math.Abs(values[cell] - (values[0] + (cell * step))) <= 0.01 * Math.Abs(step)))
                throw new DataFormatException(new Fault("The coordinates of an axis are not evenly spaced.", new SourceLocation(file.Path, Variable: dimension.Name),
                    FormattableString.Invariant($"steps of {step:G8}"), FormattableString.Invariant($"{values[cell]:G10} as number {cell}"), "Regrid the file to even steps first."));
        return (values[0], step);
    }

    private static unsafe CoordinateSystem System(NetCdfFile file, ArrayHandle array, string rows, ErrorScope errors)
    {
        if (NativeArrays.ReadText(array, "grid_mapping") is { } mapping && file.Variables.Contains(mapping) && CrsText(file, mapping, errors) is { Length: > 0 } wkt)
            return CoordinateSystem.Parse(wkt);
        nint system = GdalNative.GDALMDArrayGetSpatialRef(array.Pointer);
        if (system != 0)
        {
            try
            {
                return GdalCoordinateSystems.Read(system, errors);
            }
            finally
            {
                GdalNative.OSRDestroySpatialReference(system);
            }
        }

        using ArrayHandle axis = file.OpenArray(rows, errors);
        string unit = NativeText.Read(GdalNative.GDALMDArrayGetUnit(axis.Pointer));
        // CF: a latitude axis without grid mapping is plain longitude and latitude.
        if (unit.StartsWith("degree", StringComparison.OrdinalIgnoreCase)) return CoordinateSystem.LongitudeLatitude;
        throw new GridMismatchException(new Fault("The file does not say in which coordinate system its cells lie.", new SourceLocation(file.Path), "a grid mapping, or axes in degrees",
            $"an axis {rows} in '{unit}'", "Name it by {option}.") { Option = "crs" });
    }

    private static string? CrsText(NetCdfFile file, string mapping, ErrorScope errors)
    {
        using ArrayHandle holder = file.OpenArray(mapping, errors);
        return NativeArrays.ReadText(holder, "crs_wkt") ?? NativeArrays.ReadText(holder, "spatial_ref");
    }
}
