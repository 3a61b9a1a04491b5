using System.Collections.Immutable;
using System.Globalization;

using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples;

/// <summary>Paths of the sample data in the file formats of Carbon Monitor and Carbon Monitor Power.</summary>
/// <param name="Emissions">Daily emissions of the twelve regions: with byte order mark, CRLF, dates as dd/mm/yyyy, footer lines.</param>
/// <param name="Generation">Daily generation of the twelve regions: long table, dates as yyyy-mm-dd, some small negative values.</param>
/// <param name="Uncovered">Daily generation of the regions without published emissions, in the same format.</param>
public sealed record SampleProviderFiles(string Emissions, string Generation, string Uncovered)
{
    private static readonly ImmutableArray<(Sector Sector, string Name)> SectorNames =
    [
        (Sector.DomesticAviation, "Domestic Aviation"), (Sector.GroundTransport, "Ground Transport"), (Sector.Industry, "Industry"),
        (Sector.InternationalAviation, "International Aviation"), (Sector.Power, "Power"), (Sector.Residential, "Residential"),
    ];

    private static readonly ImmutableArray<string> SourceNames =
        ["Coal", "Gas", "Oil", "Nuclear", "Hydroelectricity", "Solar", "Wind", "Other sources"];

    /// <summary>Names of the files: emissions, generation, generation of regions without emissions.</summary>
    public static IReadOnlyList<string> FileNames { get; } = Array.AsReadOnly(
        ["sample-world-emissions.csv", "sample-world-generation.csv", "sample-world-generation-uncovered.csv"]);

    internal static SampleProviderFiles Write(SampleEnergy world, string folder)
    {
        SampleProviderFiles files = new(
            Path.Combine(folder, FileNames[0]), Path.Combine(folder, FileNames[1]), Path.Combine(folder, FileNames[2]));
        EnergyDataset covered = world.Everything.ForRegions(world.Regions.Select(region => region.Name));
        string footer = $"Kaya {SampleEnergy.Label},,,";
        WriteLines(files.Emissions,
            [.. EmissionLines(world.Dataset), ",,,", footer, "\"made up, no real country\",,,", ",,,"], byteOrderMark: true);
        WriteLines(files.Generation, [.. GenerationLines(covered), footer], byteOrderMark: false);
        WriteLines(files.Uncovered, [.. GenerationLines(world.Uncovered), footer], byteOrderMark: false);
        return files;
    }

    private static IEnumerable<string> EmissionLines(EnergyDataset dataset)
    {
        yield return "country,date,sector,MtCO2 per day";
        IEnumerable<int> ordered = Enumerable.Range(0, dataset.Count)
            .OrderBy(row => dataset.Day[row]).ThenBy(row => dataset.RegionOf(row), StringComparer.Ordinal);
        foreach (int row in ordered)
            foreach ((Sector sector, string name) in SectorNames)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{dataset.RegionOf(row)},{dataset.Day[row]:dd/MM/yyyy},{name},{dataset.Emission(sector)[row]:G6}");
    }

    /// <summary>Some values of idle sources are slightly negative, as in the provider's reconstructed daily values.</summary>
    private static IEnumerable<string> GenerationLines(EnergyDataset dataset)
    {
        yield return "country,date,sector,value (GWh)";
        for (int row = 0; row < dataset.Count; row++)
        {
            for (int i = 0; i < SourceNames.Length; i++)
            {
                double value = dataset.Generation((EnergySource)i)[row];
                if (value == 0 && (row + 3 * i) % 97 == 0) value = -0.05 * (1 + row % 9);
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{dataset.RegionOf(row)},{dataset.Day[row]:yyyy-MM-dd},{SourceNames[i]},{value:0.0#}");
            }
        }
    }

    private static void WriteLines(string path, IEnumerable<string> lines, bool byteOrderMark) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, new System.Text.UTF8Encoding(byteOrderMark), leaveOpen: true) { NewLine = "\r\n" };
        foreach (string line in lines) writer.WriteLine(line);
    });
}
