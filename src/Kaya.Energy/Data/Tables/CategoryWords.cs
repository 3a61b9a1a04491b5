using System.Collections.Frozen;

namespace Kaya.Energy;

/// <summary>Words by which tables call sources of electricity and sectors of emissions.</summary>
/// <typeparam name="TCategory">Sector or source.</typeparam>
/// <param name="Kind">What a category is, for messages.</param>
/// <param name="Words">Words in lower case, without blanks and signs.</param>
/// <param name="Ignored">Words of sums and other columns that are no category.</param>
/// <param name="Label">The project's name of a category.</param>
internal sealed record CategoryWords<TCategory>(
    string Kind, FrozenDictionary<string, TCategory> Words, FrozenSet<string> Ignored, Func<TCategory, string> Label)
    where TCategory : struct, Enum
{
    /// <summary>The category of a heading or cell; null for none.</summary>
    public TCategory? Find(string text) => Words.TryGetValue(CategoryWords.Key(text), out TCategory category) ? category : null;

    /// <summary>Whether a heading or cell is a known sum of others.</summary>
    public bool IsSum(string text) => Ignored.Contains(CategoryWords.Key(text));
}

/// <summary>The words of sources and sectors.</summary>
internal static class CategoryWords
{
    public static CategoryWords<EnergySource> Sources { get; } = new("source", Dictionary(
        (EnergySource.Coal, "coal hardcoal lignite browncoal peat kohle steinkohle braunkohle charbon carbon carbón coalelectricity "
            + "electricityfromcoal col ngcol coalgeneration fossilhardcoal fossilbrowncoallignite"),
        (EnergySource.Gas, "gas naturalgas erdgas gaznaturel gaz gasnatural gaselectricity electricityfromgas ng ngng fossilgas "
            + "gasandotherfossil"),
        (EnergySource.Oil, "oil petroleum mineralöl öl fioul petróleo oilelectricity electricityfromoil ngoil otherfossil othfoss "
            + "fossiloil"),
        (EnergySource.Nuclear, "nuclear kernenergie kernkraft atomkraft nucléaire nucleaire nuclearelectricity electricityfromnuclear nuc "
            + "ngnuc"),
        (EnergySource.Hydro, "hydro hydropower hydroelectricity hydroelectric wasser wasserkraft laufwasser speicherwasser "
            + "hydraulique hidro "
            + "hidráulica hydroelectricity electricityfromhydro wat ngwat"),
        (EnergySource.Solar, "solar photovoltaik photovoltaic pv sonne solarelectricity electricityfromsolar sun ngsun solaire"),
        (EnergySource.Wind, "wind windkraft windonshore windoffshore onshorewind offshorewind windelectricity electricityfromwind "
            + "wnd ngwnd "
            + "éolien eolien eólica"),
        (EnergySource.Other, "other othersources otherrenewables otherrenewable othrenew bioenergy biomass biomasse bio geothermal "
            + "geothermie "
            + "waste abfall tidal marine sonstige sonstigeerneuerbare andere autres otherrenewableelectricity electricityfrombioenergy "
            + "otherrenewablesexcludingbioenergy oth ngoth")),
        Sums("total totalgeneration sum gesamt summe insgesamt clean fossil renewables windandsolar demand netimports "
            + "hydrobioenergyandotherre"
            + "newables electricitygeneration fossilfuelelectricity lowcarbonelectricity renewableselectricity "
            + "hydrobioenergyandotherrenewables"),
        EnergySources.Label);

    public static CategoryWords<Sector> Sectors { get; } = new("sector", Dictionary(
        (Sector.Power, "power powersector electricity energy energyindustries stromerzeugung strom energiewirtschaft electricityandheat"),
        (Sector.Industry, "industry industrie manufacturing industria"),
        (Sector.GroundTransport, "groundtransport transport roadtransport road verkehr strassenverkehr straßenverkehr"),
        (Sector.Residential, "residential buildings households gebäude haushalte residentialandcommercial"),
        (Sector.DomesticAviation, "domesticaviation inlandsflug inlandsflüge inlandsluftverkehr"),
        (Sector.InternationalAviation, "internationalaviation internationalerluftverkehr bunkers aviationbunkers")),
        Sums("total sum gesamt summe insgesamt"), Energy.Sectors.Label);

    /// <summary>Lower case, letters and digits only.</summary>
    public static string Key(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static FrozenDictionary<string, TCategory> Dictionary<TCategory>(params (TCategory Category, string Words)[] entries)
        where TCategory : struct, Enum => entries.SelectMany(entry => entry.Words.Split(' ').Select(word => (word, entry.Category)))
            .DistinctBy(pair => pair.word).ToFrozenDictionary(pair => pair.word, pair => pair.Category, StringComparer.Ordinal);

    private static FrozenSet<string> Sums(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
