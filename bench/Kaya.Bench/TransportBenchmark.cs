using System.Globalization;
using System.Runtime.InteropServices;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Inversion;

namespace Kaya.Bench;

/// <summary>Advection and diffusion of the embedded transport model beside the same scheme in numpy, and the whole model.</summary>
internal sealed class TransportBenchmark
{
    private const int Hours = 12, Species = 11;
    private const double Size = 27_000;

    private readonly TransportGrid _grid;
    private readonly HourlyFields<MeteorologyVariable> _weather;
    private readonly MeteorologyVariable[] _stored =
    [
        MeteorologyVariable.WindEast, MeteorologyVariable.WindNorth, MeteorologyVariable.Temperature, MeteorologyVariable.AirDensity,
        MeteorologyVariable.BoundaryLayerHeight, MeteorologyVariable.FrictionVelocity, MeteorologyVariable.ShortwaveRadiation,
    ];

    public TransportBenchmark(int rows, int columns, int hours)
    {
        _grid = new TransportGrid(new Grid(CoordinateSystem.Plane, Affine.NorthUp(0, rows * Size, Size, Size), rows, columns),
            [150, 700, 2500]);
        Dictionary<MeteorologyVariable, (ReadOnlyMemory<float>, int)> fields = [];
        foreach (MeteorologyVariable variable in _stored)
            fields[variable] = (Fill(variable, hours), variable.Position() == CellPosition.Surface ? 1 : 3);
        _weather = new HourlyFields<MeteorologyVariable>(_grid, new DateTimeOffset(2020, 6, 1, 0, 0, 0, TimeSpan.Zero), hours, fields);
    }

