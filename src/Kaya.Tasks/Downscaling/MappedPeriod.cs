using Kaya.Figures;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>What is kept of a period when its maps are in files.</summary>
/// <param name="Period">The period.</param>
/// <param name="Name">Name of its folder.</param>
/// <param name="Picture">How its maps are drawn, in colours of its own.</param>
/// <param name="Zones">Table of its zones.</param>
internal sealed record MappedPeriod(Period Period, string Name, MapOptions Picture, ResultTable Zones)
{
    /// <summary>Origin of the data.</summary>
    public required DataOrigin Origin { get; init; }

    public string Label => Origin.Label;

    /// <summary>Grid of the coarse map.</summary>
    public required Grid Coarse { get; init; }

    /// <summary>Grid of the fine map.</summary>
    public required Grid Fine { get; init; }

    /// <summary>Sum over all zones, t of CO2.</summary>
    public required double Total { get; init; }

    /// <summary>Sum of the point sources, t of CO2.</summary>
    public required double Points { get; init; }

    /// <summary>Zones whose cells sum to their statistic.</summary>
    public required int Held { get; init; }

    /// <summary>Coarse cells with an excess.</summary>
    public required int Excesses { get; init; }

    /// <summary>Name of the regression.</summary>
    public required string Regression { get; init; }

    /// <summary>Error of zones left out, and of neighbours divided: root mean squares of logarithms; null with too few zones.</summary>
    public (double Zones, double Division)? Errors { get; init; }

    /// <summary>Correlation of the drivers with emissions, and the width of their smoothing in km where they are used.</summary>
    public required IReadOnlyList<(string Driver, double Correlation, double? Smoothing)> Drivers { get; init; }

    /// <summary>What does not reach the map, or otherwise than its zone says.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>What was assumed and left out of the point sources.</summary>
    public required IReadOnlyList<string> PointNotes { get; init; }

    public static MappedPeriod Of(SeriesPeriod period, DownscalingPipeline made, ResultTable zones)
    {
        (DownscaleMaps maps, FittedRegression regression) = (made.Maps, made.Regression);
        Dictionary<string, double> smoothing = regression.Smoothing.Drivers.Drivers.ToDictionary(driver => driver.Name,
            driver => driver.SmoothingKilometres);
        return new MappedPeriod(period.Period, period.Name, maps.Picture, zones)
        {
            Origin = maps.Problem.Origin, Coarse = maps.Coarse.Map.Grid, Fine = maps.Fine.Emission.Map.Grid, Total = maps.Total,
            Points = maps.Problem.Points?.Points.Sum(point => point.Source.Emission) ?? 0,
            Held = maps.Fine.Emission.Certificate.Zones.Count(zone => zone.Holds), Excesses = maps.Fine.PointSourceBlocks,
            Regression = regression.Model.Name, Errors = regression.Deviation is { } error ? (error.ZoneError, error.DivisionError) : null,
            Drivers = [.. regression.Ranking.Drivers.Select(driver => (driver.Driver, driver.Correlation,
                smoothing.TryGetValue(driver.Driver, out double width) ? width : (double?)null))],
            Notices = maps.Notices, PointNotes = maps.Problem.PointNotes,
        };
    }
}
