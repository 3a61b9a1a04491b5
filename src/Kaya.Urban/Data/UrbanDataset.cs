using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>The prepared cells of a region: images as bytes, points of interest as points, covariates and targets, in one file. Images
/// are read from it when they are needed, so there may be more of them than the memory holds.</summary>
/// <remarks>
/// The file is safetensors, so other programs read it too: <c>cell</c> I32 [n], <c>image_of</c> I32 [n], <c>images</c> U8 [images, size,
/// size, 3], <c>point_start</c> I32 [n + 1], <c>points</c> U16 [points, row/column/category], <c>has_points</c> U8 [n],
/// <c>covariates</c> F32 [n, covariates], <c>targets</c> F64 [n], <c>region</c> I32 [n]; the grid and all names are JSON under the key
/// <c>kaya.urban</c> of the metadata. Safe for use by several threads until disposed.
/// </remarks>
public sealed class UrbanDataset : IDisposable
{
    internal const string MetadataKey = "kaya.urban";
    private readonly SafetensorsReader _file;
    private readonly int[] _pointStart;
    private readonly int[] _places;
    private readonly ChangedCell? _changed;

    private UrbanDataset(SafetensorsReader file, UrbanTables tables, ChangedCell? changed = null)
    {
        (_file, Tables, _changed) = (file, tables, changed);
        _pointStart = [.. tables.PointStart];
        _places = new int[tables.Grid.CellCount];
        Array.Fill(_places, -1);
        for (int cell = 0; cell < tables.Cells.Length; cell++) _places[tables.Cells[cell]] = cell;
    }

    /// <summary>All except for the pixels.</summary>
    public UrbanTables Tables { get; }

    /// <summary>The grid of the cells.</summary>
    public Grid Grid => Tables.Grid;

    /// <summary>Number of cells.</summary>
    public int Count => Tables.Cells.Length;

    /// <summary>Where the file lies.</summary>
    public string Path => _file.Path;

    /// <summary>Number of bytes of an image: size x size x 3.</summary>
    public int ImageLength => Tables.PixelSize * Tables.PixelSize * 3;

