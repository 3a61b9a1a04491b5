namespace Kaya.Core;

/// <summary>An error outside the code: invalid input, missing data, a failed native call.</summary>
/// <remarks>Programming errors of a caller are argument exceptions instead.</remarks>
/// <param name="fault">What, where, expected, found, remedy.</param>
/// <param name="cause">The exception that led here, if any.</param>
public abstract class KayaException(Fault fault, Exception? cause = null) : Exception(fault.ToString(), cause)
{
    /// <summary>The parts of the message.</summary>
    public Fault Fault { get; } = fault;

    /// <summary>The same kind of exception with another fault, and this one as its cause.</summary>
    /// <param name="fault">What, where, expected, found, remedy.</param>
    /// <returns>The exception, to be thrown by the caller.</returns>
    public abstract KayaException With(Fault fault);

    /// <summary>The exception that was stored by the name of its type.</summary>
    /// <param name="kind">Name of the type, such as <c>DataFormatException</c>.</param>
    /// <param name="fault">What, where, expected, found, remedy.</param>
    /// <returns>One of that kind; of a kind that is none of Kaya's, a failed native call, which is a fault of Kaya.</returns>
    public static KayaException Of(string kind, Fault fault) => kind switch
    {
        nameof(DataFormatException) => new DataFormatException(fault),
        nameof(DataNotFoundException) => new DataNotFoundException(fault),
        nameof(SchemaMismatchException) => new SchemaMismatchException(fault),
        nameof(UnitMismatchException) => new UnitMismatchException(fault),
        nameof(NonFiniteException) => new NonFiniteException(fault),
        nameof(ConvergenceException) => new ConvergenceException(fault),
        nameof(ModelFormatException) => new ModelFormatException(fault),
        nameof(VerificationException) => new VerificationException(fault),
        nameof(ResourceException) => new ResourceException(fault),
        nameof(NativeLoadException) => new NativeLoadException(fault),
        nameof(GridMismatchException) => new GridMismatchException(fault),
        _ => new NativeCallException(fault),
    };
}

/// <summary>A file or value does not follow its format.</summary>
/// <inheritdoc/>
public sealed class DataFormatException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override DataFormatException With(Fault fault) => new(fault, this);
}

/// <summary>A requested file, region, day or variable does not exist.</summary>
/// <inheritdoc/>
public sealed class DataNotFoundException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override DataNotFoundException With(Fault fault) => new(fault, this);
}

/// <summary>A table lacks a column, has a column in another unit, or differs from the columns of a fitted model.</summary>
/// <inheritdoc/>
public sealed class SchemaMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override SchemaMismatchException With(Fault fault) => new(fault, this);
}

/// <summary>Two quantities of different dimension, or of different mass basis (C and CO2), were combined.</summary>
/// <inheritdoc/>
public sealed class UnitMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override UnitMismatchException With(Fault fault) => new(fault, this);
}

/// <summary>A NaN or an infinity where a finite number is needed.</summary>
/// <inheritdoc/>
public sealed class NonFiniteException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override NonFiniteException With(Fault fault) => new(fault, this);
}

/// <summary>An iteration ended without reaching its goal.</summary>
/// <inheritdoc/>
public sealed class ConvergenceException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override ConvergenceException With(Fault fault) => new(fault, this);
}

/// <summary>A model file is damaged, of another format version, or of another kind.</summary>
/// <inheritdoc/>
public sealed class ModelFormatException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override ModelFormatException With(Fault fault) => new(fault, this);
}

/// <summary>A stored result does not match its record.</summary>
/// <inheritdoc/>
public sealed class VerificationException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override VerificationException With(Fault fault) => new(fault, this);
}

/// <summary>Memory, disk or time ran out.</summary>
/// <inheritdoc/>
public sealed class ResourceException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override ResourceException With(Fault fault) => new(fault, this);
}

/// <summary>A native library reported an error.</summary>
/// <inheritdoc/>
public sealed class NativeCallException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override NativeCallException With(Fault fault) => new(fault, this);
}

/// <summary>A native library could not be loaded, or lacks something Kaya needs.</summary>
/// <inheritdoc/>
public sealed class NativeLoadException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override NativeLoadException With(Fault fault) => new(fault, this);
}

/// <summary>Two rasters, or a raster and zones, do not match in space: different cells, no overlap, no coordinate
/// system.</summary>
/// <inheritdoc/>
public sealed class GridMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override GridMismatchException With(Fault fault) => new(fault, this);
}
