using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>What stands for one number of the air: a species, or several that become each other within minutes and are one.</summary>
/// <param name="Name">Name in messages.</param>
/// <param name="Species">What is added up.</param>
internal sealed record AirGroup(string Name, ImmutableArray<TransportedSpecies> Species)
{
    /// <summary>All of them. NO, NO2 and O3 go over into each other with the light, faster than an hour: of them nitrogen oxides and odd
    /// oxygen last. The tracer is no part of any concentration.</summary>
    internal static ImmutableArray<AirGroup> All { get; } =
    [
        new("nitrogen oxides", [TransportedSpecies.No, TransportedSpecies.No2]),
        Of(TransportedSpecies.Ammonia), Of(TransportedSpecies.So2), Of(TransportedSpecies.Voc), Of(TransportedSpecies.Pm25),
        new("odd oxygen", [TransportedSpecies.O3, TransportedSpecies.No2]),
        Of(TransportedSpecies.Nitrate), Of(TransportedSpecies.Sulphate), Of(TransportedSpecies.OrganicNitrate),
        Of(TransportedSpecies.ParticleNitrate),
    ];

    private static AirGroup Of(TransportedSpecies species) => new(species.ToString(), [species]);
}

/// <summary>What is in the air, in the levels that networks carry quantities in.</summary>
internal static class AirLevels
{
    /// <summary>Groups whose species are all there, as places in <see cref="AirGroup.All"/>.</summary>
    internal static ImmutableArray<int> GroupsOf(IHourlyFields<TransportedSpecies>? air) => air is null ? []
        : [.. Enumerable.Range(0, AirGroup.All.Length).Where(group => AirGroup.All[group].Species.All(air.Has))];

    /// <summary>An hour: group x level x row x column, ppb and ug m-3. Layers above the highest level belong to it, by their depth.
    /// </summary>
    internal static void Read(string name, IHourlyFields<TransportedSpecies> air, ImmutableArray<int> groups, int hour, Span<float> values)
    {
        values.Clear();
        int length = CarriedFields.Levels * air.Grid.Rows * air.Grid.Columns;
        for (int i = 0; i < groups.Length; i++)
            foreach (TransportedSpecies species in AirGroup.All[groups[i]].Species)
                Add(name, air, species, hour, values.Slice(i * length, length));
    }

    private static void Add(string name, IHourlyFields<TransportedSpecies> air, TransportedSpecies species, int hour, Span<float> values)
    {
        TransportGrid grid = air.Grid;
        int cells = grid.Rows * grid.Columns, highest = CarriedFields.Levels - 1;
        float[] layers = new float[air.LayersOf(species) * cells];
        air.Read(species, hour, layers);
        FieldChecks.RequirePositive($"{species} in the air of {name}", layers, grid.Columns, hour, cells);
        for (int layer = 0; layer * cells < layers.Length; layer++)
        {
            int level = Math.Min(layer, highest);
            float part = level < highest ? 1 : (float)(DepthOf(grid, layer, layer) / DepthOf(grid, highest, grid.Layers - 1));
            Span<float> plane = values.Slice(level * cells, cells);
            for (int cell = 0; cell < cells; cell++) plane[cell] += part * layers[(layer * cells) + cell];
        }
    }

    private static double DepthOf(TransportGrid grid, int first, int last) => grid.LayerTops[last] - grid.BottomOf(first);
}