    /// <summary>The kinds of input that the file has.</summary>
    public ImmutableArray<UrbanModality> Modalities { get; private init; } = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">A file of <see cref="UrbanDatasetWriter"/>.</param>
    /// <returns>The cells.</returns>
    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or is something else.</exception>
    public static UrbanDataset Open(string path)
    {
        SafetensorsReader file = SafetensorsReader.Open(path);
        try
        {
            UrbanTables tables = UrbanDatasetHeader.Read(file);
            List<UrbanModality> modalities = [];
            if (tables.PixelSize > 0) modalities.Add(UrbanModality.Image);
            if (!tables.Categories.IsEmpty) modalities.Add(UrbanModality.Points);
            if (!tables.Covariates.IsEmpty) modalities.Add(UrbanModality.Covariates);
            return new UrbanDataset(file, tables) { Modalities = [.. modalities] };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a cell has a kind of input. A cell without a point of interest has points where their source covers it.</summary>
    /// <param name="cell">Cell from 0.</param>
    /// <param name="modality">The kind.</param>
    /// <returns>True if it has.</returns>
    public bool Has(int cell, UrbanModality modality) => modality switch
    {
        UrbanModality.Image => Tables.PixelSize > 0 && Tables.ImageOf[cell] >= 0,
        UrbanModality.Points => !Tables.Categories.IsEmpty && (Tables.HasPoints.IsEmpty || Tables.HasPoints[cell]),
        _ => !Tables.Covariates.IsEmpty && !AnyMissing(Covariates(cell)),
    };

    /// <summary>The emission of a cell.</summary>
    /// <param name="cell">Cell from 0.</param>
    /// <returns>t CO2 of the period; NaN where none is known.</returns>
    public double Target(int cell) => Tables.Targets.IsEmpty ? double.NaN : Tables.Targets[cell];

    /// <summary>The cell at a place of the grid.</summary>
    /// <param name="row">Row, also outside of the grid.</param>
    /// <param name="column">Column, also outside of the grid.</param>
    /// <returns>The cell; -1 where there is none.</returns>
    public int At(int row, int column) =>
        row < 0 || column < 0 || row >= Grid.Rows || column >= Grid.Columns ? -1 : _places[(row * Grid.Columns) + column];

    /// <summary>Place of a cell in the grid.</summary>
    /// <param name="cell">Cell from 0.</param>
    /// <returns>Row and column.</returns>
    public (int Row, int Column) PlaceOf(int cell) => Math.DivRem(Tables.Cells[cell], Grid.Columns);

    /// <summary>Reads the image of a cell.</summary>
    /// <param name="cell">Cell from 0, with an image.</param>
    /// <param name="pixels">Receives [row, column, red/green/blue].</param>
    /// <exception cref="ArgumentOutOfRangeException">The cell has no image.</exception>
    public void ReadImage(int cell, Span<byte> pixels)
    {
        if (!Has(cell, UrbanModality.Image)) throw new ArgumentOutOfRangeException(nameof(cell), cell, "the cell has no image");
        if (_changed is { Image: { } image } && _changed.Cell == cell) image.Span.CopyTo(pixels);
        else _file.Read("images", (long)Tables.ImageOf[cell] * ImageLength, pixels[..ImageLength]);
    }

    /// <summary>The points of interest of a cell.</summary>
    /// <param name="cell">Cell from 0.</param>
    /// <returns>The points, in no particular order.</returns>
    public ReadOnlySpan<PointOfInterest> Points(int cell) => Tables.Categories.IsEmpty ? []
        : _changed is { Points: { } points } && _changed.Cell == cell ? points.AsSpan()
        : Tables.Points.AsSpan(_pointStart[cell], _pointStart[cell + 1] - _pointStart[cell]);

    /// <summary>Number of points of each category in a cell.</summary>
    /// <param name="cell">Cell from 0.</param>
    /// <returns>[categories].</returns>
    public int[] PointCounts(int cell)
    {
        int[] counts = new int[Tables.Categories.Length];
        foreach (PointOfInterest point in Points(cell)) counts[point.Category]++;
        return counts;
    }

    /// <summary>The covariates of a cell.</summary>
    /// <param name="cell">Cell from 0.</param>
    /// <returns>[covariates], NaN where there is none.</returns>
    public ReadOnlySpan<float> Covariates(int cell) =>
        Tables.CovariateValues.AsSpan(cell * Tables.Covariates.Length, Tables.Covariates.Length);

    /// <summary>The same cells with another image or other points in one of them, to see what a model makes of it.</summary>
    /// <param name="changed">The cell and its new contents.</param>
    /// <returns>Cells that share this file; not to be disposed, and not to be used after this is disposed.</returns>
    /// <exception cref="ArgumentException">The image has another size, or a point another category.</exception>
    public UrbanDataset With(ChangedCell changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(changed.Cell, Count, nameof(changed));
        if (changed.Image is { } image && image.Length != ImageLength)
            throw new ArgumentException($"an image has {ImageLength} bytes, not {image.Length}", nameof(changed));
        if (changed.Points is { } points && points.Any(point => point.Category >= Tables.Categories.Length))
            throw new ArgumentException($"there are {Tables.Categories.Length} categories", nameof(changed));
        return new UrbanDataset(_file, Tables, changed) { Modalities = Modalities };
    }

    /// <summary>SHA-256 of the whole file, as lower-case hexadecimal.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The digest; it identifies the data of a checkpoint.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public string Digest(CancellationToken cancellation = default)
    {
        using FileStream stream = new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashDataAsync(stream, cancellation).AsTask().GetAwaiter()
            .GetResult());
    }

    private static bool AnyMissing(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            if (float.IsNaN(value)) return true;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Count} cells of {string.Join(", ", Modalities)}, {Tables.Targets.Count(double.IsFinite)} with a target");
}

/// <summary>Other contents of one cell.</summary>
/// <param name="Cell">Cell from 0.</param>
/// <param name="Image">[row, column, red/green/blue]; null for its own.</param>
/// <param name="Points">Points of interest; null for its own.</param>
public sealed record ChangedCell(int Cell, ReadOnlyMemory<byte>? Image = null, ImmutableArray<PointOfInterest>? Points = null);
