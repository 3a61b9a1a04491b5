using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya energy train</c>.</summary>
internal static class EnergyTrain
{
    public static Command Create() => TaskVerb.Create("train", new EnergyTrainTask(),
        "./kaya energy train",
        "./kaya energy train --emissions carbon-monitor-GLOBAL.csv --generation carbon-monitor-power.csv --out runs/model",
        "./kaya energy train --emissions E.csv --generation G.csv --out runs/model --resume");
}
