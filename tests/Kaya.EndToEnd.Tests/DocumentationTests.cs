namespace Kaya.EndToEnd.Tests;

/// <summary>Every command that a document or a help text shows is run, as it is written.</summary>
/// <remarks>
/// The commands of a document run one after the other in a folder of their own, so that a later one may use what an earlier one
/// left. Trainings are made small through the environment, which flags in the document override. How a document marks a command:
/// <c># takes 40 minutes</c> runs it with --dry-run only, <c># exit code 3</c> expects that code.
/// </remarks>
public sealed class DocumentationTests(TrainedWorld world, ITestOutputHelper output)
{
    private const string DataPrefix = "../shared/data/";

    // The demo and the networks, and for an evaluation that names nothing else the cheapest cell of its table.
    private static readonly Dictionary<string, string> s_small = new()
    {
        ["KAYA_DEMO_STEPS"] = "20", ["KAYA_DEMO_MAP_STEPS"] = "2", ["KAYA_DEMO_CITY_EPOCHS"] = "2",
        ["KAYA_ENERGY_TRAIN_MODEL_STEPS"] = "30", ["KAYA_ENERGY_TRAIN_MODEL_MEMBERS"] = "2",
        ["KAYA_ENERGY_TRAIN_MODEL_HIDDEN_SIZE"] = "8", ["KAYA_ENERGY_TRAIN_MODEL_LATENT_SIZE"] = "4",
        ["KAYA_ENERGY_TRAIN_MODEL_BATCH_SIZE"] = "16",
        ["KAYA_ENERGY_EVALUATE_MODELS"] = "LR", ["KAYA_ENERGY_EVALUATE_SPLITS"] = "last-days", ["KAYA_ENERGY_EVALUATE_SYNTHETIC"] = "0",
        ["KAYA_DOWNSCALE_FIT_MODELS"] = "mixture,linear",
        ["KAYA_DOWNSCALE_RUN_NETWORK_MEMBERS"] = "1", ["KAYA_DOWNSCALE_RUN_NETWORK_STEPS"] = "2",
        ["KAYA_DOWNSCALE_RUN_NETWORK_CHANNELS"] = "4", ["KAYA_DOWNSCALE_RUN_NETWORK_HIDDEN_LAYERS"] = "2",
        ["KAYA_DOWNSCALE_EVALUATE_NETWORK_MEMBERS"] = "1", ["KAYA_DOWNSCALE_EVALUATE_NETWORK_STEPS"] = "2",
        ["KAYA_INVERSION_PREVIEW_HOURS"] = "4", ["KAYA_INVERSION_PREVIEW_DIRECTIONS"] = "1",
        ["KAYA_INVERSION_RUN_HOURS"] = "4", ["KAYA_INVERSION_RUN_DIRECTIONS"] = "1", ["KAYA_INVERSION_RUN_ITERATIONS"] = "1",
        ["KAYA_DOWNSCALE_EVALUATE_NETWORK_CHANNELS"] = "4", ["KAYA_DOWNSCALE_EVALUATE_NETWORK_HIDDEN_LAYERS"] = "2",
    };

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(Directory.Exists(Repository.File("docs"))
            ? Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories) : [])
        .Where(path => DocumentedCommand.In(File.ReadAllText(path)).Any()).Select(path => Path.GetRelativePath(Repository.Root, path))
            .Append("none").Order()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_OfADocument_RunAsWritten(string document)
    {
        if (document == "none") return;
        using TemporaryFolder folder = new();
        foreach (DocumentedCommand command in DocumentedCommand.In(File.ReadAllText(Repository.File(document))))
        {
            if (Skipped(command) is { } reason)
            {
                output.WriteLine($"skipped, {reason}: {command}");
                continue;
            }

            string[] arguments = [.. command.Arguments.Select(InData)];
            bool isDry = IsTask(arguments) && (command.IsLong || AsksRealModel(arguments) || NamesAbsentFile(folder, arguments));
            KayaResult result = KayaProcess.Run(folder.Path, s_small, isDry ? [.. arguments, "--dry-run"] : arguments);
            // A dry run says 4 where an input is still to be made; a download has no network here; without the real data their model is not
            // there.
            bool isMissing = result.ExitCode == 4 && (isDry || Repository.Data is null || arguments is ["data", "get", ..]);
            Assert.True(isMissing || result.ExitCode == (isDry ? 0 : command.ExitCode), $"{document}: {command}\n{result}");
            output.WriteLine($"{(isDry ? "dry run" : "run")}: {command}");
        }
    }

    [Fact]
    public void Examples_OfEveryHelp_Run()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("runs"));
        foreach (string run in (string[])["model", "a", "b", "job", "old"]) Copy(world.Model, folder.File($"runs/{run}"));
        foreach (string[] verb in Verbs(folder.Path))
        {
            string help = KayaProcess.Run(folder.Path, [.. verb, "--help"]).Output;
            string[] examples = [
                .. help.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("./kaya ", StringComparison.Ordinal))];
            Assert.True(examples.Length > 0, $"'{string.Join(' ', verb)} --help' has no example");
            foreach (string example in examples)
            {
                IReadOnlyList<string> arguments = DocumentedCommand.Parse(example).Arguments;
                Assert.Equal(verb, arguments.Take(verb.Length));
                bool isDry = help.Contains("--dry-run", StringComparison.Ordinal) && verb is not ["run", ..];
                KayaResult result = KayaProcess.Run(folder.Path, s_small, isDry ? [.. arguments, "--dry-run"] : [.. arguments]);
                bool isMissing = result.ExitCode == 4 && (isDry || verb is ["data", "get"]);
                // A complete run can be neither stopped nor continued.
                bool isEnded = result.ExitCode == 3 && verb is ["run", "cancel" or "resume"];
                Assert.True(isMissing || isEnded || result.ExitCode == 0, $"{example}\n{result}");
            }
        }
    }

    // The nouns and verbs as the help lists them, so that none is forgotten.
    private static List<string[]> Verbs(string folder)
    {
        List<string[]> verbs = [];
        foreach (string noun in Commands(folder))
        {
            Add([noun]);
        }

        Assert.True(verbs.Count >= 29, $"only {verbs.Count} verbs found");
        return verbs;

        void Add(string[] command)
        {
            string[] own = Commands(folder, command);
            if (own.Length == 0) verbs.Add(command);
            foreach (string verb in own) Add([.. command, verb]);
        }
    }

    private static string[] Commands(string folder, params string[] noun)
    {
        string[] lines = KayaProcess.Run(folder, [.. noun, "--help"]).Output.Split('\n');
        return [.. lines.SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])
                .Where(name => name.Length > 0)];
    }

    private static string? Skipped(DocumentedCommand command) => command.Arguments switch
    {
        ["test", ..] => "it would run these tests inside themselves",
        ["bench", ..] => "a benchmark needs the machine for itself, and Python",
        ["publish", ..] => "it builds the project anew and needs the network",
        _ when Repository.Data is null && command.Text.Contains(DataPrefix, StringComparison.Ordinal) => "the real data are not here",
        _ => null,
    };

    // A list of drivers names several files in one argument.
    private static string InData(string argument) =>
        Repository.Data is { } data && argument.Contains(DataPrefix, StringComparison.Ordinal)
            ? argument.Replace(DataPrefix, data.TrimEnd('/') + "/", StringComparison.Ordinal) : argument;

    private static bool IsTask(string[] arguments) =>
        arguments is ["demo" or "energy" or "inventory" or "downscale" or "transport" or "surrogate" or "inversion"
            or "urban" or "reproduce", ..]
        && !arguments.Contains("--help");

    // Questions about real countries need a model of the real data.
    private static bool AsksRealModel(string[] arguments) =>
        Repository.Data is null && arguments is ["energy", "whatif" or "target" or "predict", ..];

    private static bool NamesAbsentFile(TemporaryFolder folder, string[] arguments) =>
        arguments.Any(argument => Path.GetExtension(argument) is ".csv" or ".yaml" or ".onnx" or ".mbtiles" or ".pbf"
            && !File.Exists(Path.Combine(folder.Path, argument)));

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
