using System.Globalization;
using System.Text;

using Kaya.Core;

namespace Kaya.Energy.Tests.Data;

/// <summary>Small provider files in a folder of their own, removed at the end of the test.</summary>
public sealed class ProviderFiles : IDisposable
{
    public static readonly string[] SourceNames = ["Coal", "Gas", "Oil", "Nuclear", "Hydroelectricity", "Solar", "Wind", "Other sources"];
    public static readonly string[] SectorNames = ["Domestic Aviation", "Ground Transport", "Industry", "International Aviation", "Power",
        "Residential"];

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-energy-").FullName;

    /// <summary>The folder with the real data, or a reason to skip.</summary>
    public static string RealFile(string name)
    {
        string? root = Environment.GetEnvironmentVariable("KAYA_DATA");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kaya.slnx"))) root = Path.Combine(folder.FullName, "..", "shared", "data");
        string path = Path.Combine(root ?? "", "energy", name);
        if (!File.Exists(path)) Assert.Skip($"{name} is not here (KAYA_DATA or ../shared/data)");
        return path;
    }

    public string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    public string Write(string name, params IEnumerable<string> lines) => Write(name, string.Join("\r\n", lines) + "\r\n");

    /// <summary>Generation of value = source number (from 1) + 10 x day number, for each region and day.</summary>
    public static List<string> Generation(string[] regions, DateOnly first, int days) =>
    [
        "country,date,sector,value (GWh)",
        .. from region in regions
           from d in Enumerable.Range(0, days)
           from s in Enumerable.Range(0, 8)
           select string.Create(
           CultureInfo.InvariantCulture, $"{region},{first.AddDays(d):yyyy-MM-dd},{SourceNames[s]},{s + 1 + 10 * d}.0"),
    ];

    /// <summary>Emission of value = sector number (from 1) + 10 x day number, International Aviation 0; BOM and footer as the site writes
    /// them.</summary>
    public static List<string> Emissions(string[] regions, DateOnly first, int days, string dateFormat = "dd/MM/yyyy") =>
    [
        "\uFEFFcountry,date,sector,MtCO2 per day",
        .. from d in Enumerable.Range(0, days)
           from region in regions
           from s in Enumerable.Range(0, 6)
           select string.Create(CultureInfo.InvariantCulture,
               $"{region},{first.AddDays(d).ToString(dateFormat, CultureInfo.InvariantCulture)},"
               + $"{SectorNames[s]},{(s == 3 ? 0 : s + 1 + 10 * d)}"),
        ",,,",
        "carbonmonitor.org,,,",
        "\"October 4th, 2025\",,,",
        ",,,",
        ",,,",
    ];

    public static Fault FaultOf<T>(Func<object> act) where T : KayaException => Assert.Throws<T>(act).Fault;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
