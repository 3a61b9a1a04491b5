namespace Kaya.NetCdf;

/// <summary>
/// Something that Kaya does not read in an HDF5 file, thrown through the HDF5 library and turned into a fault outside of it.
/// </summary>
internal sealed class HdfRefusal(string found, bool isDamage = true) : Exception(found)
{
    /// <summary>Whether the file is damaged; else it is whole, but of a kind that is not read.</summary>
    public bool IsDamage { get; } = isDamage;
}
