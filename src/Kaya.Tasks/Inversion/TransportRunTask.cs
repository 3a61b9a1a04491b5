using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="TransportRunTask"/>.</summary>
public sealed record TransportRunOptions : AtmosphereOptions
{
    /// <summary>Hours at the start that tables and maps leave out.</summary>
    [Option("hours at the start that means, maxima and maps leave out, because the air at the start is background air everywhere "
        + "(default: 24, or half of a run shorter than 48 hours)", Minimum = 0)]
    public int? SpinUp { get; set; }

    internal int SpinUpOf(int hours)
    {
        int spinUp = SpinUp ?? Math.Min(24, hours / 2);
        return spinUp < hours ? spinUp : throw new DataFormatException(new Fault("No hour is left after the spin-up.",
            new SourceLocation(Variable: "--spin-up"), string.Create(CultureInfo.InvariantCulture, $"less than {hours} hours"),
            string.Create(CultureInfo.InvariantCulture, $"{spinUp}"), "Run more hours, or shorten the spin-up."));
    }
}

/// <summary><c>kaya transport run</c>: from emissions and weather to hourly concentrations at the ground.</summary>
public sealed class TransportRunTask : KayaTask<TransportRunOptions>
{
    private const string Reading = "read the inputs", Transport = "transport", Writing = "write the concentrations",
        Drawing = "draw the maps";

    /// <inheritdoc/>
    public override string Name => "transport run";

    /// <inheritdoc/>
    public override string Summary =>
        "Compute hourly NO2, SO2, O3 and PM2.5 at the ground from emissions and weather with the embedded transport model.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya transport run --out runs/transport --force",
        "./kaya transport run --surface METCRO2D.nc --volume METCRO3D.nc --wind METDOT3D.nc --emissions EMIS.nc --layer-tops 60,400,1500 "
            + "--out runs/own",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(TransportRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AtmosphereCase.Files(options);
    }

    /// <inheritdoc/>
    public override string Estimate(TransportRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsSample
            ? string.Create(CultureInfo.InvariantCulture,
                $"about {10 + Math.Ceiling(0.1 * (options.Hours ?? AtmosphereCase.SampleHours)):0} s on two cores; "
                    + $"less than 1 GB of memory")
            : "on two cores about 0.1 s for each hour of 48 x 48 cells and 3 layers, in proportion to the number of cells; "
                + "16 bytes of memory for each cell at the ground and hour";
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(TransportRunOptions options) =>
        [new(Reading, 0.4), new(Transport, 0.45), new(Writing, 0.05), new(Drawing, 0.1)];

    /// <inheritdoc/>
    public override TaskOutcome Execute(TransportRunOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report(Reading);
        using AtmosphereCase given = AtmosphereCase.Load(options);
        int spinUp = options.SpinUpOf(given.Inputs.Meteorology.Hours);
        EmbeddedTransportModel model = new(given.Options);
        TransportResult result = model.Run(given.Inputs, session.Context with { CheckpointFolder = session.Run.CheckpointPath });
        TransportOutput output = new(given, result, spinUp);
        session.Report(Writing);
        output.WriteConcentrations(session.Run.OutputPath(TransportOutput.ConcentrationFile));
        session.Cancellation.ThrowIfCancellationRequested();
        session.Report(Drawing);
        output.Draw(session.Run);
        output.Record(session.Run);
        TaskEnvironment.Record(session.Run, options);
        ResultTable concentrations = output.Concentrations(), budget = output.Budget();
        session.Write(TransportReport.Of(output, concentrations, budget, session.Run));
        session.Run.RemoveCheckpoints();
        return new TaskOutcome(output.Lines(), [concentrations, budget]);
    }
}
