using System.Globalization;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="DataGetTask"/>.</summary>
public sealed record DataGetOptions : TaskOptions
{
    /// <summary>Name of the source.</summary>
    [Option("name of the source, as listed by `kaya data list`", Required = true)]
    public string? Name { get; set; }

    /// <summary>File or folder to write.</summary>
    [Option("file or folder to write (default: data/)", Group = OptionGroup.Output)]
    public string? Out { get; set; }

    /// <summary>Whether an existing file may be replaced.</summary>
    [Option("replace an existing file", Group = OptionGroup.Output)]
    public bool Force { get; set; }
}

/// <summary><c>kaya data get</c>: a checked download.</summary>
public sealed class DataGetTask : QueryTask<DataGetOptions>
{
    /// <inheritdoc/>
    public override string Name => "data get";

    /// <inheritdoc/>
    public override string Summary => "Download a data source from its provider and check its size and SHA-256.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["./kaya data get carbon-monitor-power", "./kaya data get carbon-monitor --out data/emissions.csv"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["name"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(DataGetOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        DataSource source = DataRegistry.Named(options.Name!);
        using HttpClient client = DataFetch.CreateClient();
        FetchedFile file = new DataFetch(client).GetAsync(source, Target(source, options.Out), new DataFetchOptions(options.Force),
            session.Context.Progress, session.Cancellation).GetAwaiter().GetResult();
        return new TaskOutcome(
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Path}: {file.Size} bytes, SHA-256 {file.Sha256}{(file.WasThere ? ", already present" : "")}"),
            file.Version is { } version ? $"known version: {version.Description}"
                : "not one of the known versions: the provider has changed the file",
        ], []);
    }

    private static string Target(DataSource source, string? asked) =>
        asked is null ? Path.Combine("data", source.FileName) : Directory.Exists(asked) ? Path.Combine(asked, source.FileName) : asked;
}
