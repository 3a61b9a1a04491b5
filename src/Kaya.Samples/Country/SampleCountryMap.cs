using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Samples;

/// <summary>The land and its provinces, also as zones with their coverage of the 500 m cells.</summary>
internal sealed record SampleCountryMap(CountryLand Land, ImmutableArray<SampleProvince> Provinces, ZoneSet Zones, ZoneCoverage Coverage)
{
    public static SampleCountryMap Of(CountryLand land)
    {
        ImmutableArray<SampleProvince> provinces = [.. land.Seats.Select((seat, index) =>
            new SampleProvince(FormattableString.Invariant($"KY-{index + 1:00}"), seat.Name, seat))];
        ZoneSet zones = CountryOutlines.Of(land.ProvinceOf, provinces);
        return new SampleCountryMap(land, provinces, zones, ZoneCoverage.Of(zones, CountryCells.Grid));
    }
}
