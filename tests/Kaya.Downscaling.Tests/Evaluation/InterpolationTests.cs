using Kaya.Downscaling.Tests.SuperResolution;

namespace Kaya.Downscaling.Tests.Evaluation;

public sealed class InterpolationTests
{
    // A fine centre lies a quarter of a coarse cell beside its own centre: weights 3/4 and 1/4 along each axis.
    [Fact]
    public void Double_FourCells_AreTheBilinearOnesByHand()
    {
        IntensiveRaster coarse = Plane.Densities(Plane.Grid(2, 2), 16, 32, 48, 128);
        IntensiveRaster fine = Interpolation.Double(coarse, value => value, value => value);
        Assert.Equal(Plane.Grid(2, 2).Refine(2), fine.Grid);
        Assert.Equal(
        [
            16, 20, 28, 32,
            24, 32, 48, 56,
            40, 56, 88, 104,
            48, 68, 108, 128,
        ], fine.Values().ToArray());
    }

    [Fact]
    public void Double_BesideNoData_TheCellItselfStandsIn()
    {
        IntensiveRaster fine = Interpolation.Double(Plane.Densities(Plane.Grid(1, 3), 8, 16, double.NaN), value => value, value => value);
        Assert.Equal([8, 10, 14, 16, double.NaN, double.NaN, 8, 10, 14, 16, double.NaN, double.NaN], fine.Values().ToArray());
    }

    [Fact]
    public void Double_OnAScale_InterpolatesThere()
    {
        // Three quarters of ln 1 and a quarter of ln 16 are ln 2.
        IntensiveRaster fine = Interpolation.Double(Plane.Densities(Plane.Grid(1, 2), 1, 16), Math.Log, Math.Exp);
        Assert.Equal([1, 2, 8, 16], fine.Values()[..4].ToArray().Select(value => Math.Round(value, 12)));
    }

    [Theory]
    [MemberData(nameof(SyntheticTown.Ways), MemberType = typeof(SyntheticTown))]
    public void Double_TurnedOrMirrored_IsTheTurnedFineMap(int way)
    {
        IntensiveRaster map = SyntheticTown.Map(7, 11, noData: (row, column) => row + column is > 3 and < 6);
        IntensiveRaster straight = SyntheticTown.Turned(Interpolation.Double(map, value => value, value => value), way);
        IntensiveRaster turned = Interpolation.Double(SyntheticTown.Turned(map, way), value => value, value => value);
        for (int cell = 0; cell < straight.Values().Length; cell++) Assert.Equal(straight.Values()[cell], turned.Values()[cell], 1e-9);
    }
}
