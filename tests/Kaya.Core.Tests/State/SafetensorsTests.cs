using System.Buffers.Binary;
using System.Text;

namespace Kaya.Core.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-safetensors").FullName;

    private string FilePath => Path.Combine(_folder, "a.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        Safetensors.Write(FilePath, Sample(), new Dictionary<string, string> { ["note"] = "Ünïcode \"kaya.sha256\":\"x" });

        SafetensorsFile file = Safetensors.Read(FilePath);

        Assert.True(file.IsVerified);
        Assert.Equal(["bytes", "empty", "layer/weight", "scalar", "steps"], file.Arrays.Keys);
        Assert.Equal([2L, 3L], file.Arrays["layer/weight"].Shape.ToArray());
        Assert.Equal([1f, 2f, 3f, 4f, 5f, float.NaN], file.Arrays["layer/weight"].As<float>().ToArray());
        Assert.Equal([long.MaxValue], file.Arrays["steps"].As<long>().ToArray());
        Assert.Equal("Ünïcode \"kaya.sha256\":\"x", Assert.Single(file.Metadata).Value);
    }

    [Fact]
    public void Write_SameInputTwice_GivesSameBytes()
    {
        Safetensors.Write(FilePath, Sample());
        byte[] first = File.ReadAllBytes(FilePath);
        Safetensors.Write(FilePath, Sample().Reverse().ToDictionary());
        Assert.Equal(first, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void Read_AnyFlippedBit_IsRefusedOrOnlyHidesTheDigest()
    {
        Safetensors.Write(FilePath, Sample(), new Dictionary<string, string> { ["note"] = "n" });
        byte[] good = File.ReadAllBytes(FilePath);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(FilePath, bad);
            try
            {
                Assert.False(Safetensors.Read(FilePath).IsVerified, $"bit {bit} flipped unnoticed");
            }
            catch (ModelFormatException exception)
            {
                Assert.NotNull(exception.Fault.Remedy);
                Assert.Equal(FilePath, exception.Fault.Where!.File);
            }
        }
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        Safetensors.Write(FilePath, Sample());
        byte[] good = File.ReadAllBytes(FilePath);
        for (int length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(FilePath, good[..length]);
            Assert.Throws<ModelFormatException>(() => Safetensors.Read(FilePath));
        }
    }

    // Each header violates one rule of the format specification.
    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "overlap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "gap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "byte count")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", 8, "byte count")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}}""", 8, "byte count")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}""", 8, "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "whole number")]
    [InlineData("""{"a":{"dtype":"Q7","shape":[2],"data_offsets":[0,8]}}""", 8, "element type")]
    [InlineData("""{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}""", 8, "not read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "range")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "after the last")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "lacks a key")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}""", 8, "unknown key")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "not text")]
    [InlineData("[]", 0, "not a JSON object")]
    [InlineData("{", 0, "JSON")]
    public void Read_BrokenHeader_IsRefusedByName(string header, int dataBytes, string expected)
    {
        WriteRaw(header, dataBytes);
        ModelFormatException exception = Assert.Throws<ModelFormatException>(() => Safetensors.Read(FilePath));
        Assert.Contains(expected, exception.Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOfAnotherProgram_IsReadUnverified()
    {
        WriteRaw("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8);
        SafetensorsFile file = Safetensors.Read(FilePath);
        Assert.False(file.IsVerified);
        Assert.Equal(2, file.Arrays.Count);
    }

    [Fact]
    public void Read_HeaderLengthAboveCap_IsRefusedWithoutAllocating()
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        File.WriteAllBytes(FilePath, bytes);
        Assert.Throws<ModelFormatException>(() => Safetensors.Read(FilePath));
    }

    [Fact]
    public void Read_NoFile_IsNotFound() => Assert.Throws<DataNotFoundException>(() => Safetensors.Read(FilePath));

    private static Dictionary<string, StateArray> Sample() => new()
    {
        ["layer/weight"] = StateArray.Of([1f, 2f, 3f, 4f, 5f, float.NaN], 2, 3),
        ["steps"] = StateArray.Of([long.MaxValue]),
        ["scalar"] = new StateArray(ElementType.F64, [], new byte[8]),
        ["bytes"] = StateArray.OfBytes([1, 2, 3]),
        ["empty"] = StateArray.Of(ReadOnlySpan<float>.Empty, 0, 4),
    };

    private void WriteRaw(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes, 8);
        File.WriteAllBytes(FilePath, bytes);
    }
}
