using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>How the hours are kept that networks learn from.</summary>
/// <param name="Folder">Where files of hours are made while the data live; the system's folder for such files when null.</param>
/// <param name="MemoryBytes">Up to this size the hours stay in memory.</param>
/// <param name="WindLayers">Layers from the ground whose wind is a channel.</param>
public sealed record SurrogateStorage(string? Folder = null, long MemoryBytes = 1L << 29, int WindLayers = 3);

/// <summary>Consecutive hours of one run.</summary>
/// <param name="Period">Which period.</param>
/// <param name="Run">Which run of the period.</param>
/// <param name="FirstHour">First hour from the start of the period.</param>
/// <param name="Hours">Number of hours.</param>
public sealed record HourStretch(int Period, int Run, int FirstHour, int Hours);

/// <summary>What networks learn from: geography, and hours of emissions, meteorology and concentrations of one or several runs.</summary>
/// <remarks>
/// Every field is read once, hour by hour, checked, brought to cell centres and kept as 32-bit floats; meteorology is kept once for all
/// runs of a period. Windows of hours are cut from that when they are needed, so no month is ever in memory unless it is small.
/// </remarks>
public sealed class SurrogateData : IDisposable
{
    private readonly ImmutableArray<PeriodStore> _periods;

    private SurrogateData(StaticFields geography, InputChannels channels, ImmutableArray<PeriodStore> periods, string digest) =>
        (Geography, Channels, _periods, Digest) = (geography, channels, periods, digest);

    /// <summary>The cells.</summary>
    public TransportGrid Grid => Geography.Grid;

    /// <summary>What does not change.</summary>
    public StaticFields Geography { get; }

    /// <summary>Number of periods.</summary>
    public int PeriodCount => _periods.Length;

    /// <summary>Names of the channels of meteorology.</summary>
    public ImmutableArray<string> MeteorologyNames => Channels.Names;

    /// <summary>SHA-256 of all numbers: what a checkpoint is compared by.</summary>
    public string Digest { get; }

    /// <summary>What of the air is known, as places in <see cref="AirGroup.All"/>; none where the runs do not tell.</summary>
    internal ImmutableArray<int> AirGroups { get; private init; } = [];

    internal InputChannels Channels { get; }

    /// <summary>Planes of what is in the air: group x level.</summary>
    internal int AirPlanes => AirGroups.Length * CarriedFields.Levels;

    internal int Cells => Grid.Rows * Grid.Columns;

    /// <summary>Reads every hour of every field once.</summary>
    /// <param name="geography">What does not change.</param>
    /// <param name="periods">At least one; all on the grid of the geography.</param>
    /// <param name="storage">How the hours are kept.</param>
    /// <param name="cancellation">Stops the reading between two hours.</param>
    /// <returns>The data, to be disposed of.</returns>
    /// <exception cref="ArgumentException">No period, or a period without runs.</exception>
    /// <exception cref="GridMismatchException">Fields on different grids.</exception>
    /// <exception cref="DataNotFoundException">Fields of different hours, or a species, pollutant or wind is missing.</exception>
    /// <exception cref="NonFiniteException">A field is NaN or infinite somewhere.</exception>
    /// <exception cref="DataFormatException">A negative emission or concentration.</exception>
    public static SurrogateData Create(StaticFields geography, IReadOnlyList<SurrogatePeriod> periods, SurrogateStorage? storage = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(geography);
        ArgumentNullException.ThrowIfNull(periods);
        if (periods.Count == 0 || periods.Any(period => period.Runs.IsDefaultOrEmpty))
            throw new ArgumentException("at least one period with at least one run is needed", nameof(periods));
        SurrogateStorage kept = storage ?? new SurrogateStorage();
        foreach (SurrogatePeriod period in periods) PeriodStore.Require(geography.Grid, period);
        InputChannels channels = new(periods[0].Meteorology, kept.WindLayers);
        foreach (SurrogatePeriod period in periods)
            if (!new InputChannels(period.Meteorology, kept.WindLayers).Names.SequenceEqual(channels.Names))
                throw new DataNotFoundException(new Fault("The periods do not have the same variables of meteorology.",
                    Expected: string.Join(", ", channels.Names),
                    Found: string.Join(", ", new InputChannels(period.Meteorology, kept.WindLayers).Names),
                    Remedy: "Give every period the same variables."));
        ImmutableArray<int> air = AirLevels.GroupsOf(periods[0].Runs[0].Air);
        foreach (SurrogateRun run in periods.SelectMany(period => period.Runs))
            if (AirLevels.GroupsOf(run.Air) is var found && !found.SequenceEqual(air))
                throw new DataNotFoundException(new Fault("The runs do not have the same species in the air.",
                    new SourceLocation(Variable: run.Name), NamesOf(air), NamesOf(found), "Give every run the same species, or none."));
        long bytes = periods.Sum(period => PeriodStore.BytesOf(geography.Grid, channels, period));
        string? folder = bytes <= kept.MemoryBytes ? null : kept.Folder ?? Path.GetTempPath();
        List<PeriodStore> stores = [];
        DataDigest digest = new();
        digest.Add(geography.Values);
        try
        {
            foreach (SurrogatePeriod period in periods) stores.Add(PeriodStore.Read(period, channels, folder, digest, cancellation));
        }
        catch
        {
            foreach (PeriodStore store in stores) store.Dispose();
            throw;
        }

        return new SurrogateData(geography, channels, [.. stores], digest.Finish()) { AirGroups = air };
    }

