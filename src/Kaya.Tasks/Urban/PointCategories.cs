using System.Collections.Immutable;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>From tags and fields of points to categories.</summary>
internal sealed class PointCategories
{
    private const string Any = "*";
    private readonly Dictionary<(string Key, string Value), ushort> _map = [];
    private readonly Dictionary<string, ushort> _values = new(StringComparer.OrdinalIgnoreCase);

    private PointCategories(IEnumerable<(string Key, string Value, string Category)> lines, IEnumerable<string> names)
    {
        List<string> categories = [.. names];
        foreach ((string key, string value, string category) in lines)
        {
            if (!categories.Contains(category)) categories.Add(category);
            ushort index = (ushort)categories.IndexOf(category);
            if (!_map.TryAdd((key.ToLowerInvariant(), value.ToLowerInvariant()), index) )
                throw new DataFormatException(new Fault("A tag is in the map of categories twice.", Expected: "each key and value once",
                    Found: $"{key}={value}", Remedy: "Remove one of the lines of --point.map."));
            if (value != Any) _values.TryAdd(value, index);
        }

        for (int index = 0; index < categories.Count; index++) _values[categories[index]] = (ushort)index;
        Names = [.. categories];
        Keys = [.. _map.Keys.Select(pair => pair.Key).Distinct()];
    }

    public ImmutableArray<string> Names { get; }

    /// <summary>Keys of tags that decide, in the order of the map.</summary>
    public ImmutableArray<string> Keys { get; }

    public static PointCategories Read(string? path)
    {
        if (path is null) return new PointCategories(DefaultPointCategories.Lines, PoiCategories.Names);
        CsvTable table = CsvTable.Read(path);
        (int key, int value, int category) = (table.Require("key"), table.Require("value"), table.Require("category"));
        return new PointCategories(Enumerable.Range(0, table.RowCount)
            .Select(row => (table.Text(row, key), table.Text(row, value), table.Text(row, category))), []);
    }

    /// <summary>The category of a text in a field of categories: its name, or a value of the map.</summary>
    public ushort? OfText(string text) => _values.TryGetValue(text.Trim(), out ushort category) ? category : null;

    /// <summary>The category of tags: that of the first key of the map with a known value.</summary>
    /// <param name="tags">Tags of a feature.</param>
    /// <param name="unknown">The first tag with a key of the map, where no value is known; null where there is none.</param>
    public ushort? OfTags(IReadOnlyDictionary<string, string> tags, out string? unknown)
    {
        unknown = null;
        foreach (string key in Keys)
        {
            // Several values of one tag are separated by semicolons: the first decides.
            if (!tags.TryGetValue(key, out string? text)) continue;
            string value = text.Split(';')[0].Trim().ToLowerInvariant();
            if (_map.TryGetValue((key, value), out ushort category)) return category;
            if (value != "no" && _map.TryGetValue((key, Any), out category)) return category;
            unknown ??= $"{key}={value}";
        }

        return null;
    }
}

/// <summary>The fourteen categories, and the tags of OpenStreetMap that belong to each.</summary>
/// <remarks>Which tags belong to which is our choice.</remarks>
internal static class DefaultPointCategories
{
    // Keys in the order in which they decide; values before the rest of a key.
    private static readonly ImmutableArray<(string Category, string Key, string Values)> s_tags =
    [
        ("automobile", "amenity", "fuel charging_station car_wash car_rental car_sharing vehicle_inspection driving_school"
            + " motorcycle_parking"),
        ("food", "amenity", "restaurant cafe fast_food bar pub food_court ice_cream biergarten"),
        ("shopping", "amenity", "marketplace vending_machine"),
        ("life services", "amenity", "post_office post_box toilets recycling public_bath crematorium funeral_hall laundry telephone "
            + "drinking_water childcare animal_boarding internet_cafe parcel_locker shower waste_disposal grave_yard"),
        ("sports and leisure", "amenity", "cinema nightclub casino gambling stripclub swinger_club dojo swimming_pool gym studio"
            + " events_venue "
            + "love_hotel"),
        ("healthcare", "amenity", "hospital clinic doctors dentist pharmacy veterinary nursing_home health_post"),
        ("government", "amenity", "townhall courthouse police fire_station prison embassy public_building ranger_station social_facility "
            + "social_centre community_centre"),
        ("education and culture", "amenity", "school university college kindergarten library language_school music_school theatre "
            + "arts_centre research_institute place_of_worship training monastery conference_centre exhibition_centre planetarium"),
        ("transport", "amenity", "bus_station parking parking_entrance parking_space bicycle_parking bicycle_rental taxi ferry_terminal"),
        ("finance", "amenity", "bank atm bureau_de_change money_transfer payment_centre"),
        ("automobile", "shop", "car car_repair car_parts motorcycle motorcycle_repair tyres truck caravan"),
        ("life services", "shop", "hairdresser beauty laundry dry_cleaning travel_agency copyshop funeral_directors massage tattoo repair "
            + "tailor photo optician pet_grooming ticket lottery estate_agent"),
        ("food", "shop", "bakery pastry coffee confectionery"),
        ("shopping", "shop", "*"),
        ("accommodation", "tourism", "hotel hostel guest_house motel apartment chalet camp_site caravan_site alpine_hut"),
        ("education and culture", "tourism", "museum gallery"),
        ("tourist sites", "tourism", "attraction viewpoint zoo theme_park aquarium artwork information picnic_site"),
        ("sports and leisure", "leisure", "sports_centre sports_hall fitness_centre fitness_station stadium golf_course swimming_pool"
            + " pitch track "
            + "ice_rink water_park marina bowling_alley dance amusement_arcade adult_gaming_centre escape_game miniature_golf"),
        ("tourist sites", "leisure", "park garden nature_reserve playground"),
        ("tourist sites", "historic", "*"),
        ("healthcare", "healthcare", "*"),
        ("government", "office", "government diplomatic political_party ngo association union religion administrative"),
        ("finance", "office", "insurance financial financial_advisor accountant tax_advisor"),
        ("education and culture", "office", "educational_institution research"),
        ("companies", "office", "*"),
        ("companies", "craft", "*"),
        ("companies", "industrial", "*"),
        ("companies", "man_made", "works"),
        ("transport", "public_transport", "station stop_position platform"),
        ("transport", "railway", "station halt tram_stop subway_entrance"),
        ("transport", "highway", "bus_stop rest_area services"),
        ("transport", "aeroway", "aerodrome terminal helipad heliport"),
        ("sports and leisure", "sport", "*"),
        ("residence and business", "building", "apartments residential commercial office house dormitory retail"),
        ("residence and business", "landuse", "residential commercial retail"),
        ("companies", "landuse", "industrial"),
    ];

    public static IEnumerable<(string Key, string Value, string Category)> Lines =>
        s_tags.SelectMany(line => line.Values.Split(' ').Select(value => (line.Key, value, line.Category)));
}
