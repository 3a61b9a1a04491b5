using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Takes points from one coordinate system to another by PROJ. For one thread at a time.</summary>
public sealed unsafe class GdalTransformation : ICoordinateTransformation, IDisposable
{
    private readonly TransformationHandle _handle;

    /// <summary>Prepares a transformation.</summary>
    /// <param name="source">Where points come from.</param>
    /// <param name="target">Where they go.</param>
    /// <exception cref="GridMismatchException">PROJ knows no way, or one of them is not tied to the Earth.</exception>
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
                Remedy: "Check that both are tied to the Earth and correctly named."));
        _handle = new TransformationHandle(native);
    }

    /// <summary>Prepares a transformation, as alignments ask for it.</summary>
    /// <param name="source">Where points come from.</param>
    /// <param name="target">Where they go.</param>
    /// <returns>The transformation; dispose of it.</returns>
    /// <exception cref="GridMismatchException">PROJ knows no way, or one of them is not tied to the Earth.</exception>
    public static ICoordinateTransformation Between(CoordinateSystem source, CoordinateSystem target) =>
        new GdalTransformation(source, target);

    /// <inheritdoc/>
    public CoordinateSystem Source { get; }

    /// <inheritdoc/>
    public CoordinateSystem Target { get; }

    /// <inheritdoc/>
    public void Transform(Span<double> x, Span<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException("As many y as x are needed.", nameof(y));
        if (x.IsEmpty) return;
        using ErrorScope errors = ErrorScope.Enter($"{Source} to {Target}");
        int[] success = new int[x.Length];
        fixed (double* px = x, py = y)
        fixed (int* done = success)
            // A point without a place makes the whole call fail; the flags say which it was.
            _ = GdalNative.OCTTransformEx(_handle.Pointer, x.Length, px, py, null, done);
        for (int k = 0; k < success.Length; k++)
            if (success[k] == 0 || !double.IsFinite(x[k]) || !double.IsFinite(y[k])) (x[k], y[k]) = (double.NaN, double.NaN);
    }

    /// <summary>Frees the native object.</summary>
    public void Dispose() => _handle.Dispose();
}
