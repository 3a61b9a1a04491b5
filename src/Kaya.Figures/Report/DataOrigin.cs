namespace Kaya.Figures;

/// <summary>Origin of the data of a result.</summary>
/// <param name="Label">Its name, such as <c>Carbon Monitor and Carbon Monitor Power</c>.</param>
/// <param name="IsSample">Whether it is a made-up sample, not real data.</param>
public sealed record DataOrigin(string Label, bool IsSample);
