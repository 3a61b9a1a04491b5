using Kaya.Core;

namespace Kaya.Runs;

/// <summary>The description of a stored model for its users.</summary>
public sealed record ModelCard
{
    /// <summary>Its name, such as <c>CLEAN-MLP energy to emission</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Intended use, in one or two sentences.</summary>
    public required string IntendedUse { get; init; }

    /// <summary>Limitations.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>Training data: source, regions, period.</summary>
    public string? TrainedOn { get; init; }

    /// <summary>Input columns, with units.</summary>
    public IReadOnlyList<ModelColumn> Inputs { get; init; } = [];

    /// <summary>Output columns, with units.</summary>
    public IReadOnlyList<ModelColumn> Outputs { get; init; } = [];

    /// <summary>Quality metrics, such as errors on the test split.</summary>
    public IReadOnlyList<RunMetric> Metrics { get; init; } = [];

    /// <summary>Version of Kaya that wrote it.</summary>
    public string? KayaVersion { get; init; }
}

/// <summary>A column of a stored model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">CF text of its unit.</param>
public sealed record ModelColumn(string Name, string Unit);

/// <summary>A model as read from its folder.</summary>
/// <param name="State">The state of the predictor.</param>
/// <param name="Card">The model card.</param>
public sealed record StoredModel(ModelState State, ModelCard Card);
