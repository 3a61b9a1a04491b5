using System.Collections.Immutable;

namespace Kaya.Samples;

/// <summary>Invented names of towns, made of two syllables.</summary>
internal static class TownNames
{
    private static readonly ImmutableArray<string> s_first =
    [
        "Al", "Bren", "Cal", "Dor", "El", "Fal", "Gor", "Hal", "Is", "Jor", "Kel", "Lor",
        "Mar", "Nev", "Or", "Pel", "Quen", "Rav", "Sel", "Tor", "Ul", "Var", "Wen",
    ];

    private static readonly ImmutableArray<string> s_last =
        ["dane", "ford", "haven", "mere", "stead", "wick", "bury", "holm", "mouth", "ley", "gate"];

    public static string Of(int index) => s_first[index % s_first.Length] + s_last[(index * 3) % s_last.Length];
}
