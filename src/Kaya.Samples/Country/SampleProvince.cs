namespace Kaya.Samples;

/// <summary>A province of the sample country.</summary>
/// <param name="Code">Code of its zone and its statistics, such as <c>KY-01</c>.</param>
/// <param name="Name">Its name, the same as that of its largest town.</param>
/// <param name="Seat">Its largest town.</param>
public sealed record SampleProvince(string Code, string Name, SampleTown Seat);
