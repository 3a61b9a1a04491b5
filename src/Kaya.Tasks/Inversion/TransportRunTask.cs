using System.Globalization;
using Kaya.Core;
using Kaya.Inversion;
using Kaya.Runs;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="TransportRunTask"/>.</summary>
public sealed record TransportRunOptions : ComputeOptions
{
    /// <summary>METCRO2D.</summary>
    [Option("METCRO2D files of MCIP, separated by commas, one after another in time (default: the sample atmosphere)",
        Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Surface { get; set; }

    /// <summary>METCRO3D.</summary>
    [Option("METCRO3D files of MCIP", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Volume { get; set; }

    /// <summary>METDOT3D.</summary>
    [Option("METDOT3D files of MCIP", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Wind { get; set; }

    /// <summary>Emissions.</summary>
    [Option("emission files with the species names of CMAQ (CB6 or SAPRC-07 with AERO6)", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? Emissions { get; set; }

    /// <summary>Further emissions.</summary>
    [Option("files with further emissions that are added, such as biogenic ones", Group = OptionGroup.Input)]
    public IReadOnlyList<string>? OtherEmissions { get; set; }

    /// <summary>What a step of the meteorology stands for.</summary>
    [Option("what a step of the meteorology files stands for: an instant, as MCIP writes it, or the mean of the hour that begins at it",
        Group = OptionGroup.Input)]
    public HourlyStamp MeteorologySteps { get; set; } = HourlyStamp.Instant;

    /// <summary>Tops of the layers of the model.</summary>
    [Option("tops of the model's layers above the ground, in m, rising, such as 60,400,1500 (default: the layers of the files)",
        Group = OptionGroup.Model, Minimum = 1)]
    public IReadOnlyList<double>? LayerTops { get; set; }

    /// <summary>Tops of the layers of the emission files.</summary>
    [Option("tops of the layers of the emission files above the ground, in m, rising (default: the lowest layers of the model)",
        Group = OptionGroup.Input, Minimum = 1)]
    public IReadOnlyList<double>? EmissionTops { get; set; }

    /// <summary>The first hour.</summary>
    [Option("first hour in UTC, such as 2015-01-01T06 (default: the first of the files; 2015-01-01T00 for the sample atmosphere)")]
    public UtcHour? First { get; set; }

    /// <summary>Number of hours.</summary>
    [Option("number of hours (default: all hours of the files; 48 for the sample atmosphere)", Minimum = 1, Maximum = 100000)]
    public int? Hours { get; set; }

    /// <summary>Hours at the start that tables and maps leave out.</summary>
    [Option("hours at the start that means, maxima and maps leave out, because the air at the start is background air everywhere "
        + "(default: 24, or half of a run shorter than 48 hours)", Minimum = 0)]
    public int? SpinUp { get; set; }

    internal bool IsSample => Surface is null && Volume is null && Wind is null && Emissions is null && OtherEmissions is null;

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
        return TransportCase.Files(options);
    }

    /// <inheritdoc/>
    public override string Estimate(TransportRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsSample
            ? string.Create(CultureInfo.InvariantCulture,
                $"about {10 + Math.Ceiling(0.1 * (options.Hours ?? TransportCase.SampleHours)):0} s on two cores; less than 1 GB of memory")
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
        using TransportCase given = TransportCase.Load(options);
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
