using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya demo</c>.</summary>
internal static class Demo
{
    public static Command Create() => TaskVerb.Create("demo", new DemoTask(),
        "./kaya demo");
}
