using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>What an update costs, from some hours that were measured.</summary>
/// <param name="ForwardSeconds">A forward run of all hours.</param>
/// <param name="AdjointSeconds">A gradient of all hours.</param>
/// <param name="MeasuredHours">Hours that were measured.</param>
internal sealed record InversionCost(double ForwardSeconds, double AdjointSeconds, int MeasuredHours)
{
    private const int MostMeasured = 6;

    // Usual tries of a step of L-BFGS; a direction takes two predictions and a gradient, a judgement three predictions.
    private const double TriesOfStep = 1.2;

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

    public double DirectionsSeconds(InversionOptions options, FactorLayout layout) =>
        Math.Min(options.Directions, layout.Count) * ((2 * ForwardSeconds) + AdjointSeconds);

    public double UpdateSeconds(InversionOptions options) => options.Method switch
    {
        UpdateMethod.GaussNewton => options.Iterations * (((2 * ForwardSeconds) + AdjointSeconds) * 20),
        _ => options.Iterations * TriesOfStep * (ForwardSeconds + AdjointSeconds),
    };

    public double AllSeconds(InversionOptions options, FactorLayout layout) =>
        DirectionsSeconds(options, layout) + UpdateSeconds(options) + (3 * ForwardSeconds);

    /// <summary>Bytes on the disk: checkpoints of directions, factors, and new emission files as large as the old ones.</summary>
    public static long DiskBytes(InversionOptions options, FactorLayout layout) =>
        (2L * sizeof(double) * options.Directions * layout.Count) + (8L * sizeof(double) * layout.Count)
        + (options.Emissions ?? []).Where(File.Exists).Sum(path => new FileInfo(path).Length);

    /// <summary>Bytes in memory: fields, states that the adjoint keeps, directions.</summary>
    public static long MemoryBytes(InversionOptions options, InversionCase given, FactorLayout layout)
    {
        TransportGrid grid = given.Grid;
        const int species = 14;
        long state = (long)species * grid.Layers * layout.Cells * sizeof(float);
        long fields = given.Inputs.Meteorology.BytesOf();
        return fields + (2 * state * (long)Math.Sqrt(given.Hours.Hours)) + (2L * sizeof(double) * options.Directions * layout.Count);
    }

    public static string Time(double seconds) => seconds < 90 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s")
        : seconds < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h");

    /// <summary>The prediction in sentences.</summary>
    public ImmutableArray<string> Lines(InversionOptions options, InversionCase given, FactorLayout layout) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Measured on {MeasuredHours} hours: a run of all {given.Hours.Hours} hours takes "
            + $"{ForwardSeconds:0.0} s, its gradient {AdjointSeconds:0.0} s."),
        string.Create(CultureInfo.InvariantCulture, $"Predicted for the update: {Time(AllSeconds(options, layout))} "
            + $"({options.Directions} directions {Time(DirectionsSeconds(options, layout))}, at most {options.Iterations} steps "
            + $"{Time(UpdateSeconds(options))}), {MemoryBytes(options, given, layout) / 1e9:0.0} GB of memory beside 0.5 GB for the "
            + $"program, "
            + $"{DiskBytes(options, layout) / 1e6:0} MB on the disk."),
    ];
}
