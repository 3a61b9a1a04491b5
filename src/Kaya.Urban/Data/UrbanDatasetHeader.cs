using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>The JSON part of a file of cells.</summary>
internal sealed record UrbanDatasetHeader
{
    private const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string Crs { get; init; }

    public required double[] Affine { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int PixelSize { get; init; }

    public required string[] Categories { get; init; }

    public required bool HasPositions { get; init; }

    public required UrbanCovariate[] Covariates { get; init; }

    public required string TargetName { get; init; }

    public required string[] Regions { get; init; }

    public required string[] Notes { get; init; }

    public required bool IsSample { get; init; }

    internal static string Write(UrbanTables tables)
    {
        Affine a = tables.Grid.Affine;
        return JsonSerializer.Serialize(new UrbanDatasetHeader
        {
            Crs = tables.Grid.Crs.Wkt,
            Affine = [a.OriginX, a.StepX, a.ShearX, a.OriginY, a.ShearY, a.StepY],
            Rows = tables.Grid.Rows,
            Columns = tables.Grid.Columns,
            PixelSize = tables.PixelSize,
            Categories = [.. tables.Categories],
            HasPositions = tables.HasPositions,
            Covariates = [.. tables.Covariates],
            TargetName = tables.TargetName,
            Regions = [.. tables.Regions],
            Notes = [.. tables.Notes],
            IsSample = tables.IsSample,
        });
    }

    internal static UrbanTables Read(SafetensorsReader file)
    {
        UrbanDatasetHeader header = Parse(file);
        double[] a = header.Affine;
        int[] cells = file.Read<int>("cell");
        UrbanTables tables = new()
        {
            Grid = new Grid(CoordinateSystem.Parse(header.Crs), new Affine(a[0], a[1], a[2], a[3], a[4], a[5]), header.Rows,
                header.Columns),
            Cells = ImmutableCollectionsMarshal.AsImmutableArray(cells),
            PixelSize = header.PixelSize,
            ImageOf = header.PixelSize > 0 ? Whole<int>(file, "image_of") : [],
            Categories = [.. header.Categories],
            HasPositions = header.HasPositions,
            HasPoints = header.Categories.Length > 0 ? [.. file.Read<byte>("has_points").Select(one => one != 0)] : [],
            PointStart = header.Categories.Length > 0 ? Whole<int>(file, "point_start") : [],
            Points = header.Categories.Length > 0
                ? [.. MemoryMarshal.Cast<ushort, PointOfInterest>(file.Read<ushort>("points"))] : [],
            Covariates = [.. header.Covariates],
            CovariateValues = header.Covariates.Length > 0 ? Whole<float>(file, "covariates") : [],
            Targets = file.Has("targets") ? Whole<double>(file, "targets") : [],
            TargetName = header.TargetName,
            Regions = [.. header.Regions],
            RegionOf = file.Has("region") ? Whole<int>(file, "region") : [],
            Notes = [.. header.Notes],
            IsSample = header.IsSample,
        };
        UrbanTableChecks.Require(tables, file.Path);
        return tables;
    }

    private static ImmutableArray<T> Whole<T>(SafetensorsReader file, string name) where T : unmanaged =>
        ImmutableCollectionsMarshal.AsImmutableArray(file.Read<T>(name));

    private static UrbanDatasetHeader Parse(SafetensorsReader file)
    {
        string text = file.Metadata.TryGetValue(UrbanDataset.MetadataKey, out string? found) ? found
            : throw Wrong(file, "no description of cells");
        UrbanDatasetHeader? header;
        try
        {
            header = JsonSerializer.Deserialize<UrbanDatasetHeader>(text);
        }
        catch (JsonException cause)
        {
            throw Wrong(file, "a description that cannot be read", cause);
        }

        return header is { Version: CurrentVersion, Affine.Length: 6 } ? header : throw Wrong(file, $"version {header?.Version}");
    }

    private static ModelFormatException Wrong(SafetensorsReader file, string found, Exception? cause = null) => new(
        new Fault("The file is not one of prepared cells.", new SourceLocation(file.Path), $"cells of version {CurrentVersion}", found,
            "Make it with 'kaya urban prepare'."), cause);
}
