using System.Numerics;
using Kaya.Core;

namespace Kaya.Geo.Tests.Regridding;

/// <summary>Codes of every element type are taken to another grid.</summary>
public sealed class CodeTests
{
    private static readonly Grid s_grid = Grid.InDegrees(0, 4, 1, 4, 4);

    [Fact]
    public void Align_CodesOfAnyElementType_TakesTheCellAtEachCentre()
    {
        Align(new Codes<byte>(ElementType.U8));
        Align(new Codes<short>(ElementType.I16));
        Align(new Codes<float>(ElementType.F32));
        Align(new Codes<double>(ElementType.F64));
    }

    [Fact]
    public void Align_ToRowsFromTheSouth_TurnsTheRowsAndTheGridSaysSo()
    {
        Grid turned = new(CoordinateSystem.LongitudeLatitude, new Affine(0, 1, 0, 0, 0, 1), 4, 4);
        Raster aligned = Alignment.To(new Codes<byte>(ElementType.U8), 0, turned, (_, _) => throw new InvalidOperationException("one"));
        Assert.Equal([12, 13, 14, 15, 8, 9, double.NaN, 11, 4, 5, 6, 7, 0, 1, 2, 3], aligned.Values().ToArray());
        Assert.Contains("rows from south to north", turned.ToString(), StringComparison.Ordinal);
        Assert.Equal(s_grid.ToString(), turned.ToString().Replace(", rows from south to north", "", StringComparison.Ordinal));
    }

    private static void Align(IRasterSource codes)
    {
        StatisticsSource counted = new(codes);
        using AlignedSource aligned = new(counted, 0, Grid.InDegrees(1.25, 2.75, 0.5, 2, 3),
            (_, _) => throw new InvalidOperationException("one system"));
        // Centres at 1.5, 2.0 and 2.5 degrees east in rows 1 and 2 of 4; 10 is no-data.
        Assert.Equal([5, 6, 6, 9, double.NaN, double.NaN], aligned.Whole().Values().ToArray());
        Assert.Equal(15, counted.Finish().WithData);
    }

    // 0, 1, 2, ... row by row.
    private sealed class Codes<TCode>(ElementType type) : IRasterSource where TCode : unmanaged, INumber<TCode>
    {
        public Grid Grid => s_grid;

        public IReadOnlyList<BandDescription> Bands { get; } =
            [new("class", Unit.One, QuantityKind.Category) { Stored = type, Packing = new Packing(1, 0, 10) }];

        public void Read(int band, Window window, Span<double> destination)
        {
            TCode[] stored = new TCode[destination.Length];
            ReadStored(band, window, stored.AsSpan());
            Bands[0].Packing.Unpack<TCode, double>(stored, destination);
        }

        public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
        {
            for (int at = 0; at < destination.Length; at++)
                destination[at] = (T)(object)TCode.CreateChecked(((window.Row + (at / window.Columns)) * 4) + window.Column
                    + (at % window.Columns));
        }
    }
}
