namespace Kaya.Geo;

/// <summary>One line of a certificate.</summary>
/// <param name="Zone">Code of the zone.</param>
/// <param name="Statistic">The statistic of the zone; NaN for a zone that was left out.</param>
/// <param name="Sum">The sum of its cells.</param>
/// <param name="Residual">Statistic minus sum.</param>
public sealed record ZoneBalance(string Zone, double Statistic, double Sum, double Residual)
{
    /// <summary>Whether the residual is at most one unit in the last place of the statistic.</summary>
    public bool Holds => Math.Abs(Residual) <= Math.BitIncrement(Math.Abs(Statistic)) - Math.Abs(Statistic);
}
