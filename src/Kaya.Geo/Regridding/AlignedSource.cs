using Kaya.Core;

namespace Kaya.Geo;

/// <summary>One band regridded while it is read, for maps that are larger than memory.</summary>
/// <remarks>
/// Totals are regridded by sums, intensive values by means, both by exact overlaps; codes are taken from the cell at each centre.
/// Each window reads only the matching part of the source; shares of a source cell in different windows still sum to 1.
/// </remarks>
public sealed class AlignedSource : IRasterSource, IDisposable
{
    // Codes are looked up in memory: windows are halved until the matching part of the source fits.
    private const long MostCells = 16_000_000;

    private readonly IRasterSource _source;
    private readonly int _band;
    private readonly ICoordinateTransformation? _forth;
    private readonly SourceWindows _windows;

    /// <summary>Prepares the regridding.</summary>
    /// <param name="source">The source; must outlive this.</param>
    /// <param name="band">Band from 0.</param>
    /// <param name="target">The grid to be on, in any coordinate system.</param>
    /// <param name="between">Makes a transformation between two coordinate systems.</param>
    /// <exception cref="GridMismatchException">No transformation, or no overlap.</exception>
    public AlignedSource(IRasterSource source, int band, Grid target, Func<CoordinateSystem, CoordinateSystem,
        ICoordinateTransformation> between)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(between);
        (_source, _band, Grid) = (source, band, target);
        Bands = [source.Bands[band].Computed()];
        bool sameSystem = source.Grid.Crs.Equals(target.Crs);
        IsAlongAxes = sameSystem && source.Grid.IsRegular && target.IsRegular && Bands[0].Kind != QuantityKind.Category;
        if (!sameSystem) _forth = between(source.Grid.Crs, target.Crs);
        _windows = new SourceWindows(source.Grid, target, sameSystem ? null : between(target.Crs, source.Grid.Crs));
        if (source.Grid.Matches(target)) return;
        if (IsAlongAxes) _ = new ConservativeRegridding(source.Grid, target);
        else if (_windows.Behind(target.All).IsEmpty) throw ConservativeRegridding.NoOverlap(source.Grid, target);
    }

    /// <inheritdoc/>
    public Grid Grid { get; }

    /// <summary>The one band, with the unit, kind and mass basis of the source.</summary>
    public IReadOnlyList<BandDescription> Bands { get; }

    private bool IsAlongAxes { get; }

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        window.RequireInside(Grid);
        if (_source.Grid.Matches(Grid)) _source.Read(_band, window, destination);
        else if (IsAlongAxes) new ConservativeRegridding(_source.Grid, Grid.Crop(window), requireOverlap: false).Apply(_source, _band)
            .Values().CopyTo(destination);
        else ReadBehind(window, destination);
    }

    /// <summary>The whole band in memory.</summary>
    /// <returns>One band on the target.</returns>
    /// <exception cref="GridMismatchException">Codes, and no target centre is on a cell with a code.</exception>
    public Raster Whole()
    {
        Raster whole = this.ReadAll();
        if (whole.Kind == QuantityKind.Category && whole.Values().ContainsAnyExcept(double.NaN) is false) throw Alignment.NoCentre(
            _source.Grid, Grid);
        return whole;
    }

    /// <summary>Frees the transformations.</summary>
    public void Dispose()
    {
        (_forth as IDisposable)?.Dispose();
        _windows.Dispose();
    }

    private void ReadBehind(Window window, Span<double> destination)
    {
        Window behind = _windows.Behind(window);
        if (behind.IsEmpty) destination.Fill(double.NaN);
        else if (window.Rows > 1 && Bands[0].Kind == QuantityKind.Category && behind.CellCount > MostCells)
        {
            Window upper = window with { Rows = window.Rows / 2 };
            ReadBehind(upper, destination[..(int)upper.CellCount]);
            ReadBehind(window with { Row = upper.EndRow, Rows = window.Rows - upper.Rows }, destination[(int)upper.CellCount..]);
        }
        else
        {
            Part part = new(_source, _band, behind);
            Raster made = Bands[0].Kind == QuantityKind.Category
                ? Sampling.At(part, Grid.Crop(window), _windows.Back)
                : new OverlapRegridding(part.Grid, Grid.Crop(window), _forth, requireOverlap: false).Apply(part, 0);
            made.Values().CopyTo(destination);
        }
    }

    private sealed class Part(IRasterSource source, int band, Window window) : IRasterSource
    {
        public Grid Grid { get; } = source.Grid.Crop(window);

        public IReadOnlyList<BandDescription> Bands { get; } = [source.Bands[band]];

        public void Read(int _, Window inner, Span<double> destination) =>
            source.Read(band, Of(inner), destination);

        public void ReadStored<T>(int _, Window inner, Span<T> destination) where T : unmanaged =>
            source.ReadStored(band, Of(inner), destination);

        private Window Of(Window inner) => inner with { Row = inner.Row + window.Row, Column = inner.Column + window.Column };
    }
}
