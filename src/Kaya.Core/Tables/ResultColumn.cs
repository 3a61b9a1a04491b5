
namespace Kaya.Core;

/// <summary>One column of a result table.</summary>
/// <param name="Name">Its name, such as <c>emission</c>; no two columns of a table share one.</param>
/// <param name="Unit">What its numbers count; null for text, dates and flags.</param>
/// <param name="Decimals">Digits after the point where people read it; files always hold the whole number. Null: four significant digits.</param>
/// <param name="Description">One sentence for the metadata and the report.</param>
public sealed record ResultColumn(string Name, Unit? Unit = null, int? Decimals = null, string? Description = null)
{
    /// <summary>Name and unit as a heading: <c>emission [Mt d-1]</c>; a pure number shows no unit.</summary>
    public string Heading => Unit is null || Unit == Unit.One ? Name : $"{Name} [{Unit}]";
}
