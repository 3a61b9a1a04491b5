using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>The grid of a file of WRF or its preprocessor: the projection is in attributes, the centre of the domain in degrees.</summary>
/// <remarks>
/// "WRF Users' Guide", chapter 3 and the module module_llxy: a sphere of 6,370,000 m. Winds lie on the edges of cells, on dimensions with
/// the
/// ending _stag, one longer. A file with a part of a domain has the attributes of the whole domain: its position follows from latitudes and
/// longitudes,
/// and they are compared with the attributes in every file that has them.
/// </remarks>
internal sealed class WrfGrid
{
    private const double Radius = 6370000, Most = 0.05;
    private readonly NetCdfFile _file;
    private readonly (double X, double Y) _step;
    // Once around the Earth in the units of the grid, where places repeat after it; 0 where they do not.
    private readonly double _turn;
    private readonly Func<(double Longitude, double Latitude), (double X, double Y)> _project;

    private WrfGrid(NetCdfFile file)
    {
        _file = file;
        _step = (Required("DX"), Required("DY"));
        double meridian = Number("STAND_LON") ?? Required("CEN_LON"), first = Number("TRUELAT1") ?? 0, second = Number("TRUELAT2") ?? first;
        Ellipsoid sphere = new(Radius, 0);
        switch ((int)Required("MAP_PROJ"))
        {
            case 1:
                // A second parallel beyond the poles means none.
                (double First, double Second) parallels = (first, Math.Abs(second) > 90 ? first : second);
                double origin = Number("MOAD_CEN_LAT") ?? Required("CEN_LAT");
                (_, double below) = SphereProjection.LambertConformal(Radius, parallels, meridian, (meridian, origin));
                _project = place =>
                {
                    (double x, double y) = SphereProjection.LambertConformal(Radius, parallels, meridian, place);
                    return (x, y - below);
                };
                Crs = ProjectionText.Projected("Lambert_Conformal_Conic_2SP", sphere, ("standard_parallel_1", parallels.First),
                    ("standard_parallel_2", parallels.Second), ("latitude_of_origin", origin), ("central_meridian", meridian));
                break;
            case 2:
                _project = place => SphereProjection.PolarStereographic(Radius, first, meridian, place);
                Crs = ProjectionText.Projected("Polar_Stereographic", sphere, ("latitude_of_origin", first), ("central_meridian", meridian),
                    ("scale_factor", 1));
                break;
            case 3:
                _project = place => SphereProjection.Mercator(Radius, first, meridian, place);
                _turn = 2 * Math.PI * Radius * Math.Cos(first * Math.PI / 180);
                Crs = ProjectionText.Projected("Mercator_2SP", sphere, ("standard_parallel_1", first), ("central_meridian", meridian));
                break;
            case 6 when (Number("POLE_LAT") ?? 90) == 90:
                double metres = Math.PI / 180 * Radius;
                _step = (_step.X / metres, _step.Y / metres);
                _turn = 360;
                _project = place => place;
                Crs = CoordinateSystem.LongitudeLatitude;
                break;
            case int type:
                throw new GridMismatchException(new Fault("The projection in the attributes of the file is not supported.",
                    new SourceLocation(file.Path),
                    "MAP_PROJ 1 (Lambert), 2 (polar stereographic), 3 (Mercator) or 6 (longitude and latitude, without a rotated pole)",
                        $"MAP_PROJ {type}", "Give it by {option}.") { Option = "crs" });
        }
    }

    public CoordinateSystem Crs { get; }

    public static bool Is(NetCdfFile file) => file.Attributes.Number("MAP_PROJ") is not null && file.Attributes.Number("DX") is not null
        && file.Dimensions.Any(dimension => dimension.Name == "west_east");

    /// <summary>The grid of two dimensions, rows from the south.</summary>
    public static (CoordinateSystem Crs, Affine Corners) Read(NetCdfFile file, NetCdfDimension rows, NetCdfDimension columns)
    {
        WrfGrid grid = new(file);
        bool isStaggeredX = columns.Name.EndsWith("_stag", StringComparison.Ordinal),
            isStaggeredY = rows.Name.EndsWith("_stag", StringComparison.Ordinal);
        (double x, double y) = grid.FirstCentre(rows, columns, (isStaggeredX, isStaggeredY));
        return (grid.Crs, new Affine(x - (grid._step.X / 2), grid._step.X, 0, y - (grid._step.Y / 2), 0, grid._step.Y));
    }

