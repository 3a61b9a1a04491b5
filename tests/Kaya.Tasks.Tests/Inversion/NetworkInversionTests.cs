using Kaya.Core;
using Kaya.Inversion;
using Kaya.Runs;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary>A network of seconds, for updates of a small sample through it.</summary>
public sealed class SmallNetwork : IDisposable
{
    public SmallNetwork() => Folder = TaskRunner.Run(TaskCatalog.Find("surrogate train").Prepare(new ConfigurationSources
    {
        Flags = new Dictionary<string, string>
        {
            ["sample-cells"] = "12", ["train-days"] = "3", ["test-days"] = "1", ["spin-up"] = "6", ["runs"] = "1",
            ["network.history"] = "3",
            ["network.hidden"] = "3", ["network.channels"] = "4", ["network.carried"] = "4", ["training.steps"] = "4",
            ["training.batch"] = "4", ["training.crop"] = "12",
        },
    }), new TaskRunSettings { Folder = In("network") }).Run!.Folder;

    public string Folder { get; }

    public string Root { get; } = Directory.CreateTempSubdirectory("kaya-by-network").FullName;

    public string In(string name) => Path.Combine(Root, name);

    public FinishedTask Run(string task, string folder, params (string Key, string Value)[] flags) => TaskRunner.Run(
        TaskCatalog.Find(task).Prepare(new ConfigurationSources { Flags = flags.ToDictionary(flag => flag.Key, flag => flag.Value) }),
        new TaskRunSettings { Folder = In(folder), Force = true });

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary><c>kaya inversion run --model network</c>, and two updates compared.</summary>
public sealed class NetworkInversionTests(SmallNetwork world) : IClassFixture<SmallNetwork>
{
    private static readonly (string, string)[] s_problem =
    [
        ("sample-cells", "12"), ("hours", "14"), ("spin-up", "4"), ("directions", "2"), ("iterations", "2"), ("truth", "same-model"),
    ];

    [Fact]
    public void RunAndCompare_NetworkBesideTheTransportModel_SayWhichIsWhich()
    {
        FinishedTask transport = Run("transport"), network = Run("by-network", ("model", "network"), ("network", world.Folder),
            ("rerun-every", "1"));
        Assert.Contains("transport model and its adjoint", string.Join(' ', transport.Outcome.Summary), StringComparison.Ordinal);
        Assert.Contains("went through a network", string.Join(' ', network.Outcome.Summary), StringComparison.Ordinal);
        Assert.Contains("run again 1 times", string.Join(' ', network.Outcome.Summary), StringComparison.Ordinal);
        Assert.Contains("went through a network", File.ReadAllText(Path.Combine(network.Run!.Folder, "report.html")),
            StringComparison.Ordinal);
        Assert.Equal("network", Table(network, "update").Text(0, 0));
        // Both are judged by the transport model: the same error of the prior. The network has an opinion of its own besides.
        ResultTable errors = Table(network, "errors");
        Assert.Equal(Table(transport, "errors").Numbers("prior"), errors.Numbers("prior"));
        Assert.NotEqual(errors.Numbers("updated"), errors.Numbers("updated, network"));

        FinishedTask judged = world.Run("inversion evaluate", "judged", ("run", network.Run.Folder), ("compare", transport.Run!.Folder));
        Assert.Equal(errors.Numbers("updated").Where((_, row) => errors.Text(row, 0) == "used"),
            Table(judged, "errors") is var again ? again.Numbers("hourly, updated").Where((_, row) => again.Text(row, 0) == "used") : []);
        ResultTable costs = Table(judged, "comparison-costs");
        Assert.Equal(["", "network", "transport model"], costs.Texts("through"));
        Assert.Equal(0, costs.Number(0, costs.ColumnOf("cost of the prior")));
        // 4D-Var lowers the cost that it is about.
        Assert.True(costs.Number(2, costs.ColumnOf("both")) < costs.Number(0, costs.ColumnOf("both")));
        Assert.All(costs.Numbers("time for steps").Skip(1), seconds => Assert.True(seconds > 0));
        Assert.Contains(Table(judged, "comparison-distances").Numbers("distance"), distance => distance > 0);

        // An update with other errors of the prior is of another problem.
        string record = Path.Combine(transport.Run.Folder, "run.json"), text = File.ReadAllText(record);
        File.WriteAllText(record, text.Replace("\"correlation-length\": 72", "\"correlation-length\": 50", StringComparison.Ordinal));
        SchemaMismatchException error = Assert.Throws<SchemaMismatchException>(() => world.Run("inversion evaluate", "none",
            ("run", network.Run.Folder), ("compare", transport.Run.Folder)));
        Assert.Contains("--correlation-length", $"{error.Fault!.Where}", StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OptionsThatDoNotFit_SayWhatToDo()
    {
        Refused<DataFormatException>("--model network", ("network", world.Folder));
        Refused<DataFormatException>("--model network", ("roll-out", "true"));
        Refused<DataFormatException>("--method", ("loss", "paper"), ("method", "lbfgs"));
        Refused<DataFormatException>("--method adam", ("rate", "0.1"));
        Refused<DataFormatException>("--spin-up", ("model", "network"), ("network", world.Folder), ("spin-up", "2"));
        Refused<DataNotFoundException>("", ("model", "network"), ("network", world.In("nowhere")));
    }

    private FinishedTask Run(string folder, params (string Key, string Value)[] more) => world.Run("inversion run", folder,
        [.. s_problem.Where(one => more.All(other => other.Key != one.Item1)), .. more]);

    private void Refused<T>(string says, params (string Key, string Value)[] flags)
        where T : KayaException
    {
        T error = Assert.Throws<T>(() => Run("refused", flags));
        Assert.Contains(says, $"{error.Message} {error.Fault?.Remedy} {error.Fault?.Where}", StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.In("refused")), "a refused run leaves nothing");
    }

    private static ResultTable Table(FinishedTask task, string name) => task.Outcome.Tables.Single(table => table.Name == name);
}