    public static PartFindings Run(int pairs, TextWriter progress)
    {
        string[] files = [Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), Path.Combine(Path.GetTempPath(),
            Path.GetRandomFileName())];
        try
        {
            return new TransportBenchmark(182, 232, Hours).Run(pairs, files, progress);
        }
        finally
        {
            foreach (string file in files) File.Delete(file);
        }
    }

    /// <summary>The derivative of a mean of concentrations with respect to all factors: seconds and memory.</summary>
    public static PartFindings Adjoint(int rows, int columns, int hours, TextWriter progress)
    {
        TransportBenchmark world = new(rows, columns, hours);
        EmbeddedTransportModel model = new();
        TransportInputs inputs = new(world._weather, world.Emissions(hours));
        AdjointResult result = null!;
        double before = Work.PeakMebibytes();
        Work.ForgetPeak();
        double held = Work.PeakMebibytes();
        progress.WriteLine($"adjoint of {hours} hours of {rows} x {columns} x 3");
        Timing timing = Work.Measure(() => result = model.Gradient(inputs, (hour, surface, gradient) =>
        {
            double sum = 0;
            for (int i = 0; i < surface.Length; i++) sum += surface[i] * (gradient[i] = 1e-3);
            return sum;
        },
            new FitContext(new RandomSource(1)), 24));
        string name = $"adjoint, {hours} hours of {rows} x {columns} x 3";
        return new PartFindings($"{held:F0} MiB held before, {before:F0} at most before that", [],
        [
            new BenchmarkFigure($"{name}: hours a second", hours / timing.Wall),
            new BenchmarkFigure($"{name}: states kept, MiB", result.StateBytes / 1048576.0),
        ])
        {
            Stages = [new BenchmarkStage(name, timing.Wall, timing.Processor, timing.PeakMebibytes)],
        };
    }

    private PartFindings Run(int pairs, string[] files, TextWriter progress)
    {
        float[] start = Start(), state = [.. start];
        Store(files[0], start);
        using PythonPeer peer = new("transport.py", 1, [.. new[] { Species, 3, _grid.Rows, _grid.Columns, Hours }.Select(
            number => number.ToString(CultureInfo.InvariantCulture)), files[0], files[1]]);
        Action fused = Advance(state, start, fused: true), slow = Advance(state, start, fused: false);
        Action alone = Advance(state, start, fused: true, threads: 1);
        // Until the compiler has settled.
        for (int warm = 0; warm < 5; warm++) fused();
        peer.Ask("run");
        string unit = $"{Hours} hours of {_grid.Rows} x {_grid.Columns} x 3, {Species} species";
        BenchmarkPart part = BenchmarkPart.Pairs(
            $"transport: advection and diffusion, {Environment.ProcessorCount} threads (numpy: 1)", unit, pairs,
            () => Work.Measure(fused), () => Timing.Of(peer.Ask("run")), progress) with { Peer = "numpy", Goal = 10 };
        BenchmarkPart single = BenchmarkPart.Pairs("transport: advection and diffusion, 1 thread", unit, pairs,
            () => Work.Measure(alone), () => Timing.Of(peer.Ask("run")), progress) with { Peer = "numpy" };
        ReadOnlySpan<float> theirs = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(files[1]));
        double most = 0;
        for (int i = 0; i < state.Length; i++) most = Math.Max(most, Math.Abs(state[i] - theirs[i]) / Math.Max(1e-6, Math.Abs(theirs[i])));
        slow();
        Timing tensors = Work.Measure(slow);
        TransportInputs inputs = new(_weather, Emissions(Hours));
        EmbeddedTransportModel model = new(), withTensors = new(new TransportOptions { UseFusedKernel = false });
        FitContext context = new(new RandomSource(1));
        for (int warm = 0; warm < 2; warm++) model.Run(inputs, context);
        Timing whole = Work.Measure(() => model.Run(inputs, context)), wholeTensors = Work.Measure(() => withTensors.Run(inputs, context));
        return new PartFindings(peer.Name, [part, single],
        [
            new BenchmarkFigure("transport: hours a second, advection and diffusion", Hours / part.OursWall, Hours / part.PeerWall),
            new BenchmarkFigure("transport: the same in tensors", Hours / tensors.Wall),
            new BenchmarkFigure("transport: largest relative difference of a cell", most),
            new BenchmarkFigure("transport: hours a second, whole model with chemistry", Hours / whole.Wall),
            new BenchmarkFigure("transport: the same in tensors", Hours / wholeTensors.Wall),
        ]);
    }

    // The whole of what the peer does; memory is made once on both sides.
    private Action Advance(float[] state, float[] start, bool fused, int? threads = null)
    {
        TransportOptions options = new() { Mechanism = TransportMechanism.Inert, HasDeposition = false, UseFusedKernel = fused,
            Threads = threads ?? Environment.ProcessorCount };
        SpeciesTable species = new([.. Enum.GetValues<TransportedSpecies>().Take(Species)]);
        CellGeometry cells = CellGeometry.Of(_grid.Horizontal, options);
        HourPlanner<float> planner = new(new TransportInputs(_weather, Emissions(Hours)), cells, species, options);
        IHourAdvance<float> advance = HourAdvances.For<float>(cells, [150, 550, 1800], species, options);
        EmissionRates<float> none = new(1, new RowField<float>(_grid.Rows, _grid.Columns, Species));
        HourNotes<float> notes = new(new float[Species * _grid.Rows * _grid.Columns]);
        return () =>
        {
            start.CopyTo(state, 0);
            for (int hour = 0; hour < Hours; hour++)
            {
                HourPlan<float> plan = planner.Plan(hour);
                // The air outside of the peer: species i holds i in a kilogram. It stays from hour to hour.
                if (plan.Boundary.West[^1] != Species) Surround(plan);
                advance.Advance(plan, state, none, notes);
            }
        };
    }

    private static void Surround(HourPlan<float> plan)
    {
        BoundaryPlan<float> air = plan.Boundary;
        foreach (float[] side in new[] { air.West, air.East, air.North, air.South })
            for (int i = 0; i < side.Length; i++) side[i] = (i / (side.Length / Species)) + 1;
        for (int i = 0; i < Species * plan.Rows; i++) air.Top.Line(i / Species, i % Species).Fill((i % Species) + 1);
    }

    private float[] Start()
    {
        float[] density = new float[_grid.CountOf(CellPosition.Layer)], state = new float[Species * density.Length];
        _weather.Read(MeteorologyVariable.AirDensity, 0, density);
        for (int i = 0; i < state.Length; i++)
        {
            double x = i % _grid.Columns / (double)_grid.Columns, y = i / _grid.Columns % _grid.Rows / (double)_grid.Rows;
            double hill = 5 * Math.Exp(-50 * (((x - 0.5) * (x - 0.5)) + ((y - 0.5) * (y - 0.5))));
            state[i] = (float)((i / density.Length + 1 + hill) * density[i % density.Length]);
        }

        return state;
    }

    private void Store(string path, float[] state)
    {
        using FileStream stream = File.Create(path);
        for (int hour = 0; hour < Hours; hour++)
            foreach (MeteorologyVariable variable in _stored)
            {
                float[] values = new float[_grid.CountOf(variable.Position())];
                _weather.Read(variable, hour, values);
                stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            }

        stream.Write(MemoryMarshal.AsBytes(state.AsSpan()));
    }

    private HourlyFields<EmittedSpecies> Emissions(int hours)
    {
        float[] values = new float[hours * _grid.Rows * _grid.Columns];
        for (int i = 0; i < values.Length; i++) values[i] = 0.05f + (0.5f * Math.Max(0, MathF.Sin(0.3f * i)));
        return new HourlyFields<EmittedSpecies>(_grid, _weather.Start, hours, AtmosphericSpecies.Emitted.ToDictionary(
            species => species, _ => ((ReadOnlyMemory<float>)values, 1)));
    }

    private float[] Fill(MeteorologyVariable variable, int hours)
    {
        CellPosition position = variable.Position();
        int columns = position == CellPosition.EastWestFace ? _grid.Columns + 1 : _grid.Columns;
        int rows = position == CellPosition.NorthSouthFace ? _grid.Rows + 1 : _grid.Rows, count = _grid.CountOf(position);
        float[] values = new float[hours * count];
        for (int i = 0; i < values.Length; i++)
        {
            (int hour, int layer) = (i / count, i % count / (rows * columns));
            double x = i % columns / (double)_grid.Columns, y = i / columns % rows / (double)_grid.Rows;
            double day = -Math.Cos(2 * Math.PI * (hour + 0.5) / 24);
            values[i] = (float)(variable switch
            {
                MeteorologyVariable.WindEast => ((4 + (3 * layer)) * Math.Cos(6 * (y + (hour / 24.0)))) + (3 * Math.Sin(9 * x)),
                MeteorologyVariable.WindNorth => ((3 + (2 * layer)) * Math.Sin(7 * (x + (hour / 31.0)))) + (2 * Math.Cos(5 * y)),
                MeteorologyVariable.Temperature => 288 - (5 * layer) - (6 * y) + (5 * day),
                MeteorologyVariable.AirDensity => (1.2 - (0.1 * layer)) * (1 + (0.01 * y) - (0.01 * day)),
                MeteorologyVariable.BoundaryLayerHeight => 300 + (1000 * Math.Max(0, day)) + (100 * x),
                MeteorologyVariable.FrictionVelocity => 0.25 + (0.1 * day) + (0.05 * y),
                _ => Math.Max(0, 800 * day),
            });
        }

        return values;
    }
}
