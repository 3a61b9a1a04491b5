using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>The state of a run at the end of a day, and the concentrations of each day so far, in safetensors files.</summary>
internal sealed class TransportCheckpoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string StateFile = "transport.safetensors", IdentityKey = "run";

    private readonly FitContext _context;
    private readonly Dictionary<string, string> _identity;
    private readonly int _plane;

    private TransportCheckpoint(FitContext context, string identity, int plane) =>
        (_context, _identity, _plane) = (context, new() { [IdentityKey] = identity }, plane);

    /// <summary>The checkpoint in the folder of a context; null where it has none.</summary>
    internal static TransportCheckpoint<T>? In(FitContext context, TransportInputs inputs, TransportOptions options) =>
        context.CheckpointFolder is null ? null : new TransportCheckpoint<T>(
            context, Identity(inputs, options), inputs.Meteorology.Grid.Rows * inputs.Meteorology.Grid.Columns);

    /// <summary>Goes back to the last end of a day.</summary>
    /// <returns>The hour to go on with; 0 where there is no checkpoint.</returns>
    /// <exception cref="ModelFormatException">The checkpoint is of another run, or damaged.</exception>
    internal int Read(T[] state, BudgetTally budget, float[][] surface)
    {
        string path = PathOf(StateFile);
        if (!File.Exists(path)) return 0;
        ModelState stored = Stored(path);
        stored.Array("state").As<T>().CopyTo(state);
        budget.Load(stored.Array("budget").As<double>());
        int hours = (int)stored.Array("hours").As<long>()[0];
        for (int day = 0; day < hours / 24; day++)
        {
            ModelState one = Stored(PathOf(DayFile(day)));
            for (int i = 0; i < surface.Length; i++)
                one.Array(AtmosphericSpecies.Pollutants[i].Symbol()).As<float>().CopyTo(surface[i].AsSpan(day * 24 * _plane));
        }

        return hours;
    }

    internal void Write(int hours, T[] state, BudgetTally budget, float[][] surface)
    {
        int day = (hours / 24) - 1;
        Dictionary<string, StateArray> concentrations = [];
        for (int i = 0; i < surface.Length; i++)
            concentrations[AtmosphericSpecies.Pollutants[i].Symbol()] =
                StateArray.Of(surface[i].AsSpan(day * 24 * _plane, 24 * _plane), 24, _plane);
        Write(DayFile(day), concentrations);
        // The state comes last: whatever it says is there.
        Write(StateFile, new Dictionary<string, StateArray>
        {
            ["state"] = new(typeof(T) == typeof(float) ? ElementType.F32 : ElementType.F64, [state.Length],
                MemoryMarshal.AsBytes(state.AsSpan()).ToArray()),
            ["budget"] = StateArray.Of(budget.ToArray()), ["hours"] = StateArray.Of([(long)hours]),
        });
    }

    private void Write(string name, Dictionary<string, StateArray> arrays)
    {
        string path = PathOf(name);
        _context.Writing?.Invoke(path);
        Safetensors.Write(path, arrays, _identity);
    }

    private ModelState Stored(string path)
    {
        SafetensorsFile file = Safetensors.Read(path);
        if (file.IsVerified && file.Metadata.GetValueOrDefault(IdentityKey) == _identity[IdentityKey])
            return new ModelState("transport", 1, [], file.Arrays);
        throw new ModelFormatException(new Fault("The checkpoint is of another run, or damaged.", new SourceLocation(path),
            _identity[IdentityKey], file.IsVerified ? file.Metadata.GetValueOrDefault(IdentityKey) : "a damaged file",
            "Delete it to start again, or give the settings and the data it was made with."));
    }

    private string PathOf(string name) => Path.Combine(_context.CheckpointFolder!, name);

    private static string DayFile(int day) => string.Create(CultureInfo.InvariantCulture, $"surface-{day:D4}.safetensors");

    // Settings, grid, hours, factors, and the first hour of meteorology and emissions.
    private static string Identity(TransportInputs inputs, TransportOptions options)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        TransportGrid grid = inputs.Meteorology.Grid;
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{options with { Threads = 1 }}|{inputs.Boundary}|{grid.Horizontal}|{string.Join(",", grid.LayerTops)}|"
                + $"{inputs.Meteorology.Start:O}")));
        if (inputs.Factors is { } factors)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{factors.Layout}"));
            hash.AppendData(MemoryMarshal.AsBytes(factors.Values));
        }

        foreach (MeteorologyVariable variable in Enum.GetValues<MeteorologyVariable>().Where(inputs.Meteorology.Has))
            hash.AppendData(MemoryMarshal.AsBytes(HourMeteorology.ReadOne(inputs.Meteorology, variable, 0, new FieldMemory()).AsSpan()));
        foreach (IHourlyFields<EmittedSpecies>? source in new[] { inputs.Emissions, inputs.OtherEmissions })
            foreach (EmittedSpecies species in AtmosphericSpecies.Emitted.Where(one => source?.Has(one) ?? false))
            {
                float[] values = new float[source!.LayersOf(species) * grid.Rows * grid.Columns];
                source.Read(species, (int)Math.Round((inputs.Meteorology.Start - source.Start).TotalHours), values);
                hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
            }

        foreach (IHourlyFields<TransportedSpecies>? air in new[] { inputs.Initial, inputs.Around })
            foreach (TransportedSpecies species in Enum.GetValues<TransportedSpecies>().Where(one => air?.Has(one) ?? false))
            {
                float[] values = new float[grid.CountOf(CellPosition.Layer)];
                air!.Read(species, ReferenceEquals(air, inputs.Initial) ? 0
                    : (int)Math.Round((inputs.Meteorology.Start - air.Start).TotalHours), values);
                hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
            }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
