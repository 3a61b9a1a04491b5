using Kaya.Core;

namespace Kaya.Figures;

/// <summary>Description of an axis.</summary>
/// <param name="Label">What it measures, such as <c>Emission</c>.</param>
/// <param name="Unit">Its unit; null or one for a pure number.</param>
public sealed record ChartAxis(string Label, Unit? Unit = null)
{
    /// <summary>Whether the numbers are days: <see cref="DateOnly.DayNumber"/>.</summary>
    public bool IsDate { get; init; }

    /// <summary>Whether the axis is logarithmic; values that are not positive are left out.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Lower end; null to fit the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>Upper end; null to fit the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>Label and unit: <c>Emission (Mt d-1)</c> with the exponent raised.</summary>
    internal string Caption => Unit is null || Unit == Unit.One ? Label : $"{Label} ({UnitDisplay.Raised(Unit)})";

    /// <summary>An axis of days.</summary>
    /// <param name="label">Label; often empty, since the ticks are clear.</param>
    /// <returns>The axis.</returns>
    public static ChartAxis Dates(string label = "") => new(label) { IsDate = true };
}
