using System.Buffers.Binary;
using System.Text;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests;

/// <summary>
/// Files that are damaged, or made to do harm, end in a fault: quickly, without much memory, and without a look at another file.
/// </summary>
public sealed class DamageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-netcdf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("external_storage.nc", "another file")]
    [InlineData("link_to_itself.nc", "in a loop")]
    [InlineData("link_to_itself_latest.nc", "a link")]
    [InlineData("many_links_latest.nc", "a link")]
    [InlineData("link_to_file.nc", "a link")]
    [InlineData("link_to_file_latest.nc", "a link")]
    [InlineData("virtual.nc", "other files")]
    [InlineData("packed_by_lzf.nc", "LZF")]
    public void Read_WhatLiesElsewhereOrIsPackedOtherwise_IsRefusedByName(string name, string found)
    {
        DataFormatException refusal = Assert.Throws<DataFormatException>(() => ReadAll(SampleFiles.File(name)));
        Assert.Contains(found, refusal.Fault.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cdf1.nc", 4)]
    [InlineData("cdf5.nc", 8)]
    [InlineData("netcdf4.nc", 3)]
    [InlineData("netcdf4_many.nc", 4)]
    [InlineData("plain_hdf5_latest.nc", 1)]
    public void Open_WithBytesChanged_EndsInValuesOrAFault(string name, int every)
    {
        byte[] whole = File.ReadAllBytes(SampleFiles.File(name));
        Random random = new(5);
        string path = Path.Combine(_folder, name);
        for (int round = 0; round < 240 / every; round++)
        {
            byte[] damaged = [.. whole];
            for (int change = 0; change < 3; change++) damaged[random.Next(Math.Min(damaged.Length, 6000))] = (byte)random.Next(256);
            File.WriteAllBytes(path, round % 2 == 0 ? damaged : HdfSeal.Renew(damaged));
            try
            {
                ReadAll(path);
            }
            catch (KayaException)
            {
                // A fault is what is wanted; any other exception fails the test.
            }
        }
    }

    [Theory]
    [InlineData("XCELL")]
    [InlineData("YCELL")]
    public void Open_IoapiFileWithoutCellSize_IsAFault(string attribute)
    {
        // The name is padded to eight bytes; type, count and the number follow.
        string path = Changed(attribute, (file, at) => file.AsSpan(at + 16, sizeof(double)).Clear());
        Assert.Throws<DataFormatException>(() => NetCdfFields.Open(path).Dispose());
    }

    [Fact]
    public void Open_IoapiFileWhoseTimeFlagsHaveFewerSteps_TakesTheTimesOfTheHeader()
    {
        // The name is padded to eight bytes; the number of dimensions and the dimensions follow: the levels take the place of the steps.
        string path = Changed("TFLAG", (file, at) => file[at + 15] = 2);
        using NetCdfFields fields = NetCdfFields.Open(path);
        Assert.Equal(2, fields.Fields[0].Time?.Count);
    }

    /// <summary>The HDF5 library refuses such files too. Structures that a file no longer uses stay without effect.</summary>
    [Theory]
    [InlineData("netcdf4.nc", "OHDR", 8, 16)]
    [InlineData("netcdf4.nc", "OCHK", 8, 10)]
    [InlineData("netcdf4_many.nc", "FRHP", 9, 11)]
    [InlineData("netcdf4_many.nc", "FHDB", 200, 11)]
    [InlineData("kinds_values.nc", "FHIB", 30, 1)]
    [InlineData("netcdf4_many.nc", "BTHD", 6, 5)]
    [InlineData("plain_hdf5_latest.nc", "OHDR", 8, 6)]
    public void Read_StructureWithOneBitChanged_IsRefused(string name, string signature, int within, int least)
    {
        byte[] whole = File.ReadAllBytes(SampleFiles.File(name));
        string path = Path.Combine(_folder, name), contents = Contents(SampleFiles.File(name));
        int refused = 0;
        for (int at = whole.AsSpan().IndexOf(Encoding.ASCII.GetBytes(signature)); at >= 0;)
        {
            byte[] damaged = [.. whole];
            damaged[at + within] ^= 1;
            File.WriteAllBytes(path, damaged);
            try
            {
                Assert.Equal(contents, Contents(path));
            }
            catch (KayaException)
            {
                refused++;
            }

            int next = whole.AsSpan(at + 1).IndexOf(Encoding.ASCII.GetBytes(signature));
            at = next < 0 ? -1 : at + 1 + next;
        }

        Assert.InRange(refused, least, int.MaxValue);
    }

    /// <summary>The number of an attribute becomes a list of a thousand million numbers.</summary>
    [Fact]
    public void Open_AttributeOfMoreValuesThanAnyFile_IsAFaultWithoutTheMemory()
    {
        string path = Path.Combine(_folder, "attribute.nc");
        NetCdfWriter.Write(path, [new NetCdfMap("total", ExtensiveRaster.Of(Grid.InDegrees(0, 10, 1, 10, 10), Unit.Parse("t"),
            new double[100]), "totals")]);
        byte[] file = File.ReadAllBytes(path);
        byte[] name = [.. "semi_major_axis\0"u8];
        const int Datatype = 20, Version = 2;
        int space = file.AsSpan().IndexOf(name) + name.Length + Datatype;
        // Dataspace of HDF5, version 2: version, rank, flags (1: largest lengths follow), kind (1: a list), length, largest length.
        Assert.Equal([Version, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1], file[space..(space + 13)]);
        foreach (int at in new[] { space + 4, space + 12 }) BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), 1 << 30);
        File.WriteAllBytes(path, HdfSeal.Renew(file));
        long before = GC.GetTotalAllocatedBytes();
        DataFormatException refusal = Assert.Throws<DataFormatException>(() => ReadAll(path));
        Assert.Contains("semi_major_axis", refusal.Fault.Found, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    /// <summary>HDF5 finds a chunk by the keys around it: with another key it has no values for other readers.</summary>
    [Theory]
    [InlineData("the last number of the key of the chunk", 8 + 16, 5)]
    [InlineData("the key behind the chunk", 40 + 8, 0)]
    public void Read_ChunkOutsideOfItsKeys_IsRefused(string what, int at, byte value)
    {
        string path = Path.Combine(_folder, "map.nc");
        NetCdfWriter.Write(path, [new NetCdfMap("co2", ExtensiveRaster.Of(Grid.InDegrees(10, 50, 0.5, 4, 6), Unit.Parse("t"),
            Enumerable.Range(1, 24).Select(cell => (double)cell).ToArray()), "CO2")]);
        byte[] file = File.ReadAllBytes(path);
        // Two dimensions and the bytes of a value: keys of 8 + 3 x 8 bytes, an address of 8 bytes behind each but the last.
        byte[] leafOfOneChunk = [.. "TREE"u8, 1, 0, 1, 0];
        int node = file.AsSpan().IndexOf(leafOfOneChunk) + 24;
        Assert.True(node >= 24, what);
        file.AsSpan(node + at, 24 - (at % 40) + 8).Fill(value);
        File.WriteAllBytes(path, file);
        using NetCdfFile opened = NetCdfFile.Open(path);
        Assert.Throws<DataFormatException>(() => opened.Variable("co2").ReadAll());
    }

    [Theory]
    [InlineData("large_axis.nc")]
    [InlineData("larger_axis.nc")]
    public void Open_AxisOfManyCoordinatesThatAreNotThere_IsRefusedBeforeItIsRead(string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<KayaException>(() => NetCdfFields.Open(SampleFiles.File(name)).Dispose());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
    }

    [Theory]
    [InlineData("cdf2.nc")]
    [InlineData("netcdf4.nc")]
    public void Open_CutOff_IsAFault(string name)
    {
        byte[] whole = File.ReadAllBytes(SampleFiles.File(name));
        string path = Path.Combine(_folder, name);
        for (int part = 1; part < 10; part++)
        {
            File.WriteAllBytes(path, whole[..(whole.Length * part / 10)]);
            Assert.ThrowsAny<KayaException>(() => ReadAll(path));
        }
    }

    [Fact]
    public void Open_CountsBeyondTheFile_AreRefusedBeforeAnythingIsAllocated()
    {
        // CDF-1, no records, then a list of two thousand million dimensions.
        byte[] header = new byte[64];
        "CDF\u0001"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 10);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(12), int.MaxValue);
        string path = Path.Combine(_folder, "many.nc");
        File.WriteAllBytes(path, header);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFormatException refusal = Assert.Throws<DataFormatException>(() => NetCdfFile.Open(path));
        Assert.Contains("2147483647 dimensions", refusal.Fault.Found, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Open_WithoutANumberOfRecords_CountsThemByTheSize()
    {
        // A file that is still being written has all ones for the number of records.
        byte[] whole = File.ReadAllBytes(SampleFiles.File("cdf1_one_record.nc"));
        whole.AsSpan(4, 4).Fill(0xFF);
        string path = Path.Combine(_folder, "streamed.nc");
        File.WriteAllBytes(path, whole);
        using NetCdfFile file = NetCdfFile.Open(path);
        Assert.Equal(Enumerable.Range(0, 15).Select(value => (double)value), file.Variable("only").ReadAll());
    }

    [Fact]
    public void Open_OtherFiles_SaysWhatIsWrong()
    {
        Assert.Throws<DataNotFoundException>(() => NetCdfFile.Open(Path.Combine(_folder, "none.nc")));
        Assert.Throws<DataNotFoundException>(() => NetCdfFile.Open(_folder));
        string path = Path.Combine(_folder, "text.nc");
        File.WriteAllText(path, "no netCDF");
        Assert.Throws<DataFormatException>(() => NetCdfFile.Open(path));
        Assert.False(NetCdfFile.IsNetCdf(path));
        Assert.True(NetCdfFile.IsNetCdf(SampleFiles.File("cdf2.nc")));
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("cdf1.nc"));
        DataFormatException unknown = Assert.Throws<DataFormatException>(() => file.Variable("recrod_f4"));
        Assert.Equal("Did you mean 'record_f4'?", unknown.Fault.Remedy);
    }

    // A file of the I/O API with two steps and one level, changed at a name of its header.
    private string Changed(string name, Action<byte[], int> change)
    {
        string path = Path.Combine(_folder, "ioapi.nc");
        IoapiWriter.Write(path, new IoapiLayout(Ioapi.IoapiWriterTests.Lambert(2, 3), [new IoapiVariable("O3", "ppmV")],
            DateTimeOffset.UnixEpoch) { Start = DateTimeOffset.UnixEpoch, Steps = 2 }, (_, _, _, _) => { });
        byte[] file = File.ReadAllBytes(path);
        change(file, file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name + "\0\0\0")));
        File.WriteAllBytes(path, file);
        return path;
    }

    private static void ReadAll(string path)
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        foreach (NetCdfVariable variable in file.Variables)
        {
            if (variable.Type.IsNumber() && variable.Count < 1_000_000) variable.ReadAll();
            else if (variable.Type is NetCdfType.Char or NetCdfType.Text) variable.ReadTexts();
        }
    }
    private static string Contents(string path)
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        StringBuilder contents = new();
        foreach (NetCdfVariable variable in file.Variables)
        {
            contents.Append(variable.Name).AppendJoin(',', variable.Dimensions).AppendJoin(',', variable.Attributes.All);
            if (variable.Type.IsNumber() && variable.Count < 1_000_000) contents.AppendJoin(',', variable.ReadAll());
        }

        return contents.ToString();
    }
}
