
namespace Kaya.Core;

/// <summary>One column of a result table.</summary>
/// <param name="Name">The name, such as <c>emission</c>; unique in its table.</param>
/// <param name="Unit">Unit of the numbers; null for text, dates and flags.</param>
/// <param name="Decimals">Decimals shown on screen and in reports; null for four significant digits. Files have all digits.</param>
/// <param name="Description">One sentence for the metadata and the report.</param>
public sealed record ResultColumn(string Name, Unit? Unit = null, int? Decimals = null, string? Description = null)
{
    /// <summary>Name and unit as a heading, such as <c>emission [Mt d-1]</c>; only the name for text and dimensionless numbers.</summary>
    public string Heading => Unit is null || Unit == Unit.One ? Name : $"{Name} [{Unit}]";
}
