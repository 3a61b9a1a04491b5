using System.Text.Json;

namespace Kaya.Core;

/// <summary>Tells the exceptions that damaged content causes in a parser from those of the machine and of the caller.</summary>
public static class ReaderFailure
{
    /// <summary>Whether an exception of a parser means that the content is not what it should be.</summary>
    /// <remarks>
    /// Libraries state some of these only in passing: a lone surrogate in JSON is an invalid operation, a number that is too large an
    /// overflow, a missing member an absent key. For the reader of a file they are all the same: its content is damaged.
    /// </remarks>
    /// <param name="failure">What was thrown while content was parsed, and nothing else was done.</param>
    /// <returns>True for faults of the content; false for Kaya's own exceptions, cancellation, memory and the disk.</returns>
    public static bool IsOfContent(Exception failure) => failure is JsonException or FormatException or InvalidOperationException
        or ArgumentException or OverflowException or KeyNotFoundException or IndexOutOfRangeException or InvalidCastException
        or NotSupportedException or InvalidDataException or EndOfStreamException;
}
