using System.Numerics;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Bands in memory in their stored type: 8, 16, 32 or 64 bits per cell. Values are converted to double or float when they are
/// read.</summary>
/// <remarks>For rasters that are read more than once, or at arbitrary locations. Computed values are a <see cref="Raster"/> of
/// doubles.</remarks>
public sealed class StoredRaster : IRasterSource, ICellValues
{
    private readonly Band[] _bands;

    private StoredRaster(IRasterSource source)
    {
        if (source.Grid.CellCount > Array.MaxLength)
            throw new ResourceException(
                new Fault("The grid is too large for memory.", Expected: $"at most {Array.MaxLength} cells",
                Found: $"{source.Grid.CellCount}", Remedy: "Read it by windows."));
        (Grid, Bands) = (source.Grid, [.. source.Bands]);
        _bands = [.. Bands.Select((description, band) => Band.Read(source, band, description))];
    }

    /// <inheritdoc/>
    public Grid Grid { get; }

    /// <inheritdoc/>
    public IReadOnlyList<BandDescription> Bands { get; }

    /// <inheritdoc/>
    public bool IsThreadSafe => true;

    /// <summary>The value of a cell.</summary>
    /// <param name="band">Band from 0.</param>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Column from 0.</param>
    /// <returns>The value in the unit of the band; NaN for no-data.</returns>
    public double this[int band, int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Grid.Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Grid.Columns, nameof(column));
            return _bands[band].At(((long)row * Grid.Columns) + column);
        }
    }

    /// <summary>Reads all bands of a source.</summary>
    /// <param name="source">Where to read; not needed afterwards. A stored raster is not copied.</param>
    /// <returns>The bands, each in its element type.</returns>
    /// <exception cref="ResourceException">The grid is too large for memory.</exception>
    public static StoredRaster Of(IRasterSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source as StoredRaster ?? new StoredRaster(source);
    }

    /// <summary>All stored values of a band, row by row.</summary>
    /// <typeparam name="T">The C# type of the element type of the band.</typeparam>
    /// <param name="band">Band from 0.</param>
    /// <returns>Grid rows times grid columns numbers; see <see cref="BandDescription.Packing"/>.</returns>
    /// <exception cref="ArgumentException">Wrong type.</exception>
    public ReadOnlySpan<T> Stored<T>(int band = 0) where T : unmanaged
    {
        Bands[band].Stored.Require<T>();
        return (T[])_bands[band].Numbers;
    }

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<double> destination) => _bands[band].Read(Grid, window, destination);

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<float> destination) => _bands[band].Read(Grid, window, destination);

    /// <inheritdoc/>
    public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        ReadOnlySpan<T> all = Stored<T>(band);
        Require(Grid, window, destination.Length);
        for (int row = 0; row < window.Rows; row++)
            all.Slice(((window.Row + row) * Grid.Columns) + window.Column, window.Columns).CopyTo(destination[(row * window.Columns)..]);
    }

    private static void Require(Grid grid, Window window, int length)
    {
        window.RequireInside(grid);
        if (length != window.CellCount) throw new ArgumentException($"The destination must have {window.CellCount} values.",
            nameof(length));
    }

    private abstract class Band
    {
        public abstract Array Numbers { get; }

        public static Band Read(IRasterSource source, int band, BandDescription description) => description.Stored switch
        {
            ElementType.U8 => new Band<byte>(source, band, description.Packing),
            ElementType.I8 => new Band<sbyte>(source, band, description.Packing),
            ElementType.U16 => new Band<ushort>(source, band, description.Packing),
            ElementType.I16 => new Band<short>(source, band, description.Packing),
            ElementType.U32 => new Band<uint>(source, band, description.Packing),
            ElementType.I32 => new Band<int>(source, band, description.Packing),
            ElementType.U64 => new Band<ulong>(source, band, description.Packing),
            ElementType.I64 => new Band<long>(source, band, description.Packing),
            ElementType.F32 => new Band<float>(source, band, description.Packing),
            _ => new Band<double>(source, band, description.Packing),
        };

        public abstract double At(long cell);

        public abstract void Read<TValue>(Grid grid, Window window, Span<TValue> destination) where TValue : unmanaged,
            IFloatingPointIeee754<TValue>;
    }

    private sealed class Band<T> : Band where T : unmanaged, INumber<T>
    {
        private readonly T[] _numbers;
        private readonly Packing _packing;

        public Band(IRasterSource source, int band, Packing packing)
        {
            (_numbers, _packing) = (GC.AllocateUninitializedArray<T>((int)source.Grid.CellCount), packing);
            source.ReadStored<T>(band, source.Grid.All, _numbers);
        }

        public override Array Numbers => _numbers;

        public override double At(long cell)
        {
            double value = 0;
            _packing.Unpack<T, double>(new ReadOnlySpan<T>(in _numbers[cell]), new Span<double>(ref value));
            return value;
        }

        public override void Read<TValue>(Grid grid, Window window, Span<TValue> destination)
        {
            Require(grid, window, destination.Length);
            for (int row = 0; row < window.Rows; row++)
                _packing.Unpack<T, TValue>(_numbers.AsSpan(((window.Row + row) * grid.Columns) + window.Column, window.Columns),
                    destination.Slice(row * window.Columns, window.Columns));
        }
    }
}
