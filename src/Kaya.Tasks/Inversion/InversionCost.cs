using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>What an update costs, from some hours that were measured.</summary>
/// <param name="ForwardSeconds">A forward run of all hours.</param>
/// <param name="AdjointSeconds">A gradient of all hours.</param>
/// <param name="MeasuredHours">Hours that were measured.</param>
/// <param name="IsNetwork">Whether a network was measured, not the transport model.</param>
internal sealed record InversionCost(double ForwardSeconds, double AdjointSeconds, int MeasuredHours, bool IsNetwork = false)
{
    private const int MostMeasured = 6;

    // Usual tries of a step of L-BFGS; a direction takes two predictions and a gradient, a judgement three predictions.
    private const double TriesOfStep = 1.2;

    /// <summary>Part of all hours that a step of adam or sgd looks at.</summary>
    private double Batch { get; init; } = 1;

    public static InversionCost Measure(InversionCase given, FitContext context)
    {
        int hours = Math.Min(MostMeasured, given.Hours.Hours);
        TransportInputs some = given.Inputs with
        {
            Meteorology = new SelectedHours<MeteorologyVariable>(given.Inputs.Meteorology, new HourRange(given.Hours.Start, hours)),
        };
        EmbeddedTransportModel model = new(given.Transport);
        FitContext own = new(new RandomSource(0)) { Cancellation = context.Cancellation };
        // The first call compiles and loads; it is not what a long job costs.
        _ = model.Gradient(some, (_, _, _) => 0, own);
        Stopwatch clock = Stopwatch.StartNew();
        _ = model.Run(some, own);
        double forward = clock.Elapsed.TotalSeconds;
        _ = model.Gradient(some, (_, surface, slopes) => slopes[0] = surface[0], own);
        double adjoint = clock.Elapsed.TotalSeconds - forward;
        double scale = given.Hours.Hours / (double)hours;
        return new InversionCost(forward * scale, adjoint * scale, hours);
    }

    /// <summary>Measures a network on the first part that has observations.</summary>
    public static InversionCost Measure(IForwardModel network)
    {
        UpdateObservations all = network.Observations;
        int part = Enumerable.Range(0, all.Parts).First(one => all.RangeOf(one).Count > 0);
        double[] factors = CorrectionFactors.Ones(network.Layout).Values.ToArray(), gradient = new double[factors.Length];
        double[] slopes = new double[all.RangeOf(part).Count];
        Array.Fill(slopes, 1);
        Stopwatch clock = new();
        (double forward, double adjoint) = (0, 0);
        // The first call compiles and loads; it is not what a long job costs.
        for (int call = 0; call < 2; call++)
        {
            clock.Restart();
            using IPrediction prediction = network.Predict(factors, part);
            forward = clock.Elapsed.TotalSeconds;
            prediction.AddGradient(slopes, gradient);
            adjoint = clock.Elapsed.TotalSeconds - forward;
        }

        ReadOnlySpan<ObservationPoint> points = all.PointsOf(part);
        double scale = all.Count / (double)points.Length;
        return new InversionCost(forward * scale, adjoint * scale, points[^1].Hour - points[0].Hour + 1, IsNetwork: true)
        {
            Batch = Math.Min(1, EmissionUpdateOptions.OfPaper.Batch / scale),
        };
    }

    public double DirectionsSeconds(InversionOptions options, FactorLayout layout) =>
        Math.Min(options.Directions, layout.Count) * ((2 * ForwardSeconds) + AdjointSeconds);

    public double UpdateSeconds(InversionOptions options) => options.ChosenMethod switch
    {
        UpdateMethod.GaussNewton => options.MostSteps * (((2 * ForwardSeconds) + AdjointSeconds) * 20),
        UpdateMethod.Lbfgs => options.MostSteps * TriesOfStep * (ForwardSeconds + AdjointSeconds),
        _ => options.MostSteps * (ForwardSeconds + AdjointSeconds) * Batch,
    };

    public double AllSeconds(InversionOptions options, FactorLayout layout) =>
        (options.Updates * (DirectionsSeconds(options, layout) + UpdateSeconds(options))) + (3 * ForwardSeconds);

    /// <summary>Bytes on the disk: checkpoints of directions, factors, and new emission files as large as the old ones.</summary>
    public static long DiskBytes(InversionOptions options, FactorLayout layout) =>
        (2L * sizeof(double) * options.Directions * layout.Count) + (8L * sizeof(double) * layout.Count)
        + (options.Emissions ?? []).Where(File.Exists).Sum(path => new FileInfo(path).Length);

    /// <summary>Bytes in memory: fields, states that the adjoint keeps, directions.</summary>
    public static long MemoryBytes(InversionOptions options, InversionCase given, FactorLayout layout)
    {
        TransportGrid grid = given.Grid;
        long state = (long)Enum.GetValues<TransportedSpecies>().Length * grid.Layers * layout.Cells * sizeof(float);
        long fields = given.Inputs.Meteorology.BytesOf();
        return fields + (2 * state * (long)Math.Sqrt(given.Hours.Hours)) + (2L * sizeof(double) * options.Directions * layout.Count);
    }

    private string Memory(InversionOptions options, InversionCase given, FactorLayout layout) => IsNetwork
        ? "memory of a network is not predicted"
        : string.Create(CultureInfo.InvariantCulture,
            $"{MemoryBytes(options, given, layout) / 1e9:0.0} GB of memory beside 0.5 GB for the program");

    public static string Time(double seconds) => seconds < 90 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s")
        : seconds < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h");

    /// <summary>The prediction in sentences.</summary>
    public ImmutableArray<string> Lines(InversionOptions options, InversionCase given, FactorLayout layout)
    {
        string twice = options.Updates == 2 ? ", both twice" : "";
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"Measured on {MeasuredHours} hours: a run of all {given.Hours.Hours} hours "
                + $"{(IsNetwork ? "with an observation by the network " : "")}takes "
                + $"{ForwardSeconds:0.0} s, its gradient {AdjointSeconds:0.0} s."),
            string.Create(CultureInfo.InvariantCulture, $"Predicted for the update: {Time(AllSeconds(options, layout))} "
                + $"({options.Directions} directions {Time(DirectionsSeconds(options, layout))}, at most {options.MostSteps} steps "
                + $"{Time(UpdateSeconds(options))}{twice}), {Memory(options, given, layout)}, "
                + $"{DiskBytes(options, layout) / 1e6:0} MB on the disk."),
        ];
    }
}
