namespace Kaya.Samples;

/// <summary>A quarter of the sample city: some 25 ha with one use, one direction of its streets, one kind of building.</summary>
internal sealed record CityQuarter
{
    public required double X { get; init; }

    public required double Y { get; init; }

    public required CityLandUse Use { get; init; }

    public CityIndustry Branch { get; init; }

    /// <summary>Cosine and sine of the direction of its streets.</summary>
    public (double Cosine, double Sine) Turn { get; init; }

    /// <summary>Sides of a block from street to street, m.</summary>
    public (double Width, double Height) Block { get; init; }

    /// <summary>Share of roofs in a block; seen from above.</summary>
    public double Cover { get; init; }

    /// <summary>Storeys of the buildings; not seen from above.</summary>
    public double Storeys { get; init; }

    /// <summary>Activity for each m2 of floor, relative to others of its use; not seen from above.</summary>
    public double Intensity { get; init; } = 1;

    /// <summary>Share of the points of interest of the quarter that a map knows.</summary>
    public double Known { get; init; } = 1;

    /// <summary>Whether tanks and stacks stand beside the sheds of a factory.</summary>
    public bool HasTanks { get; init; }

    /// <summary>Number that decides colours, 0 to 1.</summary>
    public double Tone { get; init; }

    /// <summary>Number that tells quarters apart.</summary>
    public required int Number { get; init; }

    private double Floor => Cover * Storeys * 7000;

    /// <summary>People for each hectare.</summary>
    public double People => Use switch
    {
        CityLandUse.LowHousing => Floor / 62,
        CityLandUse.HighHousing => Floor / 75,
        CityLandUse.Commerce => 0.08 * Floor / 75,
        CityLandUse.Farmland => 0.3,
        _ => 0,
    };

    /// <summary>1,000 m2 of floor of shops and offices for each hectare, weighed by their activity.</summary>
    public double Commerce => Intensity * Use switch
    {
        CityLandUse.Commerce => Floor / 1000,
        CityLandUse.HighHousing => 0.05 * Floor / 1000,
        CityLandUse.LowHousing => 0.03 * Floor / 1000,
        _ => 0,
    };

    /// <summary>1,000 m2 of floor of institutions for each hectare.</summary>
    public double Institution => Use == CityLandUse.Institution ? Intensity * Floor / 1000 : 0;

    /// <summary>Hectares of factory roofs for each hectare.</summary>
    public double Sheds => Use == CityLandUse.Industry ? 0.8 * Cover : 0;

    /// <summary>Jobs for each hectare.</summary>
    public double Jobs => (22 * Commerce) + (15 * Institution) + (Sheds * (Branch == CityIndustry.Workshops ? 110 : 45));
}
