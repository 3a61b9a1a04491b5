using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>A map with finer cells.</summary>
/// <param name="Density">Densities in the unit of the coarse map; not yet adjusted to totals.</param>
/// <param name="StandardDeviation">Of the logarithm of density over members and rotations: uncertainty of the detail. Unit 1.</param>
public sealed record RefinedMap(IntensiveRaster Density, IntensiveRaster StandardDeviation);

/// <summary>Networks trained to refine the cells of one map.</summary>
public sealed class SuperResolutionModel : IFittedModel
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "zssr";

    // Version 1 had no unit.
    private const int Version = 2;

    private readonly IReadOnlyDictionary<string, StateArray> _arrays;
    private readonly NetworkCopy<SuperResolutionNetwork>[] _networks;
    private readonly LogScale _scale;

    internal SuperResolutionModel(ZeroShotSuperResolution options, LogScale scale, Unit? unit, IReadOnlyDictionary<string,
        StateArray> arrays)
    {
        (Options, _scale, Unit, _arrays) = (options, scale, unit, arrays);
        _networks = [
            .. Enumerable.Range(0, options.Members).Select(member => new NetworkCopy<SuperResolutionNetwork>(() => Network(member)))];
    }

    /// <summary>Settings it was trained with.</summary>
    public ZeroShotSuperResolution Options { get; }

    /// <summary>Unit of the densities it was trained on; null if an older file does not specify it.</summary>
    public Unit? Unit { get; }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or a part is missing or of the wrong form.</exception>
    public static SuperResolutionModel FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, Version);
        Description said = state.Described<Description>();
        try
        {
            Unit? unit = said.Unit is null ? null : Unit.Parse(said.Unit);
            SuperResolutionModel model = new(said.Options, said.Scale, unit, state.Arrays);
            // Weights that do not fit the options are refused here, not at the first use.
            foreach (NetworkCopy<SuperResolutionNetwork> network in model._networks) network.Use(_ => true);
            return model;
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException or DataFormatException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new() { ["options"] = JsonSerializer.SerializeToNode(Options), ["scale"] = _scale.ToJson() };
        if (Unit is not null) description["unit"] = Unit.ToString();
        return new ModelState(Kind, Unit is null ? 1 : Version, description, _arrays);
    }

    /// <summary>Splits every cell of the first band into 2 x 2 repeatedly, and averages to the requested cell size.</summary>
    /// <param name="density">Densities in the unit of the map it was trained on, 0 or more.</param>
    /// <param name="factor">Fine cells along one side of a cell, 2 or more.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <returns>Fine densities and the standard deviation of the last doubling; no-data where the coarse cell is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A factor below 2.</exception>
    /// <exception cref="UnitMismatchException">A different unit than that of the training data.</exception>
    /// <exception cref="DataFormatException">A density that is negative or not finite.</exception>
    public RefinedMap Refine(IntensiveRaster density, int factor, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        if (Unit is not null && !Unit.Equals(density.Unit))
            throw new UnitMismatchException(new Fault("The networks were trained on densities in a different unit.",
                new SourceLocation(Variable: density.Bands[0].Name), Unit.ToString(), density.Unit.ToString(),
                    "Convert the map to that unit."));
        TiledRefinement refinement = new(_networks, Options, _scale);
        RefinedMap fine = refinement.Double(density, context);
        int reached = 2;
        for (; reached < factor; reached *= 2) fine = refinement.Double(fine.Density, context);
        if (reached == factor) return fine;
        // For a factor of 3 or 5, the map is refined by 4 or 8 and averaged.
        ConservativeRegridding regridding = new(fine.Density.Grid, density.Grid.Refine(factor));
        return new RefinedMap(regridding.Apply(fine.Density), regridding.Apply(fine.StandardDeviation));
    }

    private SuperResolutionNetwork Network(int member)
    {
        return StoredNetwork.Filled(new SuperResolutionNetwork(Options, new RandomSource(0)),
            _arrays, string.Create(CultureInfo.InvariantCulture, $"member{member}/"));
    }

    /// <summary>What the description of a stored model must have.</summary>
    private sealed record Description(ZeroShotSuperResolution Options, LogScale Scale, string? Unit = null);
}
