using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Checks that the tables of a file of cells fit each other, so that nothing reads beyond them later.</summary>
internal static class UrbanTableChecks
{
    internal static void Require(UrbanTables tables, string path)
    {
        int n = tables.Cells.Length;
        void Length(string name, int found, int expected)
        {
            if (found != expected) throw Wrong(path, name, $"{expected} entries", $"{found}");
        }

        if (n == 0) throw Wrong(path, "cell", "at least one cell", "none");
        for (int i = 0; i < n; i++)
            if (tables.Cells[i] < 0 || tables.Cells[i] >= tables.Grid.CellCount || (i > 0 && tables.Cells[i] <= tables.Cells[i - 1]))
                throw Wrong(path, "cell", "ascending places inside of the grid", $"{tables.Cells[i]} at {i}");
        if (tables.PixelSize > 0) Length("image_of", tables.ImageOf.Length, n);
        if (!tables.Categories.IsEmpty) RequirePoints(tables, path, n);
        Length("covariates", tables.CovariateValues.Length, n * tables.Covariates.Length);
        if (!tables.Targets.IsEmpty) RequireTargets(tables, path, n);
        if (tables.RegionOf.IsEmpty) return;
        Length("region", tables.RegionOf.Length, n);
        if (tables.RegionOf.Any(region => region < -1 || region >= tables.Regions.Length))
            throw Wrong(path, "region", $"regions below {tables.Regions.Length}", $"{tables.RegionOf.Max()}");
    }

    private static void RequireTargets(UrbanTables tables, string path, int n)
    {
        if (tables.Targets.Length != n) throw Wrong(path, "targets", $"{n} entries", $"{tables.Targets.Length}");
        int bad = tables.Targets.ToList().FindIndex(target => target < 0 || double.IsInfinity(target));
        if (bad >= 0) throw Wrong(path, "targets", "emissions of 0 or more", $"{tables.Targets[bad]} at {bad}");
    }

    private static void RequirePoints(UrbanTables tables, string path, int n)
    {
        if (tables.PointStart.Length != n + 1 || tables.PointStart[0] != 0 || tables.PointStart[n] != tables.Points.Length)
            throw Wrong(path, "point_start", $"{n + 1} places from 0 to {tables.Points.Length}", $"{tables.PointStart.Length} places");
        for (int i = 0; i < n; i++)
            if (tables.PointStart[i] > tables.PointStart[i + 1])
                throw Wrong(path, "point_start", "ascending places", $"{tables.PointStart[i + 1]} after {tables.PointStart[i]}");
        foreach (PointOfInterest point in tables.Points)
            if (point.Category >= tables.Categories.Length)
                throw Wrong(path, "points", $"categories below {tables.Categories.Length}", $"{point.Category}");
        if (!tables.HasPoints.IsEmpty && tables.HasPoints.Length != n)
            throw Wrong(path, "has_points", $"{n} entries", $"{tables.HasPoints.Length}");
    }

    private static ModelFormatException Wrong(string path, string name, string expected, string found) => new(
        new Fault("The tables of cells do not fit each other.", new SourceLocation(path, Variable: name), expected, found,
            "The file is damaged: make it again with 'kaya urban prepare'."));
}
