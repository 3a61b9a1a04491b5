namespace Kaya.NetCdf;

/// <summary>A dimension of a netCDF file.</summary>
/// <param name="Name">Its name; with the path of its group, if it is in one, such as <c>forecast/time</c>.</param>
/// <param name="Length">Number of entries.</param>
/// <param name="IsUnlimited">Whether it can grow.</param>
public sealed record NetCdfDimension(string Name, long Length, bool IsUnlimited)
{
    /// <summary>Prints name and length.</summary>
    /// <returns>Such as <c>time = 744</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"{Name} = {Length}");
}
