namespace Kaya.Runs;

/// <summary>The part of the help in which an option stands.</summary>
public enum OptionGroup
{
    /// <summary>Files and data that are read.</summary>
    Input,

    /// <summary>What is asked.</summary>
    Question,

    /// <summary>What is written, and where.</summary>
    Output,

    /// <summary>Seed, threads, memory, device.</summary>
    Machine,

    /// <summary>Settings of models and of their training, which rarely need a change.</summary>
    Model,
}

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

    /// <summary>The part of the help in which it stands; options in a group of options stand where the group does, unless they say
    /// otherwise.</summary>
    public OptionGroup Group { get; init; } = OptionGroup.Question;

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
/// <param name="Group">The part of the help in which it stands.</param>
public sealed record OptionDescription(
    string Key, string Kind, string? Default, string? Description, string EnvironmentVariable, OptionGroup Group = OptionGroup.Question);
