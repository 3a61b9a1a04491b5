namespace Kaya.Core;

/// <summary>A condition of the world that Kaya cannot work with: bad input, missing data, a native call that failed.</summary>
/// <remarks>Mistakes of a caller in code are argument exceptions, not these.</remarks>
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

/// <summary>A file or value does not have the form its format asks for.</summary>
/// <inheritdoc/>
public sealed class DataFormatException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override DataFormatException With(Fault fault) => new(fault, this);
}

/// <summary>A file, region, day or variable that was asked for is not there.</summary>
/// <inheritdoc/>
public sealed class DataNotFoundException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override DataNotFoundException With(Fault fault) => new(fault, this);
}

/// <summary>A table lacks a column, has one in another unit, or has columns a model was not fitted with.</summary>
/// <inheritdoc/>
public sealed class SchemaMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override SchemaMismatchException With(Fault fault) => new(fault, this);
}

/// <summary>Two quantities of different dimension, or of different basis (C and CO2), were put together.</summary>
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

/// <summary>An iteration ended without reaching what it was asked to reach.</summary>
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

/// <summary>A stored result no longer is what its record says.</summary>
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

/// <summary>Two rasters, or a raster and zones, do not lie where they would have to: other cells, no overlap, no coordinate
/// system.</summary>
/// <inheritdoc/>
public sealed class GridMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause)
{
    /// <inheritdoc/>
    public override GridMismatchException With(Fault fault) => new(fault, this);
}
