using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>The unit of a column of generation or emissions: how many GWh or Mt one is, and over which time.</summary>
/// <param name="Text">As written.</param>
/// <param name="Factor">GWh or Mt per unit; of power, GWh in an hour.</param>
/// <param name="Time">What the values are: sums of their row's period, power, or daily rates.</param>
internal sealed partial record TableUnit(string Text, double Factor, TableTime Time)
{
    /// <summary>Reads a unit of generation or emissions.</summary>
    /// <returns>Null if it is not one.</returns>
    public static TableUnit? Of(string text, bool isEnergy)
    {
        string plain = text.Trim().ToLowerInvariant().Replace('₂', '2');
        bool perDay = PerDay().IsMatch(plain);
        if (perDay) plain = PerDay().Replace(plain, "").Trim();
        plain = plain.Replace("co2", "", StringComparison.Ordinal).Trim();
        (double Factor, TableTime Time)? found = isEnergy
            ? plain switch
            {
                "kwh" => (1e-6, TableTime.Sum), "mwh" => (1e-3, TableTime.Sum), "gwh" => (1, TableTime.Sum), "twh" => (1e3, TableTime.Sum),
                "kw" => (1e-6, TableTime.Power), "mw" => (1e-3, TableTime.Power), "gw" => (1, TableTime.Power), _ => null,
            }
            : plain switch
            {
                "t" or "tonnes" or "tonne" => (1e-6, TableTime.Sum), "kt" => (1e-3, TableTime.Sum),
                "mt" or "million tonnes" => (1, TableTime.Sum), "gt" => (1e3, TableTime.Sum), _ => null,
            };
        return found is not { } unit || perDay && unit.Time == TableTime.Power ? null
            : new TableUnit(text.Trim(), unit.Factor, perDay ? TableTime.Daily : unit.Time);
    }

    /// <summary>The unit at the end of a heading: <c>coal [GWh]</c>, <c>coal (GWh)</c>, <c>Coal - TWh</c>, <c>Kohle in MWh</c>,
    /// <c>generation_twh</c>, <c>MtCO2 per day</c>.</summary>
    /// <returns>The heading without it, and the unit; null for none.</returns>
    public static (string Name, TableUnit? Unit) Split(string heading, bool isEnergy)
    {
        Match match = AtEnd().Match(heading);
        if (match.Success && Of(match.Groups["unit"].Value, isEnergy) is { } unit) return (heading[..match.Index].Trim(), unit);
        return Of(heading, isEnergy) is { } whole ? ("value", whole) : (heading, null);
    }

    [GeneratedRegex(@"\s*(/|per )\s*(d|day|tag)$")]
    private static partial Regex PerDay();

    [GeneratedRegex(@"\s*(\[(?<unit>[^\]]+)\]|\((?<unit>[^)]+)\)|( - |, | in |_)(?<unit>[^\s_]+))\s*$")]
    private static partial Regex AtEnd();
}

/// <summary>What values of a table are over time.</summary>
internal enum TableTime
{
    /// <summary>The sum over the period of their row.</summary>
    Sum,

    /// <summary>Mean power over the period of their row.</summary>
    Power,

    /// <summary>Amounts per day.</summary>
    Daily,
}
