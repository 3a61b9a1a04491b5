using Kaya.Core;

namespace Kaya.Runs;

/// <summary>What people need to know before they use a stored model.</summary>
public sealed record ModelCard
{
    /// <summary>Its name, such as <c>CLEAN-MLP energy to emission</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What it may be used for, in one or two sentences.</summary>
    public required string IntendedUse { get; init; }

    /// <summary>Where it must not be trusted.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>What it was fitted to: data, regions, period.</summary>
    public string? TrainedOn { get; init; }

    /// <summary>The columns it takes, with their units.</summary>
    public IReadOnlyList<ModelColumn> Inputs { get; init; } = [];

    /// <summary>The columns it gives, with their units.</summary>
    public IReadOnlyList<ModelColumn> Outputs { get; init; } = [];

    /// <summary>Figures of its quality, such as errors on the test split.</summary>
    public IReadOnlyList<RunMetric> Metrics { get; init; } = [];

    /// <summary>Version of Kaya that wrote it.</summary>
    public string? KayaVersion { get; init; }
}

/// <summary>A column of a stored model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">CF text of its unit.</param>
public sealed record ModelColumn(string Name, string Unit);

/// <summary>A model as read from its folder.</summary>
/// <param name="State">What the predictor is made from.</param>
/// <param name="Card">What people need to know.</param>
public sealed record StoredModel(ModelState State, ModelCard Card);
