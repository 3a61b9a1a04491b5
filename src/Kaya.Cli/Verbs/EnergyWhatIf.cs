using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya energy whatif</c>.</summary>
internal static class EnergyWhatIf
{
    public static Command Create() => TaskVerb.Create("whatif", new EnergyWhatIfTask(),
        "./kaya energy whatif --region Germany --date 2025-03-01 --move coal:gas:10%",
        "./kaya energy whatif --region China --date 2025-03-01 --move coal:wind:5pp,coal:solar:5pp",
        "./kaya energy whatif --region Japan --date 2025-03-01 --cut industry:10%");
}
