namespace Kaya.Tasks;

/// <summary>Completes the messages of readers with the file and the flag of an option.</summary>
internal static class ReaderFaults
{
    /// <summary>Runs a reader; in its messages, option names are replaced by command line flags.</summary>
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

    /// <summary>Runs an operation on a file; a message without a location gets the file as location.</summary>
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
