using Kaya.Core;
using Kaya.Geo;
using NetTopologySuite.Geometries;

namespace Kaya.Figures;

/// <summary>Boundaries of zones to be drawn over a map: rings of polygons, or the edges between cells of different zones.</summary>
public sealed class MapOutlines
{
    private MapOutlines(CoordinateSystem crs, IReadOnlyList<(double X, double Y)[]> lines) => (Crs, Lines) = (crs, lines);

    /// <summary>The coordinate system of the boundaries.</summary>
    public CoordinateSystem Crs { get; }

    /// <summary>Lines from point to point.</summary>
    internal IReadOnlyList<(double X, double Y)[]> Lines { get; }

    /// <summary>The rings of polygons.</summary>
    /// <param name="zones">The zones.</param>
    /// <returns>Outlines in their coordinate system.</returns>
    public static MapOutlines Of(ZoneSet zones)
    {
        ArgumentNullException.ThrowIfNull(zones);
        return new MapOutlines(zones.Crs, [.. zones.Zones.SelectMany(zone => Rings(zone.Shape))
            .Select(ring => ring.Coordinates.Select(corner => (corner.X, corner.Y)).ToArray())]);
    }

    /// <summary>The edges between cells of different codes, and between codes and no-data.</summary>
    /// <param name="codes">A raster whose numbers name zones; read row by row.</param>
    /// <param name="band">Band from 0.</param>
    /// <returns>Outlines in its coordinate system.</returns>
    /// <exception cref="GridMismatchException">A turned grid.</exception>
    public static MapOutlines Of(IRasterSource codes, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (!codes.Grid.IsRegular)
            throw new GridMismatchException(
                new Fault("Boundaries can only be drawn from regular grids.",
                    Found: codes.Grid.ToString(), Remedy: "Regrid the zones first."));
        CellEdges edges = new(codes.Grid);
        double[] above = new double[codes.Grid.Columns], row = new double[codes.Grid.Columns];
        for (int at = 0; at < codes.Grid.Rows; at++)
        {
            codes.Read(band, new Window(at, 0, 1, row.Length), row);
            edges.Add(at, at == 0 ? row : above, row);
            (above, row) = (row, above);
        }

        return new MapOutlines(codes.Grid.Crs, edges.Finish());
    }

    private static IEnumerable<LineString> Rings(Geometry shape) =>
        Enumerable.Range(0, shape.NumGeometries).Select(part => (Polygon)shape.GetGeometryN(part)).SelectMany(
            polygon => polygon.Holes.Prepend(polygon.Shell));

    /// <summary>Edges of cells, neighbouring ones joined to one line.</summary>
    private sealed class CellEdges(Grid grid)
    {
        private readonly List<(double X, double Y)[]> _lines = [];

        // First row of the vertical edge on the left of each column; -1 if there is none.
        private readonly int[] _from = Enumerable.Repeat(-1, grid.Columns).ToArray();

        public void Add(int row, double[] above, double[] cells)
        {
            int start = -1;
            for (int column = 0; column <= cells.Length; column++)
            {
                bool isEdge = column < cells.Length && Differ(above[column], cells[column]);
                if (isEdge && start < 0) start = column;
                if (!isEdge && start >= 0) Line((start, row), (column, row));
                if (!isEdge) start = -1;
                if (column > 0 && column < cells.Length) Upright(row, column, Differ(cells[column - 1], cells[column]));
            }
        }

        public List<(double X, double Y)[]> Finish()
        {
            for (int column = 0; column < _from.Length; column++) Upright(grid.Rows, column, isEdge: false);
            return _lines;
        }

        private static bool Differ(double left, double right) => left != right && !(double.IsNaN(left) && double.IsNaN(right));

        private void Upright(int row, int column, bool isEdge)
        {
            if (isEdge && _from[column] < 0) _from[column] = row;
            if (isEdge || _from[column] < 0) return;
            Line((column, _from[column]), (column, row));
            _from[column] = -1;
        }

        private void Line((int Column, int Row) from, (int Column, int Row) to) => _lines.Add([Corner(from), Corner(to)]);

        private (double X, double Y) Corner((int Column, int Row) at) =>
            (grid.Affine.OriginX + (at.Column * grid.Affine.StepX), grid.Affine.OriginY + (at.Row * grid.Affine.StepY));
    }
}
