using Kaya.Core;
using Kaya.Geo;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>Zero-shot super-resolution: learns from one map alone how its cells divide, from the way its own blocks of cells do.</summary>
/// <remarks>
/// Liu et al. (2023), section ZSSR, after Shocher et al. (2018): residual network over the interpolated map, absolute loss, Adam, pairs of the map and its
/// area means at random scales, turned and mirrored. Ours: no-data is masked and filled from its neighbours, the scale is the logarithm of density,
/// the stopping rule watches tiles that the network does not learn from, and several networks tell how sure the detail is.
/// </remarks>
/// <param name="options">Settings.</param>
public sealed class ZeroShotSuperResolution(ZeroShotSuperResolutionOptions? options = null)
{
    private const int FewestCells = 8;

    /// <summary>Settings.</summary>
    public ZeroShotSuperResolutionOptions Options { get; } = options ?? new ZeroShotSuperResolutionOptions();

    /// <summary>Folder for checkpoints, from which an interrupted training goes on; none where null.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Learns from a map.</summary>
    /// <param name="density">Densities, 0 or more; no-data cells are masked.</param>
    /// <param name="context">Randomness, progress, device, cancellation.</param>
    /// <param name="band">The band to learn from, from 0.</param>
    /// <returns>The networks; dispose of them.</returns>
    /// <exception cref="DataFormatException">Fewer than 8 rows or columns, no cell with data, or a negative one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; checkpoints have been written.</exception>
    public SuperResolutionModel Train(IntensiveRaster density, FitContext context, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(context);
        Require(density, band);
        LogScale scale = LogScale.Of(density.Values(band), Options.LinearPart);
        DensityMap map = new(density, band);
        Dictionary<string, StateArray>[] networks = WorkerThreads.Run(Options.Members, context, (member, own) =>
        {
            using SuperResolutionTraining training = new(map, Options, scale, member, own);
            training.Train(CheckpointFolder, own);
            return training.Model.ToState($"member{member}/");
        }, threadsEach: 1);
        return new SuperResolutionModel(Options, scale, networks.SelectMany(network => network).ToDictionary());
    }

    private static void Require(IntensiveRaster density, int band)
    {
        Grid grid = density.Grid;
        if (grid.Rows < FewestCells || grid.Columns < FewestCells)
            throw new DataFormatException(new Fault("The map is too small to learn from.", Expected: $"at least {FewestCells} rows and columns",
                Found: $"{grid.Rows} rows, {grid.Columns} columns", Remedy: "Use a larger area, or leave super-resolution out."));
        bool any = false;
        ReadOnlySpan<double> values = density.Values(band);
        for (int cell = 0; cell < values.Length; cell++)
        {
            any |= !double.IsNaN(values[cell]);
            if (values[cell] < 0 || double.IsInfinity(values[cell]))
                throw new DataFormatException(new Fault("A density cannot be used.", new SourceLocation(Variable: $"row {cell / grid.Columns}, column {cell % grid.Columns}"),
                    "a finite number, 0 or more", FormattableString.Invariant($"{values[cell]}"), "Set negative values to 0 or to no-data."));
        }

        if (!any) throw new DataFormatException(new Fault("No cell of the map has data.", Expected: "at least one cell with data", Found: "no-data everywhere", Remedy: "Check the mask and the no-data value."));
    }
}
