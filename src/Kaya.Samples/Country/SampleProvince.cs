namespace Kaya.Samples;

/// <summary>A province of the sample country.</summary>
/// <param name="Code">Code of its zone and its statistics, such as <c>KY-01</c>.</param>
/// <param name="Name">Its name, that of its seat.</param>
/// <param name="Seat">Its largest town; the first province is little more than that.</param>
public sealed record SampleProvince(string Code, string Name, SampleTown Seat);
