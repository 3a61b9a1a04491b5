namespace Kaya.NetCdf;

/// <summary>
/// An unsupported feature or damage of an HDF5 file, thrown through the HDF5 library and converted to a Kaya exception.
/// </summary>
internal sealed class HdfRefusal(string found, bool isDamage = true) : Exception(found)
{
    /// <summary>Whether the file is damaged; otherwise it uses an unsupported feature.</summary>
    public bool IsDamage { get; } = isDamage;
}
