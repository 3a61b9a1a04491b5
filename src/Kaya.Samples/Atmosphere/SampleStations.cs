using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Inversion;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>A monitoring site of the sample atmosphere.</summary>
/// <param name="Name">Its name, such as <c>Aldane 2b</c>: town, cell of the town, site of the cell.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="Row">Row of its cell.</param>
/// <param name="Column">Column of its cell.</param>
/// <param name="Cluster">The town it belongs to: sites of a town are held out together.</param>
/// <param name="IsHeldOut">Whether its town is held out.</param>
public sealed record SampleStation(string Name, double Longitude, double Latitude, int Row, int Column, string Cluster, bool IsHeldOut);

/// <summary>Places monitoring sites as networks are: in towns, several in large ones, none between.</summary>
internal static class SampleStations
{
    private const double TownRadius = 28;

    // As in China in 2015: 612 cells of 27 km (paper 003) in the 338 cities that had stations.
    private const double MeanCellsOfTown = 1.8;

    public static ImmutableArray<SampleStation> Create(
        AtmosphereLand land, SampleCountry country, SampleAtmosphereOptions options, RandomSource random)
    {
        int wanted = Math.Max(1, (int)Math.Round(options.StationDensity * land.Land.Length));
        List<(SampleTown Town, List<int> Cells)> clusters = Clusters(land, country, wanted);
        HashSet<string> heldOut = HeldOut(
            clusters, town => land.ProvinceOf[land.BlockOf(town.Cell)], options, random.Derive("held out"));
        List<SampleStation> stations = [];
        foreach ((SampleTown town, List<int> cells) in clusters)
            for (int k = 0; k < cells.Count; k++)
            {
                // Large towns have several sites in a cell.
                RandomSequence sequence = random.Derive($"{town.Name}/{k}").Sequence();
                int sites = 1 + (int)(sequence.NextDouble() * Math.Clamp(land.Population[cells[k]] / 80_000, 0.4, 3.5));
                for (int site = 0; site < sites; site++)
                {
                    int row = cells[k] / land.Grid.Columns, column = cells[k] % land.Grid.Columns;
                    (double x, double y) = land.Grid.Horizontal.Affine.Apply(
                        column + 0.1 + (0.8 * sequence.NextDouble()), row + 0.1 + (0.8 * sequence.NextDouble()));
                    (double longitude, double latitude) = TransverseMercator.ToGeographic(x, y);
                    stations.Add(new SampleStation($"{town.Name} {k + 1}{(char)('a' + site)}", Math.Round(longitude, 6),
                        Math.Round(latitude, 6), row, column, town.Name, heldOut.Contains(town.Name)));
                }
            }

        return [.. stations];
    }

    // The largest towns take the most populous free cells around them, larger towns more of them.
    private static List<(SampleTown Town, List<int> Cells)> Clusters(AtmosphereLand land, SampleCountry country, int wanted)
    {
        SampleTown[] towns = [.. country.Towns.Where(town => !town.IsVillage && land.BlockOf(town.Cell) >= 0)
            .OrderByDescending(town => town.Population).Take(Math.Max(2, (int)Math.Round(wanted / MeanCellsOfTown)))];
        double shares = towns.Sum(town => Math.Pow(town.Population, 0.5));
        HashSet<int> taken = [];
        List<(SampleTown, List<int>)> clusters = [.. towns.Select(town => (town, new List<int>()))];
        for (int round = 0; round < wanted && taken.Count < wanted; round++)
            foreach ((SampleTown town, List<int> cells) in clusters)
            {
                bool isDue = cells.Count <= round && (round == 0 || cells.Count < wanted * Math.Pow(town.Population, 0.5) / shares);
                if (isDue && taken.Count < wanted && Next(land, town, taken) is { } cell && taken.Add(cell)) cells.Add(cell);
            }

        // Rounding down leaves some over: they go to the largest towns.
        for (int k = 0; taken.Count < wanted && k < 20 * clusters.Count; k++)
            if (Next(land, clusters[k % clusters.Count].Item1, taken) is { } cell && taken.Add(cell))
                clusters[k % clusters.Count].Item2.Add(cell);
        clusters.RemoveAll(cluster => cluster.Item2.Count == 0);
        return clusters;
    }

    private static int? Next(AtmosphereLand land, SampleTown town, HashSet<int> taken)
    {
        int best = -1;
        foreach ((int near, _) in Around(town.Cell, TownRadius))
        {
            int cell = land.BlockOf(near);
            if (cell < 0 || taken.Contains(cell) || land.ProvinceOf[cell] == 0) continue;
            if (best < 0 || land.Population[cell] > land.Population[best]) best = cell;
        }

        return best < 0 ? null : best;
    }

    // Whole towns, in a drawn order, until their cells are the wanted part; a town that would take far more is passed over, and one whose
    // province would be left without stations where the options say so.
    private static HashSet<string> HeldOut(List<(SampleTown Town, List<int> Cells)> clusters, Func<SampleTown, int> provinceOf,
        SampleAtmosphereOptions options, RandomSource random)
    {
        (SampleTown Town, List<int> Cells)[] order = [.. clusters];
        random.Sequence().Shuffle(order.AsSpan());
        double wanted = options.HeldOutShare * clusters.Sum(cluster => cluster.Cells.Count), held = 0;
        Dictionary<int, int> left =
            clusters.GroupBy(cluster => provinceOf(cluster.Town)).ToDictionary(group => group.Key, group => group.Count());
        HashSet<string> names = [];
        foreach ((SampleTown town, List<int> cells) in order)
        {
            bool isLast = options.HoldOutKeepsProvinces && left[provinceOf(town)] == 1;
            if (isLast || held + cells.Count > wanted + 1) continue;
            names.Add(town.Name);
            left[provinceOf(town)]--;
            held += cells.Count;
        }

        return names;
    }
}