    private (double X, double Y) FirstCentre(NetCdfDimension rows, NetCdfDimension columns, (bool X, bool Y) isStaggered)
    {
        (double X, double Y)? stated = Stated(rows, columns, isStaggered), measured = Measured(rows, columns, isStaggered);
        if (stated is null && measured is null)
            throw new GridMismatchException(new Fault("The file has no georeference.", new SourceLocation(_file.Path),
                "the whole domain of its attributes, or XLAT and XLONG", $"{rows}, {columns}", "Add XLAT and XLONG."));
        if (stated is not { } centre) return measured!.Value;
        if (measured is { } found && _turn > 0) measured = (found.X + (_turn * Math.Round((centre.X - found.X) / _turn)), found.Y);
        if (measured is { } other && (Math.Abs(other.X - centre.X) > Most * _step.X || Math.Abs(other.Y - centre.Y) > Most * _step.Y))
            throw new GridMismatchException(new Fault("The attributes of the grid and its latitudes do not agree.",
                new SourceLocation(_file.Path),
                FormattableString.Invariant($"the first cell at ({centre.X:F0}, {centre.Y:F0}) by the attributes"),
                FormattableString.Invariant($"({other.X:F0}, {other.Y:F0}) by XLAT and XLONG"),
                    "Repair the attributes, or use the original file of the model."));
        return centre;
    }

    // From the centre of the domain, if the file contains the whole domain.
    private (double X, double Y)? Stated(NetCdfDimension rows, NetCdfDimension columns, (bool X, bool Y) isStaggered)
    {
        int extraX = isStaggered.X ? 1 : 0, extraY = isStaggered.Y ? 1 : 0;
        if (Number("CEN_LON") is not { } longitude || Number("CEN_LAT") is not { } latitude || Crs.IsGeographic
            || Number("WEST-EAST_GRID_DIMENSION") - 1 + extraX != columns.Length
                || Number("SOUTH-NORTH_GRID_DIMENSION") - 1 + extraY != rows.Length) return null;
        (double x, double y) = _project((longitude, latitude));
        return (x - ((columns.Length - 1) / 2.0 * _step.X), y - ((rows.Length - 1) / 2.0 * _step.Y));
    }

    private (double X, double Y)? Measured(NetCdfDimension rows, NetCdfDimension columns, (bool X, bool Y) isStaggered)
    {
        string[] endings = isStaggered switch { (true, true) => ["_C", "_D"], (true, false) => ["_U"], (false, true) => ["_V"], _ =>
            ["", "_M"] };
        foreach (string ending in endings)
            if (Corners("XLAT" + ending, rows, columns) is { } latitudes && Corners("XLONG" + ending, rows, columns) is { } longitudes)
            {
                (double X, double Y)[] places = [.. longitudes.Zip(latitudes, (longitude, latitude) => _project((longitude, latitude)))];
                // A domain across the meridian opposite to the central one goes on beyond it, from its first column.
                for (int k = 1; k < places.Length && _turn > 0; k++)
                    places[k].X += _turn * Math.Round((places[0].X - places[k].X + (k % 2 * (columns.Length - 1) * _step.X)) / _turn);
                double x = places.Select((place, k) => place.X - (k % 2 * (columns.Length - 1) * _step.X)).Average();
                double y = places.Select((place, k) => place.Y - (k / 2 * (rows.Length - 1) * _step.Y)).Average();
                return (x, y);
            }

        return null;
    }

    // The values at the four corners of the first step, by rows.
    private double[]? Corners(string name, NetCdfDimension rows, NetCdfDimension columns)
    {
        if (_file.Find(name) is not { } variable || variable.Dimensions.Count < 2 || variable.Dimensions[^2] != rows
            || variable.Dimensions[^1] != columns) return null;
        double[] corners = new double[4];
        long[] start = new long[variable.Dimensions.Count], count = [.. start.Select(_ => 1L)];
        for (int k = 0; k < 4; k++)
        {
            (start[^2], start[^1]) = (k / 2 * (rows.Length - 1), k % 2 * (columns.Length - 1));
            variable.Read(start, count, corners.AsSpan(k, 1));
        }

        return Array.TrueForAll(corners, double.IsFinite) ? corners : null;
    }

    private double? Number(string name) => _file.Attributes.Number(name);

    private double Required(string name) =>
        Number(name) ?? throw new GridMismatchException(new Fault("A grid attribute of the file is missing.",
        new SourceLocation(_file.Path), $"the attribute {name}", "none", "Give the coordinate system by {option}.") { Option = "crs" });
}
