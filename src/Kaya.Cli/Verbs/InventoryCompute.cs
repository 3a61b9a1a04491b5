using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya inventory compute</c>.</summary>
internal static class InventoryCompute
{
    public static Command Create() => TaskVerb.Create("compute", new InventoryComputeTask(),
        "./kaya inventory compute",
        "./kaya inventory compute --fuels fuels-2007.csv --year 2007 --compare ceads.csv",
        "./kaya inventory compute --fuels districts.csv --mass-unit t --volume-unit '1e4 m3' --empty-is-no-use");
}
