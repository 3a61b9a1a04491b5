using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>Turns "the option crs" in the remedies of readers into the flag that a user can type.</summary>
internal static class OptionNames
{
    private const string Words = "the option ";

    /// <summary>Runs a reader; a fault comes out with flags in its remedy.</summary>
    /// <param name="read">What may fail.</param>
    /// <param name="flag">The flag of an option, such as <c>--zone.crs</c> for <c>crs</c>.</param>
    public static T Told<T>(Func<T> read, Func<string, string> flag)
    {
        try
        {
            return read();
        }
        catch (GridMismatchException failure) when (Names(failure))
        {
            throw new GridMismatchException(Renamed(failure.Fault, flag), failure);
        }
        catch (DataNotFoundException failure) when (Names(failure))
        {
            throw new DataNotFoundException(Renamed(failure.Fault, flag), failure);
        }
        catch (DataFormatException failure) when (Names(failure))
        {
            throw new DataFormatException(Renamed(failure.Fault, flag), failure);
        }
    }

    private static bool Names(KayaException failure) => failure.Fault.Remedy?.Contains(Words, StringComparison.Ordinal) == true;

    private static Fault Renamed(Fault fault, Func<string, string> flag)
    {
        string remedy = fault.Remedy!;
        int at = remedy.IndexOf(Words, StringComparison.Ordinal), start = at + Words.Length, end = start;
        while (end < remedy.Length && (char.IsAsciiLetter(remedy[end]) || remedy[end] == '-')) end++;
        return fault with { Remedy = remedy[..at] + flag(remedy[start..end]) + remedy[end..] };
    }
}
