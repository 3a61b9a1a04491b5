using System.Collections.Immutable;
using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>User-supplied properties of a raster. They take precedence over the file. Nothing is guessed.</summary>
public sealed record RasterReading
{
    /// <summary>Unit of a value; for an extensive band, of a cell total.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Kind of the values: extensive, intensive or category.</summary>
    public QuantityKind? Kind { get; init; }

    /// <summary>Mass basis: C or CO2.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>Coordinate system as the user wrote it: a code, WKT or PROJ text.</summary>
    public string? Crs { get; init; }

    /// <summary>An additional no-data value, besides that of the file.</summary>
    public double? NoData { get; init; }

    /// <summary>The published inventory format of the file: unit, kind, mass basis, corner or centre.</summary>
    public InventoryFormat? Format { get; init; }

    /// <summary>The time, or the sum or mean over times; null if there is only one.</summary>
    public StepChoice? Time { get; init; }

    /// <summary>The level, or the sum or mean over levels; null if there is only one.</summary>
    public StepChoice? Level { get; init; }

    /// <summary>Factor applied to every value after reading, such as 12 to convert a monthly to an annual value.</summary>
    public double Times { get; init; } = 1;

    /// <summary>Whether what is given may contradict the file.</summary>
    public bool Override { get; init; }

    /// <summary>This reading, completed by the values of another one.</summary>
    /// <param name="other">The options for every file of the command.</param>
    /// <returns>Both together.</returns>
    public RasterReading Or(RasterReading other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new RasterReading
        {
            Unit = Unit ?? other.Unit, Kind = Kind ?? other.Kind, Basis = Basis ?? other.Basis, Crs = Crs ?? other.Crs,
            NoData = NoData ?? other.NoData, Format = Format ?? other.Format, Time = Time ?? other.Time, Level = Level ?? other.Level,
                Times = Times * other.Times, Override = Override || other.Override,
        };
    }

    /// <summary>The same for the readers of files.</summary>
    /// <returns>Options; the coordinate system is looked up.</returns>
    /// <exception cref="DataFormatException">No such coordinate system.</exception>
    public RasterReadOptions ToOptions() => new()
    {
        Unit = Unit ?? Format?.Unit, Kind = Kind ?? Format?.Kind, Basis = Basis ?? Format?.Basis, NoData = NoData,
        Crs = Crs is null ? null : GdalCoordinateSystems.Find(Crs), Override = Override,
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
            "override" => this with { Override = text is "yes" or "no" ? text == "yes" : throw Spelling.Unknown("answer", text,
                ["yes", "no"], where) },
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
        if (Override) yield return ("override", "yes");
        if (Times != 1) yield return ("times", Times.ToString("R", CultureInfo.InvariantCulture));
    }

    // Read as CF text 't C' would be tonnes times coulombs.
    internal static Unit UnitOf(string text, string flags = "--unit {0} --basis {1}, or FILE@unit={0}@basis={1}", SourceLocation?
        where = null)
    {
        string[] words = text.Split([' ', '_'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 1 && MassBasis.TryParse(words[1]) is { } basis && basis != MassBasis.Itself)
            throw new DataFormatException(
                new Fault("The mass basis is not part of the unit.", where, $"the unit {words[0]} and the basis {basis}",
                $"'{text}'",
                $"Give both: {string.Format(CultureInfo.InvariantCulture, flags, words[0], basis)}."));
        try
        {
            return Unit.Parse(text);
        }
        catch (DataFormatException failure) when (where is not null)
        {
            throw failure.With(failure.Fault with { Where = where });
        }
    }

    private static readonly ImmutableArray<string> s_keys = ["unit", "kind", "basis", "crs", "no-data", "format", "time", "level", "times",
        "override"];

    internal static bool IsKey(string key) => s_keys.Contains(key);

    private static QuantityKind KindOf(string text, SourceLocation where) => Enum.TryParse(text, ignoreCase: true, out QuantityKind kind)
        && Enum.IsDefined(kind)
        ? kind : throw Spelling.Unknown("kind", text, Enum.GetNames<QuantityKind>().Select(name => name.ToLowerInvariant()), where);

    // Infinite cells of a division by zero can be told as no-data: inf.
    private static double Number(string text, SourceLocation where) => text.ToUpperInvariant() switch
    {
        "INF" or "+INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw new DataFormatException(new Fault("Not a number.", where, "a number", $"'{text}'", "Correct the option.")),
    };
}
