using System.CommandLine;
using System.Globalization;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya data list | get</c>.</summary>
internal static class DataVerbs
{
    public static Command Create() => new("data", "Real data: where each provider's file comes from, and a checked download.") { List(), Get() };

    private static Command List()
    {
        Command command = new("list", "List the data sources: provider, page, size, terms.");
        CommonFlags flags = new();
        flags.AddTo(command);
        Help.AddExamples(command, "./kaya data list", "./kaya data list --json");
        command.SetAction(parsed => Verb.Run(parsed, flags, (_, _) =>
        {
            ResultTable table = new("data", [new("name"), new("what"), new("page"), new("address"), new("known sizes"), new("sha256"), new("terms")], DataRegistry.All.Select(Row));
            if (parsed.GetValue(flags.Json)) Console.Out.WriteLine(table.ToJson().ToJsonString(Print.JsonForm));
            else foreach (DataSource source in DataRegistry.All) Show(source);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Get()
    {
        Argument<string> name = new("NAME") { Description = "name of the source, as `kaya data list` shows it" };
        Option<string?> output = new("--out", "-o") { Description = "file or folder to write (default: data/)", HelpName = "PATH" };
        Option<bool> force = new("--force") { Description = "replace a file that is there" };
        Command command = new("get", "Download a source from its provider, checked by size and SHA-256.") { name, output, force };
        CommonFlags flags = new();
        flags.AddTo(command);
        Help.AddExamples(command, "./kaya data get carbon-monitor-power", "./kaya data get carbon-monitor --out data/emissions.csv");
        command.SetAction(parsed => Verb.Run(parsed, flags, (display, cancellation) =>
        {
            DataSource source = DataRegistry.Named(parsed.GetValue(name)!);
            using HttpClient client = DataFetch.CreateClient();
            FetchedFile file = new DataFetch(client).GetAsync(source, Target(source, parsed.GetValue(output)), new DataFetchOptions(parsed.GetValue(force)), display, cancellation)
                .GetAwaiter().GetResult();
            display.Dispose();
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Path}: {file.Size} bytes, SHA-256 {file.Sha256}{(file.WasThere ? ", was there" : "")}"));
            Console.Out.WriteLine(file.Version is { } version ? $"known version: {version.Description}" : "not one of the versions this registry knows: the provider has a newer one");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static string Target(DataSource source, string? asked) =>
        asked is null ? Path.Combine("data", source.FileName) : Directory.Exists(asked) ? Path.Combine(asked, source.FileName) : asked;

    private static IReadOnlyList<object?> Row(DataSource source) =>
    [
        source.Name, source.What, source.Page.ToString(), source.Address?.ToString(), string.Join(", ", source.KnownVersions.Select(version => version.Size)),
        string.Join(", ", source.KnownVersions.Select(version => version.Sha256)), source.Terms,
    ];

    private static void Show(DataSource source)
    {
        Console.Out.WriteLine(source.Name);
        Console.Out.WriteLine($"  {source.What}");
        Console.Out.WriteLine($"  page:    {source.Page}");
        Console.Out.WriteLine($"  address: {source.Address?.ToString() ?? "none that stays: take it from the page"}");
        foreach (DataVersion version in source.KnownVersions)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  known:   {version.Description}, {version.Size} bytes, SHA-256 {version.Sha256}"));
        Console.Out.WriteLine($"  terms:   {source.Terms}");
    }
}
