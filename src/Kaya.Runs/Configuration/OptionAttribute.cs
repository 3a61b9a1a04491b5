namespace Kaya.Runs;

/// <summary>Says more about an option than its type does: what it is for, its unit, its range.</summary>
/// <param name="description">One sentence for the help and the documentation.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string description) : Attribute
{
    /// <summary>One sentence for the help and the documentation.</summary>
    public string Description { get; } = description;

    /// <summary>CF text of a unit that a <see cref="Kaya.Core.Quantity"/> must be convertible to, such as <c>km</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Smallest number allowed (in <see cref="Unit"/> for a quantity).</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed (in <see cref="Unit"/> for a quantity).</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the option means the same in every task, so that one environment variable sets it for all.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether a value must be given.</summary>
    public bool Required { get; init; }
}

/// <summary>An option as the help shows it.</summary>
/// <param name="Key">Its key, such as <c>training.learning-rate</c>.</param>
/// <param name="Kind">What it takes, such as <c>whole number</c> or <c>quantity [km]</c>.</param>
/// <param name="Default">Its value when nobody says anything; null for none.</param>
/// <param name="Description">What it is for.</param>
/// <param name="EnvironmentVariable">The variable that sets it, such as <c>KAYA_ENERGY_TRAIN_MODEL_STEPS</c>.</param>
public sealed record OptionDescription(string Key, string Kind, string? Default, string? Description, string EnvironmentVariable);
