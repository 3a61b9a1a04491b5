using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Kaya.Core;

/// <summary>A sector of emissions by its code in the 2006 IPCC guidelines (volume 1, table 8.2), such as 1.A.3.b, road
/// transportation.</summary>
/// <remarks>An open list: every code of the right form is a sector, so an inventory may be finer than the names known here. Two sectors are
/// equal if their codes are equal.</remarks>
public sealed partial record IpccSector
{
    // 2006 IPCC Guidelines for National Greenhouse Gas Inventories, volume 1, chapter 8, table 8.2.
    private static readonly FrozenDictionary<string, string> s_names = new Dictionary<string, string>
    {
        ["1"] = "energy",
        ["1.A"] = "fuel combustion activities",
        ["1.A.1"] = "energy industries",
        ["1.A.1.a"] = "main activity electricity and heat production",
        ["1.A.1.b"] = "petroleum refining",
        ["1.A.1.c"] = "manufacture of solid fuels and other energy industries",
        ["1.A.2"] = "manufacturing industries and construction",
        ["1.A.3"] = "transport",
        ["1.A.3.a"] = "civil aviation",
        ["1.A.3.a.i"] = "international aviation",
        ["1.A.3.a.ii"] = "domestic aviation",
        ["1.A.3.b"] = "road transportation",
        ["1.A.3.c"] = "railways",
        ["1.A.3.d"] = "water-borne navigation",
        ["1.A.3.e"] = "other transportation",
        ["1.A.4"] = "other sectors",
        ["1.A.4.a"] = "commercial and institutional",
        ["1.A.4.b"] = "residential",
        ["1.A.4.c"] = "agriculture, forestry, fishing",
        ["1.A.5"] = "non-specified",
        ["1.B"] = "fugitive emissions from fuels",
        ["1.B.1"] = "solid fuels",
        ["1.B.2"] = "oil and natural gas",
        ["1.C"] = "carbon dioxide transport and storage",
        ["2"] = "industrial processes and product use",
        ["2.A"] = "mineral industry",
        ["2.A.1"] = "cement production",
        ["2.B"] = "chemical industry",
        ["2.C"] = "metal industry",
        ["2.C.1"] = "iron and steel production",
        ["2.D"] = "non-energy products from fuels and solvent use",
        ["3"] = "agriculture, forestry and other land use",
        ["3.A"] = "livestock",
        ["3.A.1"] = "enteric fermentation",
        ["3.A.2"] = "manure management",
        ["3.B"] = "land",
        ["3.C"] = "aggregate sources and non-CO2 emissions sources on land",
        ["3.C.1"] = "biomass burning",
        ["3.C.7"] = "rice cultivations",
        ["4"] = "waste",
        ["4.A"] = "solid waste disposal",
        ["4.B"] = "biological treatment of solid waste",
        ["4.C"] = "incineration and open burning of waste",
        ["4.D"] = "wastewater treatment and discharge",
        ["5"] = "other",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private IpccSector(string code) => Code = code;

    /// <summary>The code with a dot between its parts: <c>1.A.3.a.ii</c>.</summary>
    public string Code { get; }

    /// <summary>How many parts the code has: 1 for <c>1</c>, 5 for <c>1.A.3.a.ii</c>.</summary>
    public int Level => Code.Count(letter => letter == '.') + 1;

    /// <summary>The sector one level up; null for the five at the top.</summary>
    public IpccSector? Parent => Code.LastIndexOf('.') is > 0 and int dot ? new IpccSector(Code[..dot]) : null;

    /// <summary>Its name in the guidelines, lower case, such as <c>road transportation</c>; null if it is not in the list
    /// here.</summary>
    public string? Name => s_names.GetValueOrDefault(Code);

    /// <summary>Reads a code with or without dots, upper or lower case.</summary>
    /// <param name="code">Such as <c>1.A.1.a</c>, <c>1A1a</c> or <c>1a3aii</c>.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <returns>The sector.</returns>
    /// <exception cref="DataFormatException">No code of this form.</exception>
    public static IpccSector Parse(string code, SourceLocation? where = null) => TryParse(code) ?? throw new DataFormatException(new Fault(
        "This is not a sector code of the 2006 IPCC guidelines.", where, "a code such as 1.A.1.a or 1A3b", $"'{code}'",
            "Correct the code."));

    /// <summary>Reads a code if it is valid.</summary>
    /// <param name="code">As for <see cref="Parse"/>.</param>
    /// <returns>The sector; null for anything else.</returns>
    public static IpccSector? TryParse(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Match match = Form().Match(code.Trim());
        if (!match.Success) return null;
        // Numbers and small letters alternate with one capital letter: 1.A.3.a.ii.
        string[] parts = [
            .. match.Groups.Values.Skip(1).Where(part => part.Success).Select((part, level) => level == 1 ? part.Value.ToUpperInvariant()
            : part.Value.ToLowerInvariant())];
        return new IpccSector(string.Join('.', parts));
    }

    /// <summary>Whether another sector is this one or a part of it.</summary>
    /// <param name="other">Another sector.</param>
    /// <returns>True for 1.A and 1.A.3.b; false for 1.A.1 and 1.A.3.b.</returns>
    public bool Contains(IpccSector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Code == Code || other.Code.StartsWith(Code + ".", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => Name is null ? Code : $"{Code} {Name}";

    [GeneratedRegex(@"^([1-5])(?:\.?([A-Z])(?:\.?([1-9][0-9]?)(?:\.?([a-z])(?:\.?([ivx]+)(?:\.?([1-9]))?)?)?)?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
