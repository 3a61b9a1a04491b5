using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>The weather of one hour on the whole grid, as arrays in the layout of each variable.</summary>
/// <param name="grid">The boxes of air.</param>
internal sealed class MeteorologyHour(TransportGrid grid)
{
    private readonly float[][] _values =
        [.. Enum.GetValues<MeteorologyVariable>().Select(variable => new float[grid.CountOf(variable.Position())])];

    /// <summary>The boxes of air.</summary>
    public TransportGrid Grid => grid;

    /// <summary>Values of a variable, to be written and read.</summary>
    public Span<float> this[MeteorologyVariable variable] => _values[(int)variable];
}
