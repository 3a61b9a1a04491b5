using System.Collections.Immutable;
using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>All inputs joined to one set of cells, and the list of what is missing.</summary>
internal sealed class PreparedCells
{
    // Below this an image shows next to nothing: a tenth of white.
    private const int DarkLevel = 26;
    private readonly UrbanInputs _inputs;
    private readonly ImageStage? _images;
    private readonly Dictionary<int, List<PointOfInterest>> _points = [];
    private readonly Dictionary<int, int> _imageAt = [];
    private readonly HashSet<int> _covered = [];

    public PreparedCells(UrbanInputs inputs, ImageStage? images, UrbanPrepareOptions options)
    {
        (_inputs, _images) = (inputs, images);
        if (inputs.Points is not null) Bin(inputs.Points);
        if (inputs.Counts is not null) Bin(inputs.Counts);
        for (int at = 0; at < (images?.Cells.Length ?? 0); at++) if (images!.State[at] == ImageState.Done) _imageAt.Add(images.Cells[at],
            at);
        Cells = [.. Enumerable.Range(0, (int)inputs.Grid.CellCount).Where(IsAny)];
        if (Cells.Length == 0)
            throw new DataNotFoundException(new Fault("No cell has an image, points, a covariate or a target.",
                Expected: inputs.Grid.ToString(),
                Found: $"{OutsidePoints} points outside", Remedy: "Check --grid, --bounds and the coordinate systems."));
        Missing = [.. Cells.Select(MissingOf)];
        Notes = [.. AllNotes(options)];
    }

    /// <summary>Places of the cells in the grid, ascending.</summary>
    public ImmutableArray<int> Cells { get; }

    /// <summary>Kinds of input that are given, in the order of the report.</summary>
    public IReadOnlyList<string> Kinds => [.. ((string, bool)[])[("image", _inputs.Images is not null),
        ("points", _inputs.Points is not null || _inputs.Counts is not null), ("covariates", !_inputs.Covariates.IsEmpty),
        ("target", _inputs.Target is not null), ("region", !_inputs.Regions.IsEmpty)] is var all
            ? all.Where(one => one.Item2).Select(one => one.Item1) : []];

    /// <summary>[cells] what each cell lacks and why, by kind of input.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Missing { get; }

    public ImmutableArray<string> Notes { get; }

    /// <summary>Points outside of all cells.</summary>
    public long OutsidePoints { get; private set; }

    public ImmutableArray<string> Categories => _inputs.Points?.Categories.Names ?? [.. _inputs.Counts?.Categories ?? []];

    public UrbanTables Tables(UrbanPrepareOptions options)
    {
        bool hasImages = _imageAt.Count > 0, hasPoints = !Categories.IsEmpty;
        int next = 0;
        List<PointOfInterest> points = [];
        List<int> starts = [0];
        foreach (int cell in Cells)
        {
            if (_points.TryGetValue(cell, out List<PointOfInterest>? own)) points.AddRange(own);
            starts.Add(points.Count);
        }

        return new UrbanTables
        {
            Grid = _inputs.Grid,
            Cells = Cells,
            PixelSize = hasImages ? options.Image.Pixels : 0,
            ImageOf = hasImages ? [.. Cells.Select(cell => _imageAt.ContainsKey(cell) ? next++ : -1)] : [],
            Categories = Categories,
            HasPositions = _inputs.Points is not null,
            HasPoints = hasPoints ? [.. Cells.Select(_covered.Contains)] : [],
            PointStart = hasPoints ? [.. starts] : [],
            Points = hasPoints ? [.. points] : [],
            Covariates = [.. _inputs.Covariates.Select(one => new UrbanCovariate(one.Name, one.Unit.ToString()))],
            CovariateValues = [.. Cells.SelectMany(cell => _inputs.Covariates.Select(one => (float)one.Values[cell]))],
            Targets = _inputs.Target is { } target ? [.. Cells.Select(cell => target.Values[cell])] : [],
            TargetName = _inputs.Target?.Name ?? "",
            Regions = _inputs.Regions,
            RegionOf = _inputs.Regions.IsEmpty ? [] : [.. Cells.Select(cell => _inputs.RegionOf[cell])],
            Notes = Notes,
        };
    }

