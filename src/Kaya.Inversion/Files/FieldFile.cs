using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>Fields of a file and its name, for messages. Several of one kind, such as a month of days, go one after another.</summary>
/// <param name="Path">The file.</param>
/// <param name="Fields">Its fields by name; whoever opened them closes them.</param>
public sealed record FieldFile(string Path, IFieldSource Fields)
{
    /// <summary>BUCKET_MM of WRF: the rain, in mm, by which a sum is lowered when it gets there, while its counter goes up; null where
    /// the file does not say.</summary>
    public double? RainBucket { get; init; }

    /// <summary>The place of a field.</summary>
    /// <param name="name">Name of a field.</param>
    /// <returns>Index from 0; null where there is none.</returns>
    public int? Find(string name)
    {
        for (int field = 0; field < Fields.Fields.Count; field++)
            if (Fields.Fields[field].Name == name) return field;
        return null;
    }

    internal SourceLocation At(string name) => new(Path, Variable: name);
}

/// <summary>Hours that are wanted of files that have more.</summary>
/// <param name="Start">Begin of the first hour, UTC.</param>
/// <param name="Hours">Number of hours.</param>
public readonly record struct HourRange(DateTimeOffset Start, int Hours)
{
    /// <summary>The instant after the last hour.</summary>
    public DateTimeOffset End => Start.AddHours(Hours);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Hours} hours from {Start.UtcDateTime:yyyy-MM-ddTHH:mm}Z");
}
