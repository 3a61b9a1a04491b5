using Kaya.Core;

namespace Kaya.Energy.Tests.Data;

public sealed class EnergyDatasetTests
{
    private static readonly DateOnly First = new(2023, 1, 1);

    internal static EnergyDataset Made(string[] regions, int days, bool emission = true) => EnergyDataset.From(
        from r in Enumerable.Range(0, regions.Length)
        from d in Enumerable.Range(0, days)
        let energy = new EnergyProfile([.. Enumerable.Range(1, 8).Select(s => s * (r + 1.0) + d)])
        let emitted = emission ? new EmissionProfile([.. Enumerable.Range(1, 6).Select(s => s * 0.1 * (r + 1) + d * 0.01)]) : null
        select new RegionDay(regions[r], First.AddDays(d), energy, emitted));

    [Fact]
    public void From_AnyOrder_SortsByRegionThenDay()
    {
        EnergyDataset set = Made(["b", "a"], 3);
        Assert.Equal(["a", "b"], set.Regions);
        Assert.Equal([0, 0, 0, 1, 1, 1], set.RegionIndex.ToArray());
        // Region a is number 1: sum over s of 2 s = 72 on day 0, emission 0.2 x 21 = 4.2.
        Assert.Equal(72, set.TotalGeneration[0]);
        Assert.Equal(4.2, set.TotalEmission[0], 1e-12);
    }

    [Fact]
    public void Select_Rows_KeepsValuesAndDropsUnusedRegions()
    {
        EnergyDataset set = Made(["a", "b", "c"], 4).Select([9, 2]);
        Assert.Equal(["a", "c"], set.Regions);
        Assert.Equal(("c", First.AddDays(1)), (set[0].Region, set[0].Day));
        Assert.Equal(("a", First.AddDays(2)), (set[1].Region, set[1].Day));
    }

    [Fact]
    public void ForRegionsAndBetween_Filter()
    {
        EnergyDataset set = Made(["a", "b", "c"], 4).ForRegions("c", "a").Between(First.AddDays(1), First.AddDays(2));
        Assert.Equal(["a", "c"], set.Regions);
        Assert.Equal(4, set.Count);
        Assert.Throws<DataFormatException>(() => set.ForRegions("d"));
    }

    [Fact]
    public void RowOf_AbsentDay_Refuses() =>
        Assert.Throws<DataNotFoundException>(() => Made(["a"], 2).RowOf("a", First.AddDays(7)));

    [Fact]
    public void Concat_SameRegionDay_Refuses()
    {
        EnergyDataset set = Made(["a", "b"], 2);
        Assert.Throws<ArgumentException>(() => set.Concat(set));
        Assert.Equal(["a", "b", "z"], set.Concat(Made(["z"], 2)).Regions);
    }

    [Fact]
    public void WithoutEmission_AskedForEmission_Refuses()
    {
        EnergyDataset set = Made(["a"], 2).WithoutEmission();
        Assert.False(set.HasEmission);
        Assert.Throws<InvalidOperationException>(() => set.TotalEmission.Length);
        Assert.Null(set[0].Emission);
    }

    [Fact]
    public void Profile_SharesAndTotal_RoundTrip()
    {
        EnergyProfile profile = new([1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(36, profile.Total);
        Assert.Equal(1, profile.Shares().Sum(), 1e-12);
        EnergyProfile back = EnergyProfile.FromShares(profile.Shares(), profile.Total);
        Assert.Equal(5, back[EnergySource.Hydro], 1e-12);
    }

    [Fact]
    public void FromShares_NoMix_Refuses()
    {
        Assert.Contains("100 %", Assert.Throws<DataFormatException>(() => EnergyProfile.FromShares([0.5, 0.4, 0, 0, 0, 0, 0, 0], 1))
            .Fault.What, StringComparison.Ordinal);
        Assert.Equal("coal", Assert.Throws<DataFormatException>(() => EnergyProfile.FromShares([1.5, -0.5, 0, 0, 0, 0, 0, 0], 1))
            .Fault.Where!.Variable);
        Assert.Throws<ArgumentException>(() => new EnergyProfile([0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => new EmissionProfile([1, 2, double.NaN, 0, 0, 0]));
    }
}
