using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>A map with finer cells.</summary>
/// <param name="Density">Densities in the unit of the coarse map; not yet made to add up.</param>
/// <param name="StandardDeviation">Standard deviation of the logarithm of density over members and turns: how unsure the detail is. Unit 1.</param>
public sealed record RefinedMap(IntensiveRaster Density, IntensiveRaster StandardDeviation);

/// <summary>Networks that have learnt how cells of one map divide.</summary>
public sealed class SuperResolutionModel : IDisposable
{
    private const string Kind = "zssr";
    private readonly IReadOnlyDictionary<string, StateArray> _arrays;
    private readonly SuperResolutionNetwork[] _networks;
    private readonly LogScale _scale;

    internal SuperResolutionModel(ZeroShotSuperResolutionOptions options, LogScale scale, IReadOnlyDictionary<string, StateArray> arrays)
    {
        (Options, _scale, _arrays) = (options, scale, arrays);
        _networks = [.. Enumerable.Range(0, options.Members).Select(Network)];
    }

    /// <summary>Settings it was trained with.</summary>
    public ZeroShotSuperResolutionOptions Options { get; }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <returns>The model; dispose of it.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or an array is missing.</exception>
    public static SuperResolutionModel FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        return new SuperResolutionModel(state.Description["options"].Deserialize<ZeroShotSuperResolutionOptions>()!, LogScale.FromJson(state.Description["scale"]!), state.Arrays);
    }

    /// <summary>The model as plain data.</summary>
    /// <returns>Options, scale and weights.</returns>
    public ModelState ToState() => new(Kind, 1,
        new JsonObject { ["options"] = JsonSerializer.SerializeToNode(Options), ["scale"] = _scale.ToJson() }, _arrays);

    /// <summary>Cuts every cell in two by two, as often as it takes, and averages to the cells asked for.</summary>
    /// <param name="density">Densities in the unit of the map it was trained on, 0 or more.</param>
    /// <param name="factor">Fine cells along one side of a cell, 2 or more.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <param name="band">Which band, from 0; the others are left out.</param>
    /// <returns>Fine densities and the standard deviation of the last doubling; no-data where the coarse cell is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A factor below 2.</exception>
    public RefinedMap Refine(IntensiveRaster density, int factor, FitContext context, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        TiledRefinement refinement = new(_networks, Options, _scale);
        RefinedMap fine = refinement.Double(density, band, context);
        int reached = 2;
        for (; reached < factor; reached *= 2) fine = refinement.Double(fine.Density, 0, context);
        if (reached == factor) return fine;
        // Cells of a third or a fifth are means over cells of a quarter or an eighth.
        ConservativeRegridding regridding = new(fine.Density.Grid, density.Grid.Refine(factor));
        return new RefinedMap(regridding.Apply(fine.Density), regridding.Apply(fine.StandardDeviation));
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        foreach (SuperResolutionNetwork network in _networks) network.Dispose();
    }

    private SuperResolutionNetwork Network(int member)
    {
        SuperResolutionNetwork network = new(Options, new RandomSource(0));
        network.LoadState(_arrays, $"member{member}/");
        network.SetTraining(false);
        return network;
    }
}
