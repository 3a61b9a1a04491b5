using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>The hours of a period: meteorology once, emissions and concentrations of each run.</summary>
internal sealed class PeriodStore : IDisposable
{
    private PeriodStore(SurrogatePeriod period, InputChannels channels, int airLength, string? folder)
    {
        TransportGrid grid = period.Meteorology.Grid;
        (Start, Hours, SpinUp) = (period.Meteorology.Start, period.Meteorology.Hours, period.SpinUpHours);
        RunNames = [.. period.Runs.Select(run => run.Name)];
        Meteorology = new HourStore(Hours, channels.Channels.Length * grid.Rows * grid.Columns, folder);
        Runs = [.. period.Runs.Select(_ => new HourStore(Hours, RunLength(grid), folder))];
        Air = airLength == 0 ? [] : [.. period.Runs.Select(_ => new HourStore(Hours, airLength, folder))];
        Heights = new HourStore(Hours, HeightLength(grid, period), folder);
        Other = period.OtherEmissions is null ? null
            : new HourStore(Hours, AtmosphericSpecies.Emitted.Length * grid.Rows * grid.Columns, folder);
    }

    internal DateTimeOffset Start { get; }

    internal int Hours { get; }

    internal int SpinUp { get; }

    internal ImmutableArray<string> RunNames { get; }

    /// <summary>An hour: channel x row x column.</summary>
    internal HourStore Meteorology { get; }

    /// <summary>An hour of a run: species x row x column, then pollutant x row x column.</summary>
    internal ImmutableArray<HourStore> Runs { get; }

    /// <summary>What is in the air at the end of an hour of a run, group x level x row x column; none where that is not known.</summary>
    internal ImmutableArray<HourStore> Air { get; }

    /// <summary>Heights of the emissions of an hour, level by level above the lowest: parts of those of all runs, level x species x row x
    /// column, then parts of <see cref="Other"/> in the same order where there are some.</summary>
    internal HourStore Heights { get; }

    /// <summary>Emissions that all runs share, an hour: species x row x column; null where there are none.</summary>
    internal HourStore? Other { get; }

    public void Dispose()
    {
        Meteorology.Dispose();
        Heights.Dispose();
        Other?.Dispose();
        foreach (HourStore run in Runs.Concat(Air)) run.Dispose();
    }

    internal static long BytesOf(TransportGrid grid, InputChannels channels, SurrogatePeriod period) =>
        (long)period.Meteorology.Hours * sizeof(float)
            * (((long)(channels.Channels.Length + (period.OtherEmissions is null ? 0 : AtmosphericSpecies.Emitted.Length))
                * grid.Rows * grid.Columns) + HeightLength(grid, period)
                + ((long)period.Runs.Length * (RunLength(grid) + AirLength(grid, AirLevels.GroupsOf(period.Runs[0].Air)))));

    internal static void Require(TransportGrid grid, SurrogatePeriod period)
    {
        IHourlyFields<MeteorologyVariable> weather = period.Meteorology;
        RequireSame("meteorology", grid, weather, weather.Start, weather.Hours);
        RequireAll("meteorology", weather, [MeteorologyVariable.WindEast, MeteorologyVariable.WindNorth]);
        if (period.OtherEmissions is { } other) RequireSame("other emissions", grid, other, weather.Start, weather.Hours);
        foreach (SurrogateRun run in period.Runs)
        {
            RequireSame($"emissions of {run.Name}", grid, run.Emissions, weather.Start, weather.Hours);
            RequireSame($"concentrations of {run.Name}", grid, run.Concentrations, weather.Start, weather.Hours);
            RequireAll($"emissions of {run.Name}", run.Emissions, AtmosphericSpecies.Emitted);
            RequireAll($"concentrations of {run.Name}", run.Concentrations, AtmosphericSpecies.Pollutants);
            if (run.Air is { } air) RequireSame($"air of {run.Name}", grid, air, weather.Start, weather.Hours);
        }
    }

