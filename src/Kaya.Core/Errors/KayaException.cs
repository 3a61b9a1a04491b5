namespace Kaya.Core;

/// <summary>A condition of the world that Kaya cannot work with: bad input, missing data, a native call that failed.</summary>
/// <remarks>Mistakes of a caller in code are argument exceptions, not these.</remarks>
/// <param name="fault">What, where, expected, found, remedy.</param>
/// <param name="cause">The exception that led here, if any.</param>
public abstract class KayaException(Fault fault, Exception? cause = null) : Exception(fault.ToString(), cause)
{
    /// <summary>The parts of the message.</summary>
    public Fault Fault { get; } = fault;
}

/// <summary>A file or value does not have the form its format asks for.</summary>
/// <inheritdoc/>
public sealed class DataFormatException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>A file, region, day or variable that was asked for is not there.</summary>
/// <inheritdoc/>
public sealed class DataNotFoundException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>A table lacks a column, has one in another unit, or has columns a model was not fitted with.</summary>
/// <inheritdoc/>
public sealed class SchemaMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>Two quantities of different dimension, or of different basis (C and CO2), were put together.</summary>
/// <inheritdoc/>
public sealed class UnitMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>A NaN or an infinity where a finite number is needed.</summary>
/// <inheritdoc/>
public sealed class NonFiniteException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>An iteration ended without reaching what it was asked to reach.</summary>
/// <inheritdoc/>
public sealed class ConvergenceException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>A model file is damaged, of another format version, or of another kind.</summary>
/// <inheritdoc/>
public sealed class ModelFormatException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>A stored result no longer is what its record says.</summary>
/// <inheritdoc/>
public sealed class VerificationException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>Memory, disk or time ran out.</summary>
/// <inheritdoc/>
public sealed class ResourceException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>A native library reported an error.</summary>
/// <inheritdoc/>
public sealed class NativeCallException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>A native library could not be loaded, or lacks something Kaya needs.</summary>
/// <inheritdoc/>
public sealed class NativeLoadException(Fault fault, Exception? cause = null) : KayaException(fault, cause);

/// <summary>Two rasters, or a raster and zones, do not lie where they would have to: other cells, no overlap, no coordinate system.</summary>
/// <inheritdoc/>
public sealed class GridMismatchException(Fault fault, Exception? cause = null) : KayaException(fault, cause);
