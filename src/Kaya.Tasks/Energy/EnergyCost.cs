using System.Globalization;
using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Estimated time of energy tasks. Measured on two cores of about 3 GHz; see
/// <c>docs/methods/energy.md</c>.</summary>
internal static class EnergyCost
{
    // Seconds a step takes per network and 256 rows, with cycle and latent losses.
    private const double SecondsPerNetworkStep = 0.0016;

    public static string Training(CleanOptions options)
    {
        double seconds = Seconds(options.Members, options.Steps, options.BatchSize, options.Backbone)
            + Seconds(2 * options.Members, options.Steps, options.BatchSize, options.Backbone)
            + Seconds(11 * options.Members, options.LeaveOutSteps, options.LeaveOutBatchSize, options.Backbone);
        return string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(seconds / 10) * 10:0} s on two cores, 0.6 GB of memory");
    }

    private static double Seconds(int networks, int steps, int rows, Backbone backbone) =>
        SecondsPerNetworkStep * networks * steps * rows / 256.0 * (backbone == Backbone.Cnn ? 2 : 1);
}
