using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya energy predict</c>.</summary>
internal static class EnergyPredict
{
    public static Command Create() => TaskVerb.Create("predict", new EnergyPredictTask(),
        "./kaya energy predict",
        "./kaya energy predict --model runs/model --generation carbon-monitor-power-uncovered-2024.csv",
        "./kaya energy predict --generation G.csv --regions Argentina,Uruguay --first 2024-06-01 --last 2024-06-30 --json");
}
