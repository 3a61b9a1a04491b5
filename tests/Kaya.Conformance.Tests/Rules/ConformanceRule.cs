namespace Kaya.Conformance.Tests;

/// <summary>One sentence of the contract of estimators, and a check that throws where it does not hold.</summary>
/// <param name="Name">The sentence in short.</param>
/// <param name="Check">Throws when the case breaks the rule.</param>
public sealed record ConformanceRule(string Name, Action<EstimatorCase> Check)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
