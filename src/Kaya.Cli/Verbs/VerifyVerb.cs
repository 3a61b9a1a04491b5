using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya verify</c>.</summary>
internal static class VerifyVerb
{
    public static Command Create() => FileVerb.Create("verify", new VerifyTask(), "./kaya verify map.tif", "./kaya verify map.tif map.nc --json");
}
