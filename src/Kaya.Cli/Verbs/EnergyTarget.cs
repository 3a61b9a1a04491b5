using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya energy target</c>.</summary>
internal static class EnergyTarget
{
    public static Command Create() => TaskVerb.Create("target", new EnergyTargetTask(),
        "./kaya energy target --region Germany --date 2025-03-01 --emission -15%",
        "./kaya energy target --region Spain --emission 0.5Mt --pin nuclear,hydro");
}
