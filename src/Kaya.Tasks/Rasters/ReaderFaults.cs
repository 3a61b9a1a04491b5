using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>Adds to the faults of readers what only a task knows: the file, and the flag of an option.</summary>
internal static class ReaderFaults
{
    /// <summary>Runs a reader; a fault that speaks of an option comes out with the flag that a user can type.</summary>
    /// <param name="read">What may fail.</param>
    /// <param name="flag">The flag of an option, such as <c>--zone.crs</c> for <c>crs</c>.</param>
    public static T WithFlags<T>(Func<T> read, Func<string, string> flag)
    {
        try
        {
            return read();
        }
        catch (KayaException failure) when (failure.Fault is { Option: not null, OptionFlag: null })
        {
            throw failure.With(failure.Fault with { OptionFlag = flag(failure.Fault.Option) });
        }
    }

    /// <summary>Does something with what a file holds; a fault that has no place gets that of the file.</summary>
    public static T At<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (KayaException failure) when (failure.Fault.Where is null)
        {
            throw failure.With(failure.Fault with { Where = new SourceLocation(path) });
        }
    }
}
