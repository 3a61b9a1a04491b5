using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="TransportSampleTask"/>.</summary>
public sealed record TransportSampleOptions : ComputeOptions
{
    /// <summary>The first hour.</summary>
    [Option("first hour in UTC, such as 2015-01-01T06 (default: 2015-01-01T00)")]
    public UtcHour? First { get; set; }

    /// <summary>Number of hours.</summary>
    [Option("number of hours", Minimum = 1, Maximum = 8784)]
    public int Hours { get; set; } = 24;
}

/// <summary><c>kaya transport sample</c>: the sample atmosphere as files of CMAQ and MCIP.</summary>
public sealed class TransportSampleTask : KayaTask<TransportSampleOptions>
{
    private const string Files = "write the files", Transport = "transport", Drawing = "draw the maps";
    private static readonly ImmutableArray<(string Name, string Content)> s_files =
    [
        ("GRIDCRO2D", "latitude, longitude and height of the cells"), ("METCRO2D", "weather at the ground"),
        ("METCRO3D", "temperature, density, humidity and heights of the layers"), ("METDOT3D", "winds on the faces of the cells"),
        ("EMIS", "the prior inventory"), ("EMIS_BIOGENIC", "emissions of plants and soils"),
        ("EMIS_TRUE", "the inventory that the prior should have been"), ("ICON", "air at the start, the same everywhere"),
        ("BCON", "air around the grid, the same everywhere"), ("ACONC", "concentrations at the ground with the prior inventory"),
    ];

    /// <inheritdoc/>
    public override string Name => "transport sample";

    /// <inheritdoc/>
    public override string Summary =>
        "Write the sample atmosphere as files of CMAQ and MCIP: weather, emissions, air at the start and around, and concentrations.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya transport sample --hours 24 --out runs/sample --force"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(TransportSampleOptions options) => [];

    /// <inheritdoc/>
    public override string Estimate(TransportSampleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return string.Create(CultureInfo.InvariantCulture,
            $"about {5 + (0.3 * options.Hours):0} s on two cores; {options.Hours} MB of disk");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StageShare> Stages(TransportSampleOptions options) =>
        [new(Files, 0.45), new(Transport, 0.45), new(Drawing, 0.1)];

    /// <inheritdoc/>
    public override TaskOutcome Execute(TransportSampleOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report(Files);
        SampleAtmosphere atmosphere = SampleAtmosphere.Create();
        DateTimeOffset start = options.First?.Instant ?? SampleAtmosphere.Months[0];
        string folder = Path.GetDirectoryName(session.Run.OutputPath("EMIS"))!;
        SampleAtmosphereFiles.Write(atmosphere, start, options.Hours, folder);
        session.Cancellation.ThrowIfCancellationRequested();
        using AtmosphereCase given = AtmosphereCase.Load(new TransportRunOptions { First = new UtcHour(start), Hours = options.Hours });
        TransportResult result = new EmbeddedTransportModel(given.Options).Run(given.Inputs, session.Context);
        SampleAtmosphereFiles.WriteConcentrations(result.Surface, Path.Combine(folder, "ACONC"));
        session.Report(Drawing);
        TransportOutput output = new(given, result, Math.Min(24, options.Hours / 2));
        output.Draw(session.Run);
        output.Record(session.Run);
        TaskEnvironment.Record(session.Run, options);
        ResultTable files = new("files", [new("file"), new("content"), new("MB", Decimals: 1)], [.. s_files.Select(
            file => (IReadOnlyList<object?>)[file.Name, file.Content, new FileInfo(Path.Combine(folder, file.Name)).Length / 1e6])]);
        session.Write(Report(output, files, session.Run));
        return new TaskOutcome(
        [
            SampleAtmosphere.Label,
            string.Create(CultureInfo.InvariantCulture, $"{options.Hours} hours from {new UtcHour(start)} UTC, in {folder}."),
            "Steps of the weather are means of the hour that begins at them: give --meteorology-steps mean-of-hour.",
        ], [files]);
    }

    private static ReportBuilder Report(TransportOutput output, ResultTable files, ActiveRun run)
    {
        ReportBuilder report = new("The sample atmosphere as files", $"{output.Given.Origin.Label}, {output.Whole}")
            { Data = output.Given.Origin };
        report.Section("Files").Paragraph("All files have the layout of the I/O API. Steps of the weather are means of the hour that "
            + "begins at them; those of MCIP are instants.").Table(files);
        report.Section("Concentrations at the ground").Table(output.Concentrations());
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            report.Picture(run.OutputPath(TransportOutput.MapFile(pollutant)),
                $"{pollutant.Symbol()}, mean at the ground in {TransportOutput.UnitOf(pollutant)}, {output.Evaluated}.");
        report.Section("Assumptions").Bullets(output.Remarks);
        return report;
    }
}