    internal static PeriodStore Read(SurrogatePeriod period, InputChannels channels, string? folder, DataDigest digest,
        CancellationToken cancellation)
    {
        PeriodStore store = new(period, channels, AirLength(period.Meteorology.Grid, AirLevels.GroupsOf(period.Runs[0].Air)), folder);
        try
        {
            store.Fill(period, channels, digest, cancellation);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private void Fill(SurrogatePeriod period, InputChannels channels, DataDigest digest, CancellationToken cancellation)
    {
        TransportGrid grid = period.Meteorology.Grid;
        void One(HourStore kept, float[] values, int hour, Action<int> read)
        {
            cancellation.ThrowIfCancellationRequested();
            read(hour);
            kept.Write(hour, values);
            digest.Add<float>(values);
        }

        void Each(HourStore kept, float[] values, Action<int> read)
        {
            for (int hour = 0; hour < Hours; hour++) One(kept, values, hour, read);
        }

        float[] weather = new float[channels.Channels.Length * grid.Rows * grid.Columns];
        Each(Meteorology, weather, hour => channels.Read(period.Meteorology, hour, weather));
        if (Other is { } other)
        {
            float[] emissions = new float[AtmosphericSpecies.Emitted.Length * grid.Rows * grid.Columns];
            Each(other, emissions, hour => ReadEmissions("the emissions of all runs", period.OtherEmissions!, hour, emissions));
        }

        float[] heights = new float[HeightLength(grid, period)];
        Each(Heights, heights, hour => ReadHeights(period, hour, heights));
        ImmutableArray<int> inAir = AirLevels.GroupsOf(period.Runs[0].Air);
        float[] run = new float[RunLength(grid)], air = new float[AirLength(grid, inAir)];
        // One run after the other, hour by hour: a run may be computed when it is read, and need not be kept.
        for (int i = 0; i < period.Runs.Length; i++)
        {
            SurrogateRun one = period.Runs[i];
            for (int hour = 0; hour < Hours; hour++)
            {
                One(Runs[i], run, hour, at => ReadRun(one, at, run));
                if (air.Length > 0) One(Air[i], air, hour, at => AirLevels.Read(one.Name, one.Air!, inAir, at, air));
            }
        }
    }

    private static int HeightLength(TransportGrid grid, SurrogatePeriod period) => (period.OtherEmissions is null ? 1 : 2)
        * (CarriedFields.Levels - 1) * AtmosphericSpecies.Emitted.Length * grid.Rows * grid.Columns;

    private static int AirLength(TransportGrid grid, ImmutableArray<int> groups) =>
        groups.Length * CarriedFields.Levels * grid.Rows * grid.Columns;

    private static int RunLength(TransportGrid grid) =>
        (AtmosphericSpecies.Emitted.Length + AtmosphericSpecies.Pollutants.Length) * grid.Rows * grid.Columns;

    private static void ReadRun(SurrogateRun run, int hour, Span<float> values)
    {
        TransportGrid grid = run.Emissions.Grid;
        int cells = grid.Rows * grid.Columns, emissions = AtmosphericSpecies.Emitted.Length * cells;
        ReadEmissions(run.Name, run.Emissions, hour, values[..emissions]);
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            Span<float> plane = values.Slice((AtmosphericSpecies.Emitted.Length + (int)pollutant) * cells, cells);
            run.Concentrations.Read(pollutant, hour, plane);
            FieldChecks.RequirePositive($"concentration of {pollutant.Symbol()} of {run.Name}", plane, grid.Columns, hour, cells);
        }
    }

    // Layers above the highest level belong to it.
    private static void ReadHeights(SurrogatePeriod period, int hour, Span<float> values)
    {
        TransportGrid grid = period.Meteorology.Grid;
        int half = (CarriedFields.Levels - 1) * AtmosphericSpecies.Emitted.Length * grid.Rows * grid.Columns;
        values.Clear();
        ReadParts(period.Runs[0].Emissions, hour, values[..half]);
        if (period.OtherEmissions is { } other) ReadParts(other, hour, values[half..]);
    }

    private static void ReadParts(IHourlyFields<EmittedSpecies> emissions, int hour, Span<float> values)
    {
        int cells = emissions.Grid.Rows * emissions.Grid.Columns, count = AtmosphericSpecies.Emitted.Length;
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted)
        {
            if (!emissions.Has(species) || emissions.LayersOf(species) < 2) continue;
            float[] layers = new float[emissions.LayersOf(species) * cells], sum = new float[cells];
            emissions.Read(species, hour, layers);
            for (int i = 0; i < layers.Length; i++)
            {
                sum[i % cells] += layers[i];
                int level = Math.Min(i / cells, CarriedFields.Levels - 1);
                if (level > 0) values[((((level - 1) * count) + (int)species) * cells) + (i % cells)] += layers[i];
            }

            for (int level = 0; level < CarriedFields.Levels - 1; level++)
            {
                Span<float> plane = values.Slice(((level * count) + (int)species) * cells, cells);
                for (int cell = 0; cell < cells; cell++) plane[cell] = sum[cell] > 0 ? plane[cell] / sum[cell] : 0;
            }
        }
    }

    // Layers are added up; what is not there is 0.
    private static void ReadEmissions(string name, IHourlyFields<EmittedSpecies> emissions, int hour, Span<float> values)
    {
        int cells = emissions.Grid.Rows * emissions.Grid.Columns;
        values.Clear();
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted)
        {
            if (!emissions.Has(species)) continue;
            float[] layers = new float[emissions.LayersOf(species) * cells];
            emissions.Read(species, hour, layers);
            FieldChecks.RequirePositive($"emission of {species.Symbol()} of {name}", layers, emissions.Grid.Columns, hour, cells);
            Span<float> sum = values.Slice((int)species * cells, cells);
            for (int i = 0; i < layers.Length; i++) sum[i % cells] += layers[i];
        }
    }

    private static void RequireSame<T>(string what, TransportGrid grid, IHourlyFields<T> fields, DateTimeOffset start, int hours)
        where T : struct, Enum
    {
        if (!fields.Grid.Horizontal.Equals(grid.Horizontal))
            throw new GridMismatchException(new Fault("The fields lie on different grids.", new SourceLocation(Variable: what),
                $"{grid.Rows} rows and {grid.Columns} columns of the geography's grid",
                $"{fields.Grid.Rows} rows and {fields.Grid.Columns} columns", "Bring all fields to one grid."));
        if (fields.Start != start || fields.Hours != hours)
            throw new DataNotFoundException(new Fault("The fields of a period are not of the same hours.",
                new SourceLocation(Variable: what), $"{hours} hours from {start:u}", $"{fields.Hours} hours from {fields.Start:u}",
                "Cut the fields to the hours that all of them have."));
    }

    private static void RequireAll<T>(string what, IHourlyFields<T> fields, IReadOnlyList<T> needed) where T : struct, Enum
    {
        foreach (T variable in needed)
            if (!fields.Has(variable))
                throw new DataNotFoundException(new Fault("A field is missing.", new SourceLocation(Variable: what), $"{variable}",
                    "no such field", "Add the field, or one of zeros where there is nothing of it."));
    }
}
