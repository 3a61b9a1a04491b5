using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Scale of a channel: (bent value - mean) / deviation.</summary>
internal readonly record struct Standard(float Mean, float Deviation)
{
    internal float Of(float value) => (value - Mean) / Deviation;
}

/// <summary>How physical numbers become those of the network: learnt once, on the training hours, and part of the model.</summary>
/// <remarks>
/// Emissions pass through asinh(e / s), s their mean: nearly linear for most cells and logarithmic for the few large ones, which would
/// saturate the gates of the LSTM. The two components of a wind have one scale and no mean, so that turning a field and standardising it
/// commute. Concentrations are divided by their spread.
/// </remarks>
internal sealed class SurrogateNormalisation
{
    private const double SmallestPart = 1e-6;

    private SurrogateNormalisation(float[] emissionScales, Standard[] emissions, Standard[] meteorology, Standard[] concentrations,
        Standard[] geography) =>
        (EmissionScales, Emissions, Meteorology, Concentrations, Geography) =
            (emissionScales, emissions, meteorology, concentrations, geography);

    internal float[] EmissionScales { get; }

    internal Standard[] Emissions { get; }

    internal Standard[] Meteorology { get; }

    internal Standard[] Concentrations { get; }

    internal Standard[] Geography { get; }

    /// <summary>What is in the air, group x level: from its mean along the edge of the grid, as what is carried along is 0 outside. For
    /// training alone, and not stored.</summary>
    internal Standard[] Air { get; private init; } = [];

    /// <summary>Reads every training hour twice: the scale of emissions comes first. Cells that are not seen do not count.</summary>
    internal static SurrogateNormalisation Of(SurrogateData data, IReadOnlyList<HourRole[]> roles, CancellationToken cancellation,
        bool[]? cellsSeen = null)
    {
        int cells = data.Cells, species = AtmosphericSpecies.Emitted.Length, pollutants = AtmosphericSpecies.Pollutants.Length;
        Moments[] Many(int count) => Moments.Many(count, cellsSeen);
        float[] emitted = new float[species * cells], ground = new float[pollutants * cells];
        Moments[] raw = Many(species), emissions = Many(species), concentrations = Many(pollutants);
        foreach (HourStretch one in TrainingRuns(data, roles, cancellation))
        {
            data.ReadAllEmissions(one.Period, one.Run, one.FirstHour, emitted);
            Moments.Add(raw, emitted);
        }

        float[] scales = [.. raw.Select(moments => (float)(moments.Mean > 0 ? moments.Mean : 1))];
        Moments[] air = Many(data.AirPlanes), outside = Moments.Many(data.AirPlanes, EdgeOf(data.Grid, cellsSeen));
        float[] all = new float[air.Length * cells];
        foreach (HourStretch one in TrainingRuns(data, roles, cancellation))
        {
            data.ReadAllEmissions(one.Period, one.Run, one.FirstHour, emitted);
            Moments.Add(emissions, emitted, (i, value) => MathF.Asinh(value / scales[i]));
            data.ReadConcentrations(one, ground);
            Moments.Add(concentrations, ground);
            if (air.Length == 0) continue;
            data.AirOf(one.Period, one.Run).Read(one.FirstHour, 0, all);
            Moments.Add(air, all);
            Moments.Add(outside, all);
        }

        Moments[] weather = Many(data.Channels.Channels.Length), land = Many(data.Geography.Names.Length);
        float[] sky = new float[weather.Length * cells];
        foreach ((int period, int hour) in TrainingHours(roles, cancellation))
        {
            data.MeteorologyOf(period).Read(hour, 0, sky);
            Moments.Add(weather, sky, (i, value) => Bend(data.Channels.Channels[i].Scale, value));
        }

        Moments.Add(land, data.Geography.Values);
        return new SurrogateNormalisation(scales, [.. emissions.Select(Standardised)], Weather(data.Channels, weather),
            [.. concentrations.Select(Standardised)], [.. land.Select(Standardised)])
        {
            Air = [.. air.Zip(outside, (inside, around) => new Standard((float)around.Mean, (float)inside.Deviation))],
        };
    }

    private static IEnumerable<(int Period, int Hour)> TrainingHours(IReadOnlyList<HourRole[]> roles, CancellationToken cancellation)
    {
        for (int period = 0; period < roles.Count; period++)
            for (int hour = 0; hour < roles[period].Length; hour++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (roles[period][hour] == HourRole.Training) yield return (period, hour);
            }
    }

    // The same hours of each run.
    private static IEnumerable<HourStretch> TrainingRuns(
        SurrogateData data, IReadOnlyList<HourRole[]> roles, CancellationToken cancellation) =>
        TrainingHours(roles, cancellation).SelectMany(at => Enumerable.Range(0, data.RunsOf(at.Period).Length).Select(run =>
            new HourStretch(at.Period, run, at.Hour, 1)));

    private static bool[] EdgeOf(TransportGrid grid, bool[]? cellsSeen) =>
        [.. Enumerable.Range(0, grid.Rows * grid.Columns).Select(cell => IsEdge(grid, cell) && cellsSeen?[cell] != false)];

    private static bool IsEdge(TransportGrid grid, int cell)
    {
        (int row, int column) = (cell / grid.Columns, cell % grid.Columns);
        return row == 0 || row == grid.Rows - 1 || column == 0 || column == grid.Columns - 1;
    }

    internal float Emission(int species, float value) => Emissions[species].Of(MathF.Asinh(value / EmissionScales[species]));

