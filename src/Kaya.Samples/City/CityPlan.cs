using System.Collections.Immutable;

namespace Kaya.Samples;

/// <summary>The places of the sample city world.</summary>
public enum SamplePlace
{
    /// <summary>The main city, 32 x 32 km.</summary>
    City,

    /// <summary>A town of factories, 16 x 16 km.</summary>
    IndustrialTown,

    /// <summary>A town of dwellings, 16 x 16 km.</summary>
    DormitoryTown,

    /// <summary>A town at the sea, 16 x 16 km.</summary>
    Port,

    /// <summary>A low and dense old town, 16 x 16 km.</summary>
    OldTown,
}

/// <summary>A round part of a plan: a centre, an industrial zone, a hill, or a lake.</summary>
/// <param name="X">km from the west edge.</param>
/// <param name="Y">km from the north edge.</param>
/// <param name="Radius">km.</param>
/// <param name="Weight">Strength; 1 is that of the main centre.</param>
internal readonly record struct CityDisc(double X, double Y, double Radius, double Weight = 1)
{
    /// <summary>Squared distance in units of the radius; coordinates in m.</summary>
    public double Squared(double x, double y)
    {
        double dx = ((x / 1000) - X) / Radius, dy = ((y / 1000) - Y) / Radius;
        return (dx * dx) + (dy * dy);
    }
}

/// <summary>What makes a place differ from others; all that happens on the land follows the same laws everywhere.</summary>
internal sealed record CityPlan
{
    public required string Name { get; init; }

    /// <summary>Rows and columns of 1 km.</summary>
    public required int Size { get; init; }

    /// <summary>North-west corner in m of UTM zone 25N.</summary>
    public required (double East, double North) Corner { get; init; }

    public required ImmutableArray<CityDisc> Centres { get; init; }

    public ImmutableArray<CityDisc> Zones { get; init; } = [];

    public ImmutableArray<CityDisc> Hills { get; init; } = [];

    public ImmutableArray<CityDisc> Lakes { get; init; } = [];

    /// <summary>Names and seats of the districts, km.</summary>
    public required ImmutableArray<(string Name, double X, double Y)> Districts { get; init; }

    /// <summary>Corners of the river, km; empty where there is none.</summary>
    public ImmutableArray<(double X, double Y)> River { get; init; } = [];

    /// <summary>km from the west edge at which the sea begins.</summary>
    public double Shore { get; init; } = double.PositiveInfinity;

    /// <summary>Radii of ring roads around the first centre, km.</summary>
    public ImmutableArray<double> Rings { get; init; } = [];

    /// <summary>Number of radial roads.</summary>
    public int Radials { get; init; } = 5;

    /// <summary>Share of high dwellings and height of buildings, relative to those of the main city.</summary>
    public double Height { get; init; } = 1;

    /// <summary>Share of institutions and commerce for visitors, relative to the main city.</summary>
    public double Visitors { get; init; } = 1;

    /// <summary>Median number of branches of heavy industry against light: 0 none, 1 as in the main city.</summary>
    public double Heavy { get; init; } = 1;

    /// <summary>Season of the image: 0 spring, 1 late summer.</summary>
    public double Season { get; init; } = 0.3;

    public static CityPlan Of(SamplePlace place) => place switch
    {
        SamplePlace.City => City(),
        SamplePlace.IndustrialTown => new CityPlan
        {
            Name = "Ferrowick", Size = 16, Corner = (560_000, 5_222_000), Districts = [("Ferrowick", 8, 8)],
            Centres = [new(7.5, 8.5, 2.1, 0.8), new(12, 4, 1.2, 0.4)], Heavy = 1.7, Height = 0.7, Season = 0.45,
            Zones = [new(11.5, 8, 2.2), new(4, 12, 1.7), new(4.5, 4, 1.5)], River = [(0, 6), (5, 7), (10, 10.5), (16, 11)],
            Rings = [3.2], Hills = [new(1, 1, 3.2), new(14.5, 15, 2.8)],
        },
        SamplePlace.DormitoryTown => new CityPlan
        {
            Name = "Nestham", Size = 16, Corner = (560_000, 5_196_000), Districts = [("Nestham", 8, 8)],
            Centres = [new(8, 7, 3.6, 0.62), new(4, 12, 1.6, 0.5)], Heavy = 0.4, Height = 1.15, Season = 0.2,
            Zones = [new(13.5, 12.5, 1.1)], Lakes = [new(12.5, 3.5, 1.6)], Rings = [3.8], Radials = 6, Hills = [new(1, 3, 2.8)],
        },
        SamplePlace.Port => new CityPlan
        {
            Name = "Port Selin", Size = 16, Corner = (480_000, 5_172_000), Districts = [("Port Selin", 8, 8)],
            Centres = [new(7.5, 8, 2.3, 0.85), new(5, 13, 1.3, 0.4)], Shore = 11.6, Heavy = 1.2, Visitors = 1.3, Season = 0.35,
            Zones = [new(10.6, 5, 1.6), new(10.4, 11.5, 1.9)], River = [(0, 9.5), (6, 10), (12.5, 9)], Rings = [3.4],
            Hills = [new(2, 2, 3.2)],
        },
        _ => new CityPlan
        {
            Name = "Oldminster", Size = 16, Corner = (466_000, 5_222_000), Districts = [("Oldminster", 8, 8)],
            Centres = [new(8.5, 8, 2.4, 0.95)], Heavy = 0.6, Height = 0.5, Visitors = 1.8, Season = 0.6, Radials = 6,
            Zones = [new(3.5, 6, 1.2), new(12, 13, 1.1)], River = [(9, 0), (7.5, 5), (9.5, 10), (8, 16)], Rings = [2.2, 4.5],
            Hills = [new(14, 3, 3.2), new(2, 14, 2.8)],
        },
    };

    private static CityPlan City() => new()
    {
        Name = "Kayastad", Size = 32, Corner = (500_000, 5_216_000),
        Districts =
        [
            ("Old Centre", 16, 16), ("Northgate", 17, 7), ("Lakeside", 6, 8), ("Eastworks", 26.5, 17), ("Southfield", 20, 26),
            ("Westmoor", 7, 23),
        ],
        Centres = [new(16, 16, 5.2), new(24.5, 10, 2.4, 0.6), new(8.5, 22, 2.2, 0.6), new(21.5, 25.5, 2, 0.5), new(10.5, 7.5, 1.8, 0.45)],
        Zones = [new(26.5, 19, 2.7), new(11, 27, 2.1), new(4.5, 15, 1.8), new(19.5, 5.5, 1.6), new(19, 20.5, 1.1)],
        Hills = [new(29, 3.5, 5), new(2, 30, 4.5)], Lakes = [new(4.5, 5.5, 2.7)],
        River = [(0, 11), (6, 12.5), (12, 15.5), (17, 18), (22, 17), (27, 22), (32, 23)], Rings = [4.2, 9], Radials = 8,
    };
}
