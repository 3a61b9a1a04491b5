namespace Kaya.Samples;

/// <summary>Names for towns that exist nowhere, put together from syllables.</summary>
internal static class TownNames
{
    private static readonly string[] s_first = ["Al", "Bren", "Cal", "Dor", "El", "Fal", "Gor", "Hal", "Is", "Jor", "Kel", "Lor", "Mar", "Nev", "Or", "Pel", "Quen", "Rav", "Sel", "Tor", "Ul", "Var", "Wen"];
    private static readonly string[] s_last = ["dane", "ford", "haven", "mere", "stead", "wick", "bury", "holm", "mouth", "ley", "gate"];

    public static string Of(int index) => s_first[index % s_first.Length] + s_last[(index * 3) % s_last.Length];
}
