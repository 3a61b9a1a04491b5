using System.Buffers.Binary;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Samples;
using Kaya.Tasks;

namespace Kaya.EndToEnd.Tests;

/// <summary>Files of weather and emissions of a small grid, good and spoilt.</summary>
public sealed class AtmosphereFiles : IDisposable
{
    private const int Hours = 5;
    private static readonly DateTimeOffset s_start = SampleAtmosphere.Months[0];
    private readonly TemporaryFolder _folder = new();

    public AtmosphereFiles()
    {
        SampleCountry country = SampleCountry.Create();
        SampleAtmosphere small = Sample(12, country), other = Sample(10, country);
        SampleAtmosphereFiles.Write(other, s_start, Hours, _folder.File("other"));
        SampleAtmosphereFiles.Write(small, s_start.AddDays(40), Hours, _folder.File("later"));
        SampleAtmosphereFiles.Write(small, s_start, Hours, _folder.Path);
        foreach (string name in (string[])["METCRO2D", "METCRO3D", "EMIS"])
        {
            byte[] whole = File.ReadAllBytes(this[name]);
            Spoil(name + "_GAP", whole, bytes => Later(Later(bytes, 4), 3));
            Spoil(name + "_NAN", whole, bytes => BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(bytes.Length - 4), float.NaN));
            Spoil(name + "_BELOW", whole, bytes => BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(bytes.Length - 4), -1));
        }

        IoapiWriter.Write(this["EMIS_NAMES"], new IoapiLayout(small.Grid.Horizontal, [new IoapiVariable("XYZ", "moles/s")], s_start)
            { Levels = IoapiLevels.Surface, Start = s_start, Steps = Hours }, (_, _, _, values) => values.Clear());
    }

    public string this[string name] => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    private static SampleAtmosphere Sample(int rows, SampleCountry country) =>
        SampleAtmosphere.Create(new SampleAtmosphereOptions { Rows = rows, Columns = 14, CellSize = 24 }, country);

    private void Spoil(string name, byte[] whole, Action<byte[]> change)
    {
        byte[] bytes = [.. whole];
        change(bytes);
        File.WriteAllBytes(this[name], bytes);
    }

    // The time flags of an hour, YYYYDDD and HHMMSS, become those of the next.
    private static byte[] Later(byte[] bytes, int hour)
    {
        byte[] flag = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(flag, (s_start.Year * 1000) + s_start.DayOfYear);
        BinaryPrimitives.WriteInt32BigEndian(flag.AsSpan(4), hour * 10000);
        for (int at = 0; at + flag.Length <= bytes.Length; at += 4)
            if (bytes.AsSpan(at, flag.Length).SequenceEqual(flag))
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 4), (hour + 1) * 10000);
        return bytes;
    }
}

/// <summary>Weather and emissions that do not fit or are damaged: exit code, a message with its parts, and nothing written.</summary>
public sealed class TransportInputTests(AtmosphereFiles files) : IClassFixture<AtmosphereFiles>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--emissions", "other/EMIS", 3, "Regrid the emissions")]
    [InlineData("--volume", "other/METCRO3D", 3, "do not lie on one grid", "Use files of one run")]
    [InlineData("--wind", "other/METDOT3D", 3, "do not lie on one grid", "Use files of one run")]
    [InlineData("--emissions", "later/EMIS", 4, "weather 5 hours", "Give files of the same days")]
    [InlineData("--surface", "later/METCRO2D", 4, "not of the same hours", "name the period")]
    [InlineData("--emissions", "EMIS_GAP", 4, "Hours are missing", "2015-01-01T03:00Z", "Give the files of the missing hours")]
    [InlineData("--volume", "METCRO3D_GAP", 4, "Hours are missing", "2015-01-01T03:00Z", "Give the files of the missing hours")]
    [InlineData("--surface", "METCRO2D_NAN", 3, "A field has a gap", "CFRAC", "2015-01-01T04:00Z", "row 0 from the north, column 13")]
    [InlineData("--emissions", "EMIS_NAN", 3, "A field has a gap", "PMOTHR", "2015-01-01T04:00Z")]
    [InlineData("--emissions", "EMIS_BELOW", 3, "An emission is negative", "PMOTHR", "-1 at 2015-01-01T04:00Z", "Repair the file")]
    [InlineData("--emissions", "EMIS_NAMES", 3, "XYZ", "names of")]
    public void Run_OnFilesThatCannotBeUsed_RefusesAndLeavesNothing(string flag, string file, int code, params string[] names)
    {
        Dictionary<string, string> flags = new()
        {
            ["--surface"] = "METCRO2D", ["--volume"] = "METCRO3D", ["--wind"] = "METDOT3D", ["--emissions"] = "EMIS", [flag] = file,
        };
        KayaResult result = KayaProcess.Run(_folder.Path, ["transport", "run", "--meteorology-steps", "mean-of-hour", "--spin-up", "0",
            "--out", "run", .. flags.SelectMany(one => new[] { one.Key, files[one.Value] })]);
        result.RequireRefusal(code, [.. names, "expected: ", "found: ", files[file]]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
