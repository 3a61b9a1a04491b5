namespace Kaya.NetCdf.Tests;

public sealed class WindowTests
{
    [Theory]
    [InlineData("cdf1.nc", "record_f4")]
    [InlineData("cdf2.nc", "partly")]
    [InlineData("cdf5.nc", "fixed_i8")]
    [InlineData("cdf5_one_record.nc", "only")]
    [InlineData("netcdf4.nc", "big_endian")]
    [InlineData("netcdf4.nc", "deflated")]
    [InlineData("netcdf4.nc", "checked")]
    [InlineData("netcdf4.nc", "plain_chunks")]
    [InlineData("netcdf4.nc", "in_one_piece")]
    [InlineData("netcdf4.nc", "short")]
    [InlineData("plain_hdf5_latest.nc", "compact")]
    public void Read_AnyWindow_IsThePartOfTheWhole(string name, string variableName)
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File(name));
        NetCdfVariable variable = file.Variable(variableName);
        double[] whole = variable.ReadAll();
        Random random = new(11);
        for (int round = 0; round < 100; round++)
        {
            long[] start = [.. variable.Dimensions.Select(dimension => random.NextInt64(dimension.Length))];
            long[] count = [.. variable.Dimensions.Select((dimension, k) => 1 + random.NextInt64(dimension.Length - start[k]))];
            double[] values = new double[count.Aggregate(1L, (product, length) => product * length)];
            float[] singles = new float[values.Length];
            variable.Read(start, count, values);
            variable.Read(start, count, singles);
            double[] expected = [.. Places(variable.Shape.ToArray(), start, count).Select(at => whole[at])];
            Assert.Equal(expected, values);
            Assert.Equal(expected.Select(value => (float)value), singles);
        }
    }

    [Fact]
    public void ReadStored_GivesTheCodes_AndOnlyAsTheTypeThatIsStored()
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("cdf1_packed.nc"));
        short[] codes = new short[8];
        file.Variable("scaled").ReadStored<short>([0], [8], codes);
        Assert.Equal([1, 2, 3, -999, 5, 6, -32767, 8], codes);
        Assert.Throws<ArgumentException>(() => file.Variable("scaled").ReadStored<ushort>([0], [8], new ushort[8]));
    }

    [Fact]
    public void Read_WindowOutside_IsRefused()
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("netcdf4.nc"));
        NetCdfVariable variable = file.Variable("deflated");
        Assert.Throws<ArgumentOutOfRangeException>(() => variable.Read([0, 0, 5], [1, 1, 3], new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => variable.Read([-1, 0, 0], [1, 1, 1], new double[1]));
        Assert.Throws<ArgumentException>(() => variable.Read([0, 0], [1, 1], new double[1]));
        Assert.Throws<ArgumentException>(() => variable.Read([0, 0, 0], [1, 1, 2], new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => variable.Read([long.MaxValue, 0, 0], [1, 1, 1], new float[1]));
    }

    [Fact]
    public void Read_FromManyThreads_IsTheSame()
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("netcdf4.nc"));
        double[] whole = file.Variable("deflated").ReadAll();
        Parallel.For(0, 64, _ => Assert.Equal(whole, file.Variable("deflated").ReadAll()));
    }

    private static IEnumerable<int> Places(long[] shape, long[] start, long[] count)
    {
        long cells = count.Aggregate(1L, (product, length) => product * length);
        for (long cell = 0; cell < cells; cell++)
        {
            long at = 0, left = cell, step = 1;
            for (int k = shape.Length - 1; k >= 0; k--)
            {
                at += (start[k] + (left % count[k])) * step;
                (left, step) = (left / count[k], step * shape[k]);
            }

            yield return (int)at;
        }
    }
}
