using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Tasks.Tests.Rasters;

/// <summary>
/// Times and levels are chosen by name. fields_months.nc: month m holds m at level 0, 10 m at level 1, in each of 12 cells. The flux is a
/// rate: in a mean the months count by their days, (31 + 2 x 28) / 59 for the first two.
/// </summary>
public sealed class StepChoiceTests
{
    private static string Months => Path.Combine(AppContext.BaseDirectory, "Rasters", "fields_months.nc");

    [Theory]
    [InlineData("#emission@time=2023-03-16T12:00@level=0", 3, "2023-03")]
    [InlineData("#emission@time=2023-03@level=1", 30, "2023-03")]
    [InlineData("#emission@time=all:sum@level=0", 78, "2023")]
    [InlineData("#emission@time=2023:mean@level=all:sum", 71.5, "2023")]
    [InlineData("#emission@time=2023-01-01/2023-03-31:sum@level=all:mean", 33, "2023-01-01/2023-03-31")]
    [InlineData("@band=flux@time=all:mean", 6.526027397, "2023")]
    [InlineData("@band=flux@time=2023-01-01/2023-02-28:mean", 1.474576271, "2023-01-01/2023-02-28")]
    [InlineData("#emission@time=2023-12@level=0@times=2", 24, "2023-12")]
    public void Open_Chosen_IsThatStepOrWhatIsMadeOfSeveral(string choice, double value, string period)
    {
        using OpenedRaster opened = RasterInput.Parse(Months + choice).Open();
        double[] cells = new double[12];
        opened.Read(0, opened.Grid.All, cells);
        Assert.All(cells, cell => Assert.Equal(value, cell, 6));
        Assert.Equal(Period.Parse(period), opened.Description.Period);
        Assert.Equal(Months + choice.Replace("@band=", "#", StringComparison.Ordinal), RasterInput.Parse(Months + choice).ToString());
    }

    [Fact]
    public void Open_SumOfSteps_IsComputedAndNotPacked()
    {
        using OpenedRaster opened = RasterInput.Parse(Months + "#emission@time=all:sum@level=0").Open();
        Assert.Equal((ElementType.F64, Packing.None), (opened.Description.Stored, opened.Description.Packing));
        double[] stored = new double[12];
        opened.ReadStored<double>(0, opened.Grid.All, stored);
        Assert.All(stored, cell => Assert.Equal(78, cell, 6));
    }

    [Theory]
    [InlineData("#emission@level=0", "12 times from 2023-01-16", "@time=2023-01-16T12:00")]
    [InlineData("#emission@time=2023-03", "2 levels lev: 100000, 85000", "@level=0")]
    [InlineData("#emission@time=all@level=0", "12 times", "Give one of these")]
    [InlineData("#emission@time=2023-02-01/2023-05-01@level=0", "3 times", "Give one of these")]
    [InlineData("", "emission, flux", "#emission")]
    [InlineData("#flux@time=all:sum", "kg m-2 s-1", "mean")]
    public void Open_SeveralWithoutAChoice_ListsThem(string choice, string found, string remedy)
    {
        DataFormatException refusal = Assert.Throws<DataFormatException>(() => RasterInput.Parse(Months + choice).Open());
        Assert.Contains(found, refusal.Fault.Found, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Fault.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#emission@time=2024-03@level=0")]
    [InlineData("#emission@time=2023-03-16T13:00@level=0")]
    [InlineData("#emission@time=2023-03@level=2")]
    [InlineData("#emission@time=2023-03@level=-1")]
    public void Open_NoSuchStep_SaysWhatThereIs(string choice) =>
        Assert.NotNull(Assert.Throws<DataNotFoundException>(() => RasterInput.Parse(Months + choice).Open()).Fault.Remedy);

    [Fact]
    public void Open_NoDateAtAll_IsRefused() =>
        Assert.Throws<DataFormatException>(() => RasterInput.Parse($"{Months}#emission@time=march@level=0").Open());
}
