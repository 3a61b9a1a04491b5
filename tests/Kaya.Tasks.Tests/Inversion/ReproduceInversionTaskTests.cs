using Kaya.Core;
using Kaya.Inversion;
using Kaya.Runs;
using Kaya.Samples;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary><c>kaya reproduce inversion</c> from one end to the other, in the smallest size that it takes.</summary>
public sealed class ReproduceInversionTaskTests : IDisposable
{
    private static readonly Dictionary<string, string> s_small = new()
    {
        ["months"] = "1", ["sample-cells"] = "8", ["train-days"] = "3", ["hours"] = "26", ["training-steps"] = "4",
        ["update-steps"] = "1", ["directions"] = "2",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-reproduce").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_StoppedAndResumed_GivesTheTablesOfThePaperBesideOurs()
    {
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => TaskRunner.Run(
            TaskCatalog.Find("reproduce inversion").Prepare(new ConfigurationSources { Flags = s_small }),
            new TaskRunSettings { Folder = _folder, Progress = new StopAt("train LSTM-U-Net", source), Cancellation = source.Token }));
        FinishedTask run = TaskRunner.Resume(_folder, new TaskRunSettings());
        Assert.Empty(run.Run!.Verify());
        ResultTable Table(string name) => run.Outcome.Tables.Single(table => table.Name == name);

        // Published and ours in the same rows: what the paper says, and what follows from the columns beside it.
        ResultTable stations = Table("figure-7");
        foreach (int row in Enumerable.Range(0, stations.RowCount))
        {
            double Of(string column) => stations.Number(row, stations.ColumnOf(column));
            Assert.Equal(PublishedInversion.Stations[row].Values[0], Of("published, prior"));
            void Follows(string before, string after, string change) =>
                Assert.Equal(100 * ((Of(after) / Of(before)) - 1), Of(change), 1e-6);
            Follows("published, prior", "published, updated", "published, change");
            Follows("ours, prior", "ours, updated", "ours, change");
            Follows("ours, prior", "ours, 4D-Var", "4D-Var, change");
            Assert.True(Of("ours, 4D-Var") < Of("ours, prior"), "4D-Var brings the model nearer to the stations that it was given");
        }

        ResultTable errors = Table("table-1");
        foreach (int row in Enumerable.Range(0, errors.RowCount))
            Assert.Equal(errors.Text(row, errors.ColumnOf("month")) is "January" or "average",
                errors.Number(row, errors.ColumnOf("ours")) > 0);

        // The prior of the sample is wrong by a factor of 0.7 to 1.4 in each province: so is the sum.
        ResultTable species = Table("table-2");
        int truth = species.ColumnOf("true");
        // For each species a row of the month and one of the average.
        Assert.Equal(2 * AtmosphericSpecies.Emitted.Length, species.RowCount);
        for (int row = 0; row < species.RowCount; row++)
            Assert.InRange(species.Number(row, truth), (100 / 1.4) - 100 - 1e-6, (100 / 0.7) - 100 + 1e-6);
        Assert.Equal(5, Table("table-4").Columns.Count - 2);
        Assert.Contains("Why published and ours differ", File.ReadAllText(run.Run.ReportPath), StringComparison.Ordinal);
    }
}
