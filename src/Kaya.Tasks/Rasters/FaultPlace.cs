using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>Names the file in faults of parts that know grids and units but no files.</summary>
internal static class FaultPlace
{
    /// <summary>Does something with what a file holds; a mismatch that has no place gets that of the file.</summary>
    public static T Of<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (GridMismatchException failure) when (failure.Fault.Where is null)
        {
            throw new GridMismatchException(failure.Fault with { Where = new SourceLocation(path) }, failure);
        }
        catch (UnitMismatchException failure) when (failure.Fault.Where is null)
        {
            throw new UnitMismatchException(failure.Fault with { Where = new SourceLocation(path) }, failure);
        }
    }
}
