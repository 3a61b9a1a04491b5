using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya energy evaluate</c>.</summary>
internal static class EnergyEvaluate
{
    public static Command Create() => TaskVerb.Create("evaluate", new EnergyEvaluateTask(),
        "./kaya energy evaluate --quick",
        "./kaya energy evaluate --emissions carbon-monitor-GLOBAL.csv --generation carbon-monitor-power.csv",
        "./kaya energy evaluate --emissions E.csv --generation G.csv --models XGB,CLEAN-MLP --splits last-days --synthetic 0");
}
