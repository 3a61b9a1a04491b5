using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>What a user says of a raster that the file does not say itself; what is said wins over the file. Nothing is guessed.</summary>
public sealed record RasterReading
{
    /// <summary>Unit of a value; for an extensive band, of the total of one cell.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Whether values add up, average, or are codes.</summary>
    public QuantityKind? Kind { get; init; }

    /// <summary>As what a mass is counted: C or CO2.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>Coordinate system as the user wrote it: a code, WKT or PROJ text.</summary>
    public string? Crs { get; init; }

    /// <summary>A value that stands for no-data besides the file's own.</summary>
    public double? NoData { get; init; }

    /// <summary>A published inventory whose convention the file follows: unit, kind, mass basis, corner or centre.</summary>
    public InventoryFormat? Format { get; init; }

    /// <summary>Which time of a field with several, or what is made of all; null where there is only one.</summary>
    public StepChoice? Time { get; init; }

    /// <summary>Which level of a field with several, or what is made of all; null where there is only one.</summary>
    public StepChoice? Level { get; init; }

    /// <summary>What every value is multiplied with after reading, such as 12 to make a year of a month.</summary>
    public double Times { get; init; } = 1;

    /// <summary>This reading where it says something, another one where it does not.</summary>
    /// <param name="other">What holds for every file of the command.</param>
    /// <returns>Both together.</returns>
    public RasterReading Or(RasterReading other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new RasterReading
        {
            Unit = Unit ?? other.Unit, Kind = Kind ?? other.Kind, Basis = Basis ?? other.Basis, Crs = Crs ?? other.Crs,
            NoData = NoData ?? other.NoData, Format = Format ?? other.Format, Time = Time ?? other.Time, Level = Level ?? other.Level,
                Times = Times * other.Times,
        };
    }

    /// <summary>The same for the readers of files.</summary>
    /// <returns>Options; the coordinate system is looked up.</returns>
    /// <exception cref="DataFormatException">No such coordinate system.</exception>
    public RasterReadOptions ToOptions() => new()
    {
        Unit = Unit ?? Format?.Unit, Kind = Kind ?? Format?.Kind, Basis = Basis ?? Format?.Basis, NoData = NoData,
        Crs = Crs is null ? null : GdalCoordinateSystems.Find(Crs),
    };

    internal RasterReading With(string key, string text)
    {
        SourceLocation where = new(Variable: $"@{key}=");
        return key switch
        {
            "unit" => this with { Unit = UnitOf(text) },
            "kind" => this with { Kind = KindOf(text, where) },
            "basis" => this with { Basis = MassBasis.Parse(text) },
            "crs" => this with { Crs = text },
            "no-data" => this with { NoData = Number(text, where) },
            "format" => this with { Format = InventoryFormat.Parse(text) },
            "time" => this with { Time = StepChoice.Parse(text) },
            "level" => this with { Level = StepChoice.Parse(text) },
            "times" => this with { Times = Number(text, where) },
            _ => throw Spelling.Unknown("reading option", key, s_keys, where),
        };
    }

    internal IEnumerable<(string Key, string Text)> Said()
    {
        if (Unit is not null) yield return ("unit", Unit.ToString());
        if (Kind is { } kind) yield return ("kind", kind.ToString().ToLowerInvariant());
        if (Basis is not null) yield return ("basis", Basis.Symbol);
        if (Crs is not null) yield return ("crs", Crs);
        if (NoData is { } value) yield return ("no-data", value.ToString("R", CultureInfo.InvariantCulture));
        if (Format is not null) yield return ("format", Format.Name);
        if (Time is not null) yield return ("time", Time.ToString());
        if (Level is not null) yield return ("level", Level.ToString());
        if (Times != 1) yield return ("times", Times.ToString("R", CultureInfo.InvariantCulture));
    }

    // Read as CF text 't C' would be tonnes times coulombs.
    internal static Unit UnitOf(string text, string flags = "--unit {0} --basis {1}, or FILE@unit={0}@basis={1}", SourceLocation?
        where = null)
    {
        string[] words = text.Split([' ', '_'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 1 && MassBasis.TryParse(words[1]) is { } basis && basis != MassBasis.Itself)
            throw new DataFormatException(
                new Fault("As what a mass is counted is no part of its unit.", where, $"the unit {words[0]} and the basis {basis}",
                $"'{text}'",
                $"Say both: {string.Format(CultureInfo.InvariantCulture, flags, words[0], basis)}."));
        try
        {
            return Unit.Parse(text);
        }
        catch (DataFormatException failure) when (where is not null)
        {
            throw failure.With(failure.Fault with { Where = where });
        }
    }

    private static readonly ImmutableArray<string> s_keys = ["unit", "kind", "basis", "crs", "no-data", "format", "time", "level", "times"];

    internal static bool IsKey(string key) => s_keys.Contains(key);

    private static QuantityKind KindOf(string text, SourceLocation where) => Enum.TryParse(text, ignoreCase: true, out QuantityKind kind)
        && Enum.IsDefined(kind)
        ? kind : throw Spelling.Unknown("kind", text, Enum.GetNames<QuantityKind>().Select(name => name.ToLowerInvariant()), where);

    private static double Number(string text, SourceLocation where) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number : throw new DataFormatException(new Fault("This is no number.", where, "a number", $"'{text}'", "Correct the option."));
}
