namespace Kaya.Runs;

/// <summary>The section of the help for an option.</summary>
public enum OptionGroup
{
    /// <summary>Input files and data.</summary>
    Input,

    /// <summary>The question or calculation.</summary>
    Question,

    /// <summary>Output files.</summary>
    Output,

    /// <summary>Seed, threads, memory, device.</summary>
    Machine,

    /// <summary>Settings of models and of their training, rarely changed.</summary>
    Model,
}

/// <summary>Describes an option: its purpose, unit and range.</summary>
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

    /// <summary>The section of the help. Options in a group of options are in the section of the group, unless specified
    /// otherwise.</summary>
    public OptionGroup Group { get; init; } = OptionGroup.Question;

    /// <summary>Whether the option has the same meaning in every task, so that one environment variable sets it for all.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the option is required.</summary>
    public bool Required { get; init; }
}

/// <summary>An option as the help shows it.</summary>
/// <param name="Key">Its key, such as <c>training.learning-rate</c>.</param>
/// <param name="Kind">Kind of value, such as <c>whole number</c> or <c>quantity [km]</c>.</param>
/// <param name="Default">Its default value; null for none.</param>
/// <param name="Description">Its purpose.</param>
/// <param name="EnvironmentVariable">The variable that sets it, such as <c>KAYA_ENERGY_TRAIN_MODEL_STEPS</c>.</param>
/// <param name="Group">The section of the help.</param>
public sealed record OptionDescription(
    string Key, string Kind, string? Default, string? Description, string EnvironmentVariable, OptionGroup Group = OptionGroup.Question);