    /// <summary>Writes the file of cells.</summary>
    public void Write(string path, UrbanTables tables, TaskSession session)
    {
        using UrbanDatasetWriter writer = new(path, tables);
        byte[] pixels = new byte[tables.PixelSize * tables.PixelSize * 3];
        for (int cell = 0; cell < Cells.Length && tables.PixelSize > 0; cell++)
        {
            if (tables.ImageOf[cell] < 0) continue;
            session.Cancellation.ThrowIfCancellationRequested();
            _images!.Load(_imageAt[Cells[cell]], pixels);
            writer.WriteImage(tables.ImageOf[cell], pixels);
            if (cell % 256 == 0) session.Report("write the file", cell, Cells.Length);
        }

        writer.Complete();
    }

    /// <summary>The cells that lack something.</summary>
    public ResultTable MissingTable() => new("missing", [new("row", Description: "cells that lack an input or a target, and why"),
        new("column"), .. Kinds.Select(kind => new ResultColumn(kind))],
        [.. Enumerable.Range(0, Cells.Length).Where(at => Missing[at].Count > 0).Select(at => (IReadOnlyList<object?>)[
            (long)(Cells[at] / _inputs.Grid.Columns), (long)(Cells[at] % _inputs.Grid.Columns),
            .. Kinds.Select(kind => (object?)Missing[at].GetValueOrDefault(kind, ""))])]);

    private bool IsAny(int cell) => _imageAt.ContainsKey(cell) || _covered.Contains(cell) || _inputs.Covariates.Any(one =>
        double.IsFinite(one.Values[cell])) || (_inputs.Target is { } target && double.IsFinite(target.Values[cell]));

    private IReadOnlyDictionary<string, string> MissingOf(int cell)
    {
        Dictionary<string, string> missing = [];
        if (_images is not null && !_imageAt.ContainsKey(cell))
        {
            int at = Array.BinarySearch(_images.Cells, cell);
            missing["image"] = at < 0 ? "no image" : _images.State[at] == ImageState.Corrupt ? "cannot be decoded" : "covered in part";
        }

        if (!Categories.IsEmpty && !_covered.Contains(cell)) missing["points"] = "not covered";
        string[] without = [.. _inputs.Covariates.Where(one => !double.IsFinite(one.Values[cell])).Select(one => one.Name)];
        if (without.Length > 0) missing["covariates"] = string.Join(" ", without);
        if (_inputs.Target is { } target && !double.IsFinite(target.Values[cell])) missing["target"] = "no value";
        if (!_inputs.Regions.IsEmpty && _inputs.RegionOf[cell] < 0) missing["region"] = "in none";
        return missing;
    }

    private void Bin(UrbanPoints source)
    {
        Grid grid = _inputs.Grid;
        double[] x = [.. source.X], y = [.. source.Y];
        if (!source.Crs.Equals(grid.Crs))
        {
            using GdalTransformation forth = new(source.Crs, grid.Crs);
            forth.Transform(x, y);
        }

        Affine inverse = grid.Affine.Inverse();
        for (int point = 0; point < x.Length; point++)
        {
            if (grid.CellAt(x[point], y[point]) is not { } place)
            {
                OutsidePoints++;
                continue;
            }

            (double column, double row) = inverse.Apply(x[point], y[point]);
            int cell = (place.Row * grid.Columns) + place.Column;
            (_points.TryGetValue(cell, out List<PointOfInterest>? list) ? list : _points[cell] = []).Add(new PointOfInterest(
                (ushort)Math.Clamp((row - place.Row) * 65536, 0, 65535), (ushort)Math.Clamp((column - place.Column) * 65536, 0, 65535),
                source.Category[point]));
        }

        if (OutsidePoints == x.Length) throw AllOutside(x.Length, string.Create(CultureInfo.InvariantCulture,
            $"x {source.X.Min():G6} to {source.X.Max():G6}, y {source.Y.Min():G6} to"
            + $" {source.Y.Max():G6} in {source.Crs}"));
        Cover(source, grid);
    }

