using Kaya.Core;

namespace Kaya.NetCdf.Tests.Classic;

/// <summary>Files of the classic formats that Kaya writes, byte by byte and read back.</summary>
public sealed class ClassicWriterTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_SmallFile_IsTheBytesOfTheSpecification()
    {
        ClassicLayout layout = new([new NetCdfDimension("t", 2, true), new NetCdfDimension("x", 3, false)],
            [NetCdfAttribute.Of("n", NetCdfType.Int16, 5)],
            [new ClassicVariable("v", NetCdfType.Int16, ["t", "x"], [NetCdfAttribute.Of("u", "m")])]);
        ClassicWriter.Write(_folder["v.nc"], layout, (part, values) =>
        {
            for (int k = 0; k < 3; k++) values[k] = (part.Start[0] * 16) + k;
        });
        // By hand from "NetCDF File Format Specifications", CDF-2: magic and records; dimensions; attributes; variables; data. The only
        // record variable is not filled up to four bytes.
        string expected = "43444602" + "00000002" + "0000000A00000002" + "0000000174000000" + "00000000" + "0000000178000000" + "00000003"
            + "0000000C00000001" + "000000016E000000" + "00000003" + "00000001" + "00050000"
            + "0000000B00000001" + "0000000176000000" + "00000002" + "0000000000000001" + "0000000C00000001" + "0000000175000000"
            + "00000002" + "00000001" + "6D000000" + "00000003" + "00000008" + "000000000000008C" + "000000010002" + "001000110012";
        Assert.Equal(expected, Convert.ToHexString(File.ReadAllBytes(_folder["v.nc"])));
    }

    [Theory]
    [InlineData(NetCdfType.SByte, "CDF-2")]
    [InlineData(NetCdfType.Int16, "CDF-2")]
    [InlineData(NetCdfType.Int32, "CDF-2")]
    [InlineData(NetCdfType.Float, "CDF-2")]
    [InlineData(NetCdfType.Double, "CDF-2")]
    [InlineData(NetCdfType.Byte, "CDF-5")]
    [InlineData(NetCdfType.UInt32, "CDF-5")]
    [InlineData(NetCdfType.Int64, "CDF-5")]
    public void Write_TwoRecordVariablesOfAType_AreReadBack(NetCdfType type, string format)
    {
        ClassicLayout layout = new([new NetCdfDimension("t", 3, true), new NetCdfDimension("x", 5, false)], [],
            [new ClassicVariable("a", type, ["t", "x"], []), new ClassicVariable("b", type, ["t", "x"], []),
                new ClassicVariable("fixed", type, ["x"], [])]);
        ClassicWriter.Write(_folder["v.nc"], layout, (part, values) =>
        {
            for (int k = 0; k < values.Length; k++) values[k] = part.Variable.Name[0] - 'a' + (part.Start[0] * 10) + k;
        });
        using NetCdfFile file = NetCdfFile.Open(_folder["v.nc"]);
        Assert.Contains(format, file.Format, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 21, 22, 23, 24, 25], file.Variable("b").ReadAll());
        Assert.Equal([5, 6, 7, 8, 9], file.Variable("fixed").ReadAll());
    }

    [Fact]
    public void Write_VariableOfManyParts_IsAskedForInWindowsThatCoverItOnce()
    {
        ClassicLayout layout = new([new NetCdfDimension("t", 2, false), new NetCdfDimension("z", 5, false),
            new NetCdfDimension("y", 600, false), new NetCdfDimension("x", 700, false)], [],
            [new ClassicVariable("v", NetCdfType.Float, ["t", "z", "y", "x"], [])]);
        ClassicWriter.Write(_folder["v.nc"], layout, (part, values) =>
        {
            Assert.Equal((600, 700), (part.Count[2], part.Count[3]));
            for (int k = 0; k < values.Length; k++)
                values[k] = (part.Start[0] * 5) + part.Start[1] + (k / 420000);
        });
        using NetCdfFile file = NetCdfFile.Open(_folder["v.nc"]);
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(layer => Enumerable.Repeat((double)layer, 420000)), file.Variable("v").ReadAll());
    }

    [Fact]
    public void Write_FailureHalfway_LeavesNothing()
    {
        ClassicLayout layout = new([new NetCdfDimension("x", 3, false)], [], [new ClassicVariable("v", NetCdfType.Float, ["x"], [])]);
        Assert.Throws<InvalidOperationException>(() => ClassicWriter.Write(_folder["v.nc"], layout,
            (_, _) => throw new InvalidOperationException()));
        Assert.False(File.Exists(_folder["v.nc"]));
        File.WriteAllText(_folder["file"], "");
        Assert.Throws<ResourceException>(() => ClassicWriter.Write(Path.Combine(_folder["file"], "v.nc"), layout, (_, _) => { }));
    }

    [Fact]
    public void Write_NamesTwiceOrUnknown_AreRefused()
    {
        NetCdfDimension x = new("x", 3, false);
        ClassicVariable v = new("v", NetCdfType.Float, ["x"], []);
        Assert.Throws<ArgumentException>(() => ClassicWriter.Write(_folder["v.nc"], new ClassicLayout([x, x], [], [v]), (_, _) => { }));
        Assert.Throws<ArgumentException>(() => ClassicWriter.Write(_folder["v.nc"], new ClassicLayout([x], [], [v, v]), (_, _) => { }));
        Assert.Throws<ArgumentException>(() => ClassicWriter.Write(_folder["v.nc"], new ClassicLayout([], [], [v]), (_, _) => { }));
    }
}
