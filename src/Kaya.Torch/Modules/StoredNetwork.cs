namespace Kaya.Torch;

/// <summary>Networks of stored models.</summary>
public static class StoredNetwork
{
    /// <summary>Fills a network that was made for this with stored arrays, and sets it to predict.</summary>
    /// <typeparam name="T">Type of the network.</typeparam>
    /// <param name="network">The network; disposed if the arrays do not fit it.</param>
    /// <param name="arrays">Arrays by name; other arrays are ignored.</param>
    /// <param name="prefix">Prefix of the names.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelFormatException">An array is missing, or has the wrong shape or type.</exception>
    public static T Filled<T>(T network, IReadOnlyDictionary<string, StateArray> arrays, string prefix = "") where T : Module
    {
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            network.LoadState(arrays, prefix);
            network.SetTraining(false);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
