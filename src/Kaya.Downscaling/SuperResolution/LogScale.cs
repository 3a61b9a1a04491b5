using System.Text.Json.Nodes;

namespace Kaya.Downscaling;

/// <summary>The variance-stabilised scale of the networks: standardised <c>log(1 + density / reference)</c>.</summary>
/// <remarks>The reference is a fraction of the map's mean, so scaling a map does not change the network input.</remarks>
/// <param name="Reference">Density below which the scale is nearly linear, in the unit of the map.</param>
/// <param name="Mean">Mean of the logarithms.</param>
/// <param name="Deviation">Standard deviation of the logarithms.</param>
internal sealed record LogScale(double Reference, double Mean, double Deviation)
{
    /// <summary>Computes the scale of a map.</summary>
    public static LogScale Of(ReadOnlySpan<double> densities, double linearPart)
    {
        (double sum, long positive) = (0, 0);
        foreach (double density in densities)
            if (density > 0) (sum, positive) = (sum + density, positive + 1);
        double reference = positive == 0 ? 1 : linearPart * sum / positive;
        (double first, double second, long count) = (0, 0, 0);
        foreach (double density in densities)
        {
            if (double.IsNaN(density)) continue;
            double log = Math.Log(1 + (density / reference));
            (first, second, count) = (first + log, second + (log * log), count + 1);
        }

        double mean = count == 0 ? 0 : first / count, variance = count == 0 ? 0 : (second / count) - (mean * mean);
        return new LogScale(reference, mean, variance > 1e-12 ? Math.Sqrt(variance) : 1);
    }

    /// <summary>Converts to the scale.</summary>
    public float To(double density) => (float)((Math.Log(1 + (density / Reference)) - Mean) / Deviation);

    /// <summary>Converts a patch of densities to the scale; no-data is kept.</summary>
    public Patch To(Patch density) =>
        density with { Values = Array.ConvertAll(density.Values, value => float.IsNaN(value) ? float.NaN : To(value)) };

    /// <summary>Converts back to a density, at least 0.</summary>
    public double From(double scaled) => Reference * Math.Max(0, Math.Exp((scaled * Deviation) + Mean) - 1);

    /// <summary>For the model's description.</summary>
    public JsonObject ToJson() => new() { ["reference"] = Reference, ["mean"] = Mean, ["deviation"] = Deviation };
}
