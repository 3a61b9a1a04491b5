using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Whether the inputs of a run belong together.</summary>
internal static class InputChecks
{
    internal static void Require(TransportInputs inputs)
    {
        IHourlyFields<MeteorologyVariable> weather = inputs.Meteorology;
        Require(weather, inputs.Emissions, "emissions");
        if (inputs.OtherEmissions is { } other) Require(weather, other, "other emissions");
        if (inputs.Initial is { } initial) RequireAir(weather, initial, "air at the start", 1);
        if (inputs.Around is { } around) RequireAir(weather, around, "air around the domain", weather.Hours);
        inputs.Factors?.Layout.RequireCells(weather.Grid.Horizontal, "meteorology");
    }

    private static void RequireAir(
        IHourlyFields<MeteorologyVariable> weather, IHourlyFields<TransportedSpecies> air, string what, int hours)
    {
        if (!air.Grid.Horizontal.Matches(weather.Grid.Horizontal) || air.Grid.Layers != weather.Grid.Layers)
            throw new GridMismatchException(new Fault($"The {what} and the meteorology lie on different grids.",
                Expected: $"{weather.Grid.Horizontal}, {weather.Grid.Layers} layers",
                Found: $"{air.Grid.Horizontal}, {air.Grid.Layers} layers", Remedy: "Regrid one of them to the grid of the other first."));
        double offset = (weather.Start - air.Start).TotalHours;
        if (hours > 1 && (offset != Math.Round(offset) || offset < 0 || offset + hours > air.Hours))
            throw new DataNotFoundException(new Fault($"The {what} does not cover the hours of the meteorology.",
                Expected: $"{hours} hours from {weather.Start:u}", Found: $"{air.Hours} hours from {air.Start:u}",
                Remedy: "Give fields of the same hours."));
    }

    private static void Require(IHourlyFields<MeteorologyVariable> weather, IHourlyFields<EmittedSpecies> emissions, string what)
    {
        if (!emissions.Grid.Horizontal.Matches(weather.Grid.Horizontal)
            || AtmosphericSpecies.Emitted.Any(species => emissions.Has(species) && emissions.LayersOf(species) > weather.Grid.Layers))
            throw new GridMismatchException(new Fault($"The {what} and the meteorology lie on different grids.",
                Expected: $"{weather.Grid.Horizontal}, at most {weather.Grid.Layers} layers",
                Found: $"{emissions.Grid.Horizontal}, {emissions.Grid.Layers} layers",
                Remedy: "Regrid one of them to the grid of the other first."));
        double offset = (weather.Start - emissions.Start).TotalHours;
        if (offset != Math.Round(offset) || offset < 0 || offset + weather.Hours > emissions.Hours)
            throw new DataNotFoundException(new Fault($"The {what} do not cover the hours of the meteorology.",
                Expected: $"{weather.Hours} hours from {weather.Start:u}", Found: $"{emissions.Hours} hours from {emissions.Start:u}",
                Remedy: "Give emissions of the same hours, or meteorology of fewer."));
        if (!AtmosphericSpecies.Emitted.Any(emissions.Has))
            throw new DataNotFoundException(new Fault($"The {what} have none of the species.",
                Expected: string.Join(", ", AtmosphericSpecies.Emitted.Select(species => species.Symbol())), Found: "none",
                Remedy: "Check the names of the species."));
    }
}
