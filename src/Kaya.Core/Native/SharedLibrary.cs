using System.Reflection;
using System.Runtime.InteropServices;

namespace Kaya.Core;

/// <summary>Loads a shared library of the system under its installed name.</summary>
internal static class SharedLibrary
{
    /// <summary>Loads the first library of a list that is installed.</summary>
    /// <param name="user">The assembly that calls the library.</param>
    /// <param name="missing">The error without it, and its package.</param>
    /// <param name="names">File names, the preferred one first.</param>
    /// <returns>The handle of the library.</returns>
    /// <exception cref="NativeLoadException">None is installed; the message is <paramref name="missing"/> with the names.</exception>
    public static nint Load(Assembly user, Fault missing, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(missing);
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, user, null, out nint handle))
                return handle;
        throw new NativeLoadException(missing with { Expected = missing.Expected ?? string.Join(" or ", names) });
    }
}
