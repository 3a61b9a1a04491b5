using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Downscaling;

// A fitted model as plain data, and back.
public sealed partial class SpatialModel
{
    private const string Kind = "spatial-regression";

    /// <summary>The model as plain data.</summary>
    /// <returns>Name, scale, ranges, unit, and the predictor inside.</returns>
    public ModelState ToState()
    {
        JsonObject description = new()
        {
            ["model"] = Name, ["extrapolation"] = Extrapolation.ToString(), ["scale"] = Scale.ToString(), ["unit"] = Unit.ToString(),
            ["ranges"] = new JsonArray([.. Ranges.Select(range => new JsonObject { ["driver"] = range.Driver, ["lowest"] = range.Lowest, ["highest"] = range.Highest })]),
        };
        Dictionary<string, StateArray> arrays = [];
        NestedState.Add(Predictor.ToState(), description, arrays);
        return new ModelState(Kind, 1, description, arrays);
    }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <param name="catalog">Which kinds of predictors can be read.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, a predictor that is not on the list, or a damaged state.</exception>
    public static SpatialModel FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        IPredictor predictor = catalog.Load(NestedState.Take(state));
        try
        {
            JsonObject said = state.Description;
            return new SpatialModel((string)said["model"]!, Enum.Parse<Extrapolation>((string)said["extrapolation"]!), Enum.Parse<ZonalScale>((string)said["scale"]!), predictor,
                [.. said["ranges"]!.AsArray().Select(range => new DriverRange((string)range!["driver"]!, (double)range["lowest"]!, (double)range["highest"]!))], Unit.Parse((string)said["unit"]!));
        }
        catch (Exception cause) when (cause is NullReferenceException or InvalidOperationException or FormatException or ArgumentException or DataFormatException)
        {
            throw new ModelFormatException(new Fault("The description of the model cannot be read.", Expected: "model, extrapolation, scale, unit, ranges", Found: string.Join(", ", state.Description.Select(pair => pair.Key)),
                Remedy: "Fit the model again."), cause);
        }
    }
}
