using System.Text.Json;
using Kaya.Geo.Tests;

namespace Kaya.NetCdf.Tests;

/// <summary>What netCDF4 for Python reads from the same files: Parity/make_files.py and Parity/record_atmos.py wrote it down.</summary>
public sealed class ParityTests
{
    public static TheoryData<string> Made => [.. Read("vectors.json").Keys];

    public static TheoryData<string> Real => [.. Read("atmos.json").Keys];

    [Theory, MemberData(nameof(Made))]
    public void Read_EveryVariableOfAMadeFile_GivesTheValuesOfNetCdf4(string name)
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File(name));
        JsonElement recorded = Read("vectors.json")[name];
        foreach (JsonProperty expected in recorded.EnumerateObject())
        {
            NetCdfVariable variable = file.Variable(expected.Name);
            if (expected.Value.TryGetProperty("texts", out JsonElement texts))
            {
                Assert.Equal(texts.EnumerateArray().Select(text => text.GetString()), variable.ReadTexts());
                continue;
            }

            Assert.Equal(expected.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()),
                variable.Shape.ToArray());
            Assert.Equal(expected.Value.GetProperty("dimensions").EnumerateArray().Select(dimension => dimension.GetString()!),
                variable.Dimensions.Select(dimension => dimension.Name.Split('/')[^1]));
            double[] values = [.. expected.Value.GetProperty("values").EnumerateArray().Select(value =>
                value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
            // netCDF4 unpacks small integers in single precision where scale_factor is of single precision.
            Assert.Equal(values, variable.ReadAll(), (left, right) => left.Equals(right)
                || Math.Abs(left - right) <= 1e-12 * Math.Abs(left));
            float[] singles = new float[values.Length];
            variable.Read(new long[variable.Shape.Length], variable.Shape, singles);
            Assert.Equal(values.Select(value => (float)value), singles, (left, right) => left.Equals(right)
                || MathF.Abs(left - right) <= 1e-6f * MathF.Abs(left));
        }

        Assert.Equal(recorded.EnumerateObject().Select(variable => variable.Name).Order(),
            file.Variables.Select(variable => variable.Name).Order());
    }

    [Theory, MemberData(nameof(Real))]
    public void Read_EveryVariableOfARealFile_GivesTheSumsOfNetCdf4(string name)
    {
        using NetCdfFile file = NetCdfFile.Open(RealData.File("atmos/" + name));
        foreach (JsonProperty expected in Read("atmos.json")[name].EnumerateObject())
        {
            double[] valid = [.. file.Variable(expected.Name).ReadAll().Where(value => !double.IsNaN(value))];
            Assert.Equal((expected.Name, expected.Value[0].GetInt32()), (expected.Name, valid.Length));
            Assert.True(Math.Abs(valid.Sum() - expected.Value[1].GetDouble()) <= 1e-7 * expected.Value[2].GetDouble(),
                $"{expected.Name}: {valid.Sum()} for {expected.Value[1]}");
        }
    }

    [Fact]
    public void Attributes_OfEveryKind_AreRead()
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("netcdf4.nc"));
        Assert.Equal("made up – 中文", file.Attributes.Text("title"));
        Assert.Equal(["one", "two"], file.Attributes.Find("names")!.Texts);
        Assert.Equal(-3, file.Attributes.Number("small"));
        Assert.Equal(1099511627776, file.Attributes.Number("large"));
        Assert.Equal("m", file.Variable("y").Attributes.Text("units"));
        using NetCdfFile classic = NetCdfFile.Open(SampleFiles.File("cdf1.nc"));
        Assert.Equal([1.5, -2.25], classic.Attributes.Find("numbers")!.Numbers);
        Assert.Equal("kg m-2 s-1", classic.Variable("partly").Attributes.Text("units"));
    }

    [Fact]
    public void Dimensions_Unlimited_HaveTheLengthOfTheLongestVariable()
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("netcdf4.nc"));
        Assert.Contains(new NetCdfDimension("time", 5, true), file.Dimensions);
        Assert.Contains(new NetCdfDimension("station", 3, true), file.Dimensions);
        Assert.Contains(new NetCdfDimension("forecast/surface/level", 2, false), file.Dimensions);
    }

    [Fact]
    public void Read_PlainHdf5_NumbersItsDimensions()
    {
        foreach (string name in new[] { "plain_hdf5.nc", "plain_hdf5_latest.nc" })
        {
            using NetCdfFile file = NetCdfFile.Open(SampleFiles.File(name));
            foreach (string variable in new[] { "v", "big", "compact", "resizable" })
                Assert.Equal(Enumerable.Range(0, 12).Select(value => (double)value), file.Variable(variable).ReadAll());
            Assert.Equal([3.5], file.Variable("scalar").ReadAll());
            Assert.Equal([3L, 4L], file.Variable("v").Dimensions.Select(dimension => dimension.Length));
            Assert.Equal(NetCdfType.Other, file.Variable("complex").Type);
        }
    }

    private static Dictionary<string, JsonElement> Read(string name) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(Path.Combine(SampleFiles.Folder, name)))!;
}