    internal static float Bend(ChannelScale scale, float value) => scale switch
    {
        ChannelScale.Logarithm => MathF.Log(MathF.Max(value, 1)),
        ChannelScale.LogarithmOfOneMore => MathF.Log(1 + MathF.Max(value, 0)),
        _ => value,
    };

    /// <summary>The same for a tensor that is differentiated.</summary>
    /// <param name="emissions">[hours, species, rows, columns], kg s-1.</param>
    /// <returns>The same shape, as the network wants them.</returns>
    internal Tensor Emission(Tensor emissions)
    {
        Tensor bent = ScaledEmission(emissions);
        // asinh of numbers from 0.
        bent = (bent + (bent.Square() + 1).Sqrt()).Log();
        return (bent - Column([.. Emissions.Select(one => one.Mean)])) / Column([.. Emissions.Select(one => one.Deviation)]);
    }

    /// <summary>Emissions divided by their means: [hours, species, rows, columns].</summary>
    internal Tensor ScaledEmission(Tensor emissions) => emissions / Column(EmissionScales);

    /// <summary>Concentrations as the network has them.</summary>
    /// <param name="values">[windows, pollutants, rows, columns], ppb and ug m-3.</param>
    internal Tensor Concentration(Tensor values) =>
        (values - Column([.. Concentrations.Select(one => one.Mean)])) / Column([.. Concentrations.Select(one => one.Deviation)]);

    /// <summary>The way back.</summary>
    internal Tensor PhysicalConcentration(Tensor values) =>
        (values * Column([.. Concentrations.Select(one => one.Deviation)])) + Column([.. Concentrations.Select(one => one.Mean)]);

    /// <summary>Concentrations as the network has them, in the mean of each pollutant instead of its spread; times one number for all
    /// pollutants, so that they are as large on average as before.</summary>
    internal Tensor ConcentrationInMeans(Tensor values)
    {
        float[] spreads = [.. Concentrations.Select(one => one.Mean > 0 ? one.Deviation / one.Mean : 0)];
        float mean = spreads.Average();
        return mean > 0 ? values * Column([.. spreads.Select(one => one / mean)]) : values;
    }

    internal void Save(Dictionary<string, StateArray> arrays)
    {
        arrays["normalisation/emission scales"] = StateArray.Of(EmissionScales);
        foreach ((string name, Standard[] all) in Parts())
            arrays[$"normalisation/{name}"] = StateArray.Of([.. all.SelectMany(one => (float[])[one.Mean, one.Deviation])], all.Length, 2);
    }

    internal static SurrogateNormalisation Load(ModelState state, int channels, int fields)
    {
        Standard[] Read(string name, int count)
        {
            float[] values = state.Numbers<float>($"normalisation/{name}", count, 2);
            return [.. Enumerable.Range(0, count).Select(i => new Standard(values[2 * i], values[(2 * i) + 1]))];
        }

        int species = AtmosphericSpecies.Emitted.Length;
        return new SurrogateNormalisation(state.Numbers<float>("normalisation/emission scales", species), Read("emissions", species),
            Read("meteorology", channels), Read("concentrations", AtmosphericSpecies.Pollutants.Length), Read("geography", fields));
    }

    private static Tensor Column(float[] values) => Tensor.From(values, 1, values.Length, 1, 1);

    private static Standard Standardised(Moments moments) => new((float)moments.Mean, (float)moments.Deviation);

    private static Standard[] Weather(InputChannels channels, Moments[] moments)
    {
        Standard[] result = [.. moments.Select(Standardised)];
        for (int i = 0; i < 2 * channels.WindLayers; i += 2)
        {
            double size = Math.Sqrt((moments[i].MeanSquare + moments[i + 1].MeanSquare) / 2);
            result[i] = result[i + 1] = new Standard(0, (float)(size > 0 ? size : 1));
        }

        return result;
    }

    private (string Name, Standard[] All)[] Parts() => [("emissions", Emissions), ("meteorology", Meteorology),
        ("concentrations", Concentrations), ("geography", Geography)];

    /// <summary>Mean and spread, added up plane by plane in double.</summary>
    private sealed class Moments(bool[]? seen)
    {
        private double _sum, _squares;
        private long _count;

        internal double Mean => _count == 0 ? 0 : _sum / _count;

        internal double MeanSquare => _count == 0 ? 0 : _squares / _count;

        // What does not vary is left as it is.
        internal double Deviation
        {
            get
            {
                double deviation = Math.Sqrt(Math.Max(0, MeanSquare - (Mean * Mean)));
                return deviation > SmallestPart * Math.Sqrt(MeanSquare) ? deviation : 1;
            }
        }

        internal static Moments[] Many(int count, bool[]? seen) => [.. Enumerable.Range(0, count).Select(_ => new Moments(seen))];

        /// <summary>A plane to each; each number is bent before, if there is something to bend it by.</summary>
        internal static void Add(Moments[] moments, ReadOnlySpan<float> planes, Func<int, float, float>? bend = null)
        {
            for (int i = 0; i < moments.Length; i++)
                moments[i].Add(planes.Slice(i * (planes.Length / moments.Length), planes.Length / moments.Length), i, bend);
        }

        private void Add(ReadOnlySpan<float> plane, int number, Func<int, float, float>? bend)
        {
            for (int cell = 0; cell < plane.Length; cell++)
            {
                if (seen is not null && !seen[cell]) continue;
                double bent = bend is null ? plane[cell] : bend(number, plane[cell]);
                _sum += bent;
                _squares += bent * bent;
                _count++;
            }
        }
    }
}
