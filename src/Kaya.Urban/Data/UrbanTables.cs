using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>A raster that describes cells beside images and points of interest, such as night light.</summary>
/// <param name="Name">Name of the covariate.</param>
/// <param name="Unit">Unit as text; empty where none is known.</param>
public sealed record UrbanCovariate(string Name, string Unit);

/// <summary>All that is known of the cells of a region except for the pixels of their images.</summary>
/// <remarks>n cells, in ascending order of their place in the grid.</remarks>
public sealed record UrbanTables
{
    /// <summary>The grid of the cells.</summary>
    public required Grid Grid { get; init; }

    /// <summary>[n] row x columns + column of each cell, ascending.</summary>
    public required ImmutableArray<int> Cells { get; init; }

    /// <summary>[n] image of each cell from 0, or -1; empty where there are no images at all.</summary>
    public ImmutableArray<int> ImageOf { get; init; } = [];

    /// <summary>Rows and columns of an image; 0 where there are none.</summary>
    public int PixelSize { get; init; }

    /// <summary>Categories of the points of interest; empty where there are none at all.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Whether the places of points in their cells are known, or only counts.</summary>
    public bool HasPositions { get; init; } = true;

    /// <summary>[n] whether the source of the points covers a cell: such a cell may have no point; empty: all are covered.</summary>
    public ImmutableArray<bool> HasPoints { get; init; } = [];

    /// <summary>[n + 1] first point of each cell, and the number of points.</summary>
    public ImmutableArray<int> PointStart { get; init; } = [];

    /// <summary>The points, cell by cell.</summary>
    public ImmutableArray<PointOfInterest> Points { get; init; } = [];

    /// <summary>The covariates.</summary>
    public ImmutableArray<UrbanCovariate> Covariates { get; init; } = [];

    /// <summary>[n x covariates] values, NaN where there is none.</summary>
    public ImmutableArray<float> CovariateValues { get; init; } = [];

    /// <summary>[n] emission of each cell in t CO2 of the period, NaN where none is known; empty where none is known at all.</summary>
    public ImmutableArray<double> Targets { get; init; } = [];

    /// <summary>What the emission is and of which period, for tables and figures.</summary>
    public string TargetName { get; init; } = "";

    /// <summary>Names of the regions (districts) that the cells belong to.</summary>
    public ImmutableArray<string> Regions { get; init; } = [];

    /// <summary>[n] region of each cell from 0, or -1; empty where there are no regions.</summary>
    public ImmutableArray<int> RegionOf { get; init; } = [];

    /// <summary>What a reader of results should know of the data: what was left out, assumed, converted.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether the data are of the sample world.</summary>
    public bool IsSample { get; init; }
}