    private static string NamesOf(ImmutableArray<int> groups) =>
        groups.IsEmpty ? "none" : string.Join(", ", groups.Select(group => AirGroup.All[group].Name));

    /// <summary>Number of hours of a period.</summary>
    /// <param name="period">Which period.</param>
    /// <returns>The number.</returns>
    public int HoursOf(int period) => _periods[period].Hours;

    /// <summary>Names of the runs of a period.</summary>
    /// <param name="period">Which period.</param>
    /// <returns>The first is the prior.</returns>
    public ImmutableArray<string> RunsOf(int period) => _periods[period].RunNames;

    /// <summary>Begin of an hour, UTC.</summary>
    /// <param name="period">Which period.</param>
    /// <param name="hour">Hour from its start.</param>
    /// <returns>The time.</returns>
    public DateTimeOffset TimeOf(int period, int hour) => _periods[period].Start.AddHours(hour);

    /// <summary>Reads concentrations.</summary>
    /// <param name="stretch">Which hours of which run.</param>
    /// <param name="values">Room for hour x pollutant x row x column, ppb and ug m-3.</param>
    /// <exception cref="ArgumentException">No such hours, or room for fewer or more values.</exception>
    public void ReadConcentrations(HourStretch stretch, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        Require(stretch, 0);
        int count = AtmosphericSpecies.Pollutants.Length * Cells;
        if (values.Length != stretch.Hours * count) throw new ArgumentException($"room for {stretch.Hours * count} values is needed",
            nameof(values));
        for (int i = 0; i < stretch.Hours; i++)
            _periods[stretch.Period].Runs[stretch.Run].Read(stretch.FirstHour + i, EmissionLength, values.Slice(i * count, count));
    }

    /// <summary>Reads emissions.</summary>
    /// <param name="stretch">Which hours of which run.</param>
    /// <param name="values">Room for hour x species x row x column, kg s-1 of a cell, layers added up.</param>
    /// <exception cref="ArgumentException">No such hours, or room for fewer or more values.</exception>
    public void ReadEmissions(HourStretch stretch, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        Require(stretch, 0);
        if (values.Length != stretch.Hours * EmissionLength)
            throw new ArgumentException($"room for {stretch.Hours * EmissionLength} values is needed", nameof(values));
        for (int i = 0; i < stretch.Hours; i++)
            _periods[stretch.Period].Runs[stretch.Run].Read(stretch.FirstHour + i, 0, values.Slice(i * EmissionLength, EmissionLength));
    }

    /// <summary>Frees the files of hours.</summary>
    public void Dispose()
    {
        foreach (PeriodStore period in _periods) period.Dispose();
    }

    internal int EmissionLength => AtmosphericSpecies.Emitted.Length * Cells;

    /// <summary>Emissions of an hour that the network sees, those of the run and those that all runs share: species x row x column.
    /// </summary>
    internal void ReadAllEmissions(int period, int run, int hour, Span<float> values)
    {
        _periods[period].Runs[run].Read(hour, 0, values);
        if (_periods[period].Other is not { } other) return;
        float[] more = new float[values.Length];
        other.Read(hour, 0, more);
        for (int i = 0; i < more.Length; i++) values[i] += more[i];
    }

    /// <summary>Emissions that all runs share: hour x species x row x column; 0 where there are none.</summary>
    internal void ReadOtherEmissions(HourStretch stretch, Span<float> values)
    {
        values.Clear();
        if (_periods[stretch.Period].Other is not { } other) return;
        for (int i = 0; i < stretch.Hours; i++)
            other.Read(stretch.FirstHour + i, 0, values.Slice(i * EmissionLength, EmissionLength));
    }

    internal HourStore HeightsOf(int period) => _periods[period].Heights;

    internal HourStore? OtherOf(int period) => _periods[period].Other;

    internal int SpinUpOf(int period) => _periods[period].SpinUp;

    internal HourStore MeteorologyOf(int period) => _periods[period].Meteorology;

    internal HourStore RunOf(int period, int run) => _periods[period].Runs[run];

    internal HourStore AirOf(int period, int run) => _periods[period].Air[run];

    /// <summary>Refuses hours that are not there, with those that a window reads before them.</summary>
    internal void Require(HourStretch stretch, int history)
    {
        if (stretch.Period < 0 || stretch.Period >= PeriodCount || stretch.Run < 0 || stretch.Run >= _periods[stretch.Period].Runs.Length
            || stretch.Hours < 1 || stretch.FirstHour < history || stretch.FirstHour + stretch.Hours > HoursOf(stretch.Period))
            throw new ArgumentException($"{stretch} with {history} hours before it is not within the data", nameof(stretch));
    }
}
