namespace Kaya.Figures;

/// <summary>Origin of the data of a result.</summary>
/// <param name="Label">Its name, such as <c>Carbon Monitor and Carbon Monitor Power</c>.</param>
/// <param name="IsSample">Whether it is a made-up sample and says nothing about the world.</param>
public sealed record DataOrigin(string Label, bool IsSample);
