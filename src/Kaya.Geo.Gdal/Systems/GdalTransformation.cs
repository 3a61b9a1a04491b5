using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Transforms points between coordinate systems with PROJ. For one thread at a time.</summary>
public sealed unsafe class GdalTransformation : ICoordinateTransformation, IDisposable
{
    private readonly TransformationHandle _handle;

    /// <summary>Prepares a transformation.</summary>
    /// <param name="source">Source system.</param>
    /// <param name="target">Target system.</param>
    /// <exception cref="GridMismatchException">PROJ has no transformation, or one of the systems is local.</exception>
    public GdalTransformation(CoordinateSystem source, CoordinateSystem target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        (Source, Target) = (source, target);
        using ErrorScope errors = ErrorScope.Enter($"{source} to {target}");
        using SystemHandle from = GdalCoordinateSystems.Open(source, errors), to = GdalCoordinateSystems.Open(target, errors);
        nint native = source.Kind == CoordinateSystemKind.Local || target.Kind == CoordinateSystemKind.Local ? 0
            : GdalNative.OCTNewCoordinateTransformation(from.Pointer, to.Pointer);
        if (native == 0)
            throw new GridMismatchException(
                new Fault("There is no transformation between these coordinate systems.", Expected: target.ToString(),
                Found: source.ToString(),
                Remedy: "Check that both are correct and refer to the Earth."));
        _handle = new TransformationHandle(native);
    }

    /// <summary>Prepares a transformation, for alignments.</summary>
    /// <param name="source">Source system.</param>
    /// <param name="target">Target system.</param>
    /// <returns>The transformation; dispose of it.</returns>
    /// <exception cref="GridMismatchException">PROJ has no transformation, or one of the systems is local.</exception>
    public static ICoordinateTransformation Between(CoordinateSystem source, CoordinateSystem target) =>
        new GdalTransformation(source, target);

    /// <inheritdoc/>
    public CoordinateSystem Source { get; }

    /// <inheritdoc/>
    public CoordinateSystem Target { get; }

    /// <inheritdoc/>
    public void Transform(Span<double> x, Span<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException("x and y must have the same length.", nameof(y));
        if (x.IsEmpty) return;
        using ErrorScope errors = ErrorScope.Enter($"{Source} to {Target}");
        int[] success = new int[x.Length];
        fixed (double* px = x, py = y)
        fixed (int* done = success)
            // A point that cannot be transformed makes the whole call fail; the flags show which one.
            _ = GdalNative.OCTTransformEx(_handle.Pointer, x.Length, px, py, null, done);
        for (int k = 0; k < success.Length; k++)
            if (success[k] == 0 || !double.IsFinite(x[k]) || !double.IsFinite(y[k])) (x[k], y[k]) = (double.NaN, double.NaN);
    }

    /// <summary>Frees the native object.</summary>
    public void Dispose() => _handle.Dispose();
}