    private GridMismatchException AllOutside(long count, string where) => new(new Fault("No point of interest is in a cell.",
        new SourceLocation(_inputs.PointFile), _inputs.Grid.ToString(), $"{count} points outside: {where}",
        "Check the coordinate system of the points (--point.crs), whether longitude and latitude are exchanged (--point.longitude,"
        + " --point.latitude), and that points and cells are of one place."));

    // A cell is covered if its middle is in the area of the points.
    private void Cover(UrbanPoints source, Grid grid)
    {
        Bounds area = source.Area;
        using GdalTransformation? back = source.Crs.Equals(grid.Crs) ? null : new GdalTransformation(grid.Crs, source.Crs);
        double[] x = new double[grid.Columns], y = new double[grid.Columns];
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < x.Length; column++) (x[column], y[column]) = grid.CentreOf(row, column);
            back?.Transform(x, y);
            for (int column = 0; column < x.Length; column++)
                if (x[column] >= area.West && x[column] <= area.East && y[column] >= area.South && y[column] <= area.North)
                    _covered.Add((row * grid.Columns) + column);
        }

        // What is known is not thrown away because a middle lies outside.
        _covered.UnionWith(_points.Keys);
    }

    private void Bin(CellCounts counts)
    {
        int[] places = counts.Places(_inputs.Grid);
        for (int row = 0; row < places.Length; row++)
        {
            List<PointOfInterest> points = [.. counts.PointsOf(row)];
            if (places[row] < 0) OutsidePoints += points.Count;
            else
            {
                _covered.Add(places[row]);
                _points[places[row]] = points;
            }
        }

        if (places.All(place => place < 0)) throw AllOutside(OutsidePoints, $"{places.Length} cells of {Path.GetFileName(counts.Path)}");
    }

    private IEnumerable<string> AllNotes(UrbanPrepareOptions options)
    {
        if (_inputs.Images is { } images)
        {
            yield return $"images: {images.Form}, resampled to {options.Image.Pixels} x {options.Image.Pixels} pixels a cell; alpha"
                + $" below half is "
                + "no data, colour profiles are not applied";
            foreach (string note in images.Notes.Concat(_images!.Modes.Notes())) yield return note;
            if (_images.Modes.IsRangeAssumed && Brightest() is < DarkLevel and var level)
                yield return $"images are nearly black: the brightest colour is {level} of 255, as all that their bits can say became black"
                    + " to white; give the values that are used by --image.range";
            if (images.OtherFiles > 0) yield return $"{images.OtherFiles} files of the folder are no tiles and were not read";
            if (options.Image.LeastCover < 1) yield return $"pixels without data are black in cells of which at least"
                + $" {options.Image.LeastCover:P0} has data";
            if (_images is { Corrupt.Count: > 0 }) yield return $"{_images.Corrupt.Count} images cannot be decoded: "
                + string.Join(", ", _images.Corrupt.Keys.Take(5));
        }

        foreach (string note in _inputs.Points?.Notes() ?? []) yield return note;
        if (_inputs.Counts is { } counts)
            yield return $"counts of {Path.GetFileName(counts.Path)} have no places inside of the cells: categories "
                + string.Join(", ", counts.Categories);
        if (OutsidePoints > 0) yield return $"{OutsidePoints} points of interest are outside of the cells and left out";
        foreach (string note in _inputs.Covariates.SelectMany(one => one.Notes).Concat(_inputs.Target?.Notes ?? [])) yield return note;
        foreach (string kind in Kinds)
            if (Missing.Count(one => one.ContainsKey(kind)) is > 0 and int count) yield return $"{count} of {Cells.Length} cells lack"
                + $" {Lacking(kind)}";
    }

    // The brightest colour of all images.
    private int Brightest()
    {
        int brightest = 0;
        byte[] pixels = new byte[_images!.Length];
        foreach (int at in _imageAt.Values)
        {
            _images.Load(at, pixels);
            foreach (byte colour in pixels) brightest = Math.Max(brightest, colour);
            if (brightest >= DarkLevel) break;
        }

        return brightest;
    }

    private static string Lacking(string kind) => kind switch { "image" => "an image", "points" => "points (not covered by their source)",
        "covariates" => "a covariate", "target" => "a target", _ => "a region" };
}
