using System.Collections.Immutable;
using Kaya.Geo;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Writes the sample atmosphere as files of CMAQ and MCIP: an inversion can run from them alone.</summary>
/// <remarks>
/// Steps are means of the hour that begins at them (<see cref="HourlyStamp.MeanOfHour"/>), which the description of each file says; those
/// of MCIP are instants. Winds are UWINDC and VWINDC on the faces of the cells, as MCIP writes them for the C grid. ICON and BCON hold the
/// air that a run on the sample begins with and has around it (<see cref="BoundaryAir"/>).
/// </remarks>
public static class SampleAtmosphereFiles
{
    private static readonly DateTimeOffset s_made = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Shares by mole of nitrogen, by carbon and by mass; the species are those of CB6 and AERO6.
    private static readonly ImmutableArray<(string Name, EmittedSpecies Group, double Share)> s_species =
    [
        ("NO", EmittedSpecies.Nox, 0.9), ("NO2", EmittedSpecies.Nox, 0.1), ("NH3", EmittedSpecies.Nh3, 1), ("SO2", EmittedSpecies.So2, 1),
        ("PAR", EmittedSpecies.Voc, 0.58), ("OLE", EmittedSpecies.Voc, 0.09), ("TOL", EmittedSpecies.Voc, 0.16),
        ("XYLMN", EmittedSpecies.Voc, 0.13), ("FORM", EmittedSpecies.Voc, 0.04), ("PEC", EmittedSpecies.Pm25, 0.14),
        ("POC", EmittedSpecies.Pm25, 0.3), ("PSO4", EmittedSpecies.Pm25, 0.08), ("PMOTHR", EmittedSpecies.Pm25, 0.48),
    ];

    /// <summary>Writes weather, emissions, and the air at the start and around the grid.</summary>
    /// <param name="atmosphere">The sample atmosphere.</param>
    /// <param name="start">Begin of the first hour, a whole hour.</param>
    /// <param name="hours">Number of hours.</param>
    /// <param name="folder">Receives GRIDCRO2D, METCRO2D, METCRO3D, METDOT3D, EMIS (prior), EMIS_BIOGENIC, EMIS_TRUE, ICON and
    /// BCON.</param>
    /// <exception cref="Kaya.Core.ResourceException">No room on the disk, or the folder cannot be written to.</exception>
    public static void Write(SampleAtmosphere atmosphere, DateTimeOffset start, int hours, string folder)
    {
        ArgumentNullException.ThrowIfNull(atmosphere);
        WriteGrid(atmosphere, Path.Combine(folder, "GRIDCRO2D"));
        IHourlyFields<MeteorologyVariable> weather = atmosphere.Meteorology(start, hours);
        WriteWeather(weather, folder);
        WriteEmissions(atmosphere.PriorEmissions(start, hours), Path.Combine(folder, "EMIS"));
        WriteEmissions(atmosphere.TrueEmissions(start, hours), Path.Combine(folder, "EMIS_TRUE"));
        WriteEmissions(atmosphere.NaturalEmissions(start, hours), Path.Combine(folder, "EMIS_BIOGENIC"));
        WriteAir(weather, 1, isBoundary: false, Path.Combine(folder, "ICON"));
        WriteAir(weather, hours, isBoundary: true, Path.Combine(folder, "BCON"));
    }

    /// <summary>Writes emissions by species of CB6 and AERO6.</summary>
    /// <param name="emissions">Emissions, kg s-1 of a cell.</param>
    /// <param name="path">The file to appear.</param>
    public static void WriteEmissions(IHourlyFields<EmittedSpecies> emissions, string path)
    {
        ArgumentNullException.ThrowIfNull(emissions);
        int layers = AtmosphericSpecies.Emitted.Where(emissions.Has).Max(emissions.LayersOf);
        TransportGrid grid = emissions.Grid with { LayerTops = emissions.Grid.LayerTops[..layers] };
        Write(path, new Hours(grid, emissions.Start, emissions.Hours), [.. s_species.Where(one => emissions.Has(one.Group)).Select(one =>
        {
            double mole = MechanismTable.Cb6.Find(one.Name)!.KilogramsPerMole, factor = mole > 0 ? one.Share / mole : 1000 * one.Share;
            float[] values = new float[emissions.LayersOf(one.Group) * grid.Rows * grid.Columns];
            return new Series(new IoapiVariable(one.Name, mole > 0 ? "moles/s" : "g/s", $"emission of {one.Name}"), hour =>
            {
                emissions.Read(one.Group, hour, values);
                return [.. values.Select(value => value * factor)];
            });
        })]);
    }

    /// <summary>Writes concentrations at the ground as a combined ACONC file.</summary>
    /// <param name="concentrations">ppb and micrograms per cubic metre.</param>
    /// <param name="path">The file to appear.</param>
    public static void WriteConcentrations(IHourlyFields<Pollutant> concentrations, string path)
    {
        ArgumentNullException.ThrowIfNull(concentrations);
        TransportGrid grid = concentrations.Grid with { LayerTops = concentrations.Grid.LayerTops[..1] };
        Write(path, new Hours(grid, concentrations.Start, concentrations.Hours), [.. AtmosphericSpecies.Pollutants.Where(concentrations.Has)
            .Select(pollutant =>
            {
                float[] values = new float[grid.Rows * grid.Columns];
                return new Series(new IoapiVariable(NameOf(pollutant), pollutant == Pollutant.Pm25 ? "ug m-3" : "ppbV"), hour =>
                {
                    concentrations.Read(pollutant, hour, values);
                    return [.. values.Select(value => (double)value)];
                });
            })]);
    }

    private static string NameOf(Pollutant pollutant) => pollutant == Pollutant.Pm25 ? "PM25_TOT" : pollutant.Symbol();

    private static void WriteGrid(SampleAtmosphere atmosphere, string path)
    {
        TransportGrid grid = atmosphere.Grid with { LayerTops = atmosphere.Grid.LayerTops[..1] };
        Write(path, new Hours(grid, null, 1),
        [
            new Series(new IoapiVariable("LAT", "DEGREES", "latitude, south negative"), _ => atmosphere.Latitudes.ToArray()),
            new Series(new IoapiVariable("LON", "DEGREES", "longitude, west negative"), _ => atmosphere.Longitudes.ToArray()),
            new Series(new IoapiVariable("HT", "M", "terrain elevation"),
                _ => [.. atmosphere.Geography[0].ToArray().Select(height => (double)height)]),
        ]);
    }

    private static void WriteWeather(IHourlyFields<MeteorologyVariable> weather, string folder)
    {
        TransportGrid grid = weather.Grid, surface = grid with { LayerTops = grid.LayerTops[..1] };
        double[] Read(MeteorologyVariable variable, int hour)
        {
            float[] values = new float[grid.CountOf(variable.Position())];
            weather.Read(variable, hour, values);
            return [.. values.Select(value => (double)value)];
        }

        Series Of(string name, string unit, MeteorologyVariable variable, Func<double, double>? convert = null) => new(
            new IoapiVariable(name, unit), hour => convert is null ? Read(variable, hour) : [.. Read(variable, hour).Select(convert)]);
        double[] tops =
            [.. Enumerable.Range(0, grid.CountOf(CellPosition.Layer)).Select(at => grid.LayerTops[at / (grid.Rows * grid.Columns)])];
        Write(Path.Combine(folder, "METCRO2D"), new Hours(surface, weather.Start, weather.Hours),
        [
            Of("PBL", "M", MeteorologyVariable.BoundaryLayerHeight), Of("USTAR", "M/S", MeteorologyVariable.FrictionVelocity),
            Of("RGRND", "WATTS/M**2", MeteorologyVariable.ShortwaveRadiation),
            Of("RN", "CM", MeteorologyVariable.Precipitation, millimetres => millimetres / 10),
            Of("CFRAC", "FRACTION", MeteorologyVariable.CloudFraction),
        ]);
        Write(Path.Combine(folder, "METCRO3D"), new Hours(grid, weather.Start, weather.Hours),
        [
            Of("TA", "K", MeteorologyVariable.Temperature), Of("DENS", "KG/M**3", MeteorologyVariable.AirDensity),
            Of("QV", "KG/KG", MeteorologyVariable.Humidity, part => part / (1 - part)),
            new Series(new IoapiVariable("ZF", "M", "height of the top of the layer above the ground"), _ => tops),
        ]);
        Grid corners = new(grid.Horizontal.Crs, grid.Horizontal.Affine.Shift(-0.5, -0.5), grid.Rows + 1, grid.Columns + 1);
        Write(Path.Combine(folder, "METDOT3D"), new Hours(grid with { Horizontal = corners }, weather.Start, weather.Hours),
        [
            new Series(new IoapiVariable("UWINDC", "M/S", "u on western and eastern faces"),
                hour => EastDots(grid, Read(MeteorologyVariable.WindEast, hour))),
            new Series(new IoapiVariable("VWINDC", "M/S", "v on southern and northern faces"),
                hour => NorthDots(grid, Read(MeteorologyVariable.WindNorth, hour))),
        ]);
    }

    private static void WriteAir(IHourlyFields<MeteorologyVariable> weather, int hours, bool isBoundary, string path)
    {
        BoundaryAir air = new();
        TransportGrid grid = weather.Grid;
        float[] density = new float[grid.CountOf(CellPosition.Layer)];
        (int rows, int columns) = isBoundary ? (grid.Rows + 2, grid.Columns + 2) : (grid.Rows, grid.Columns);
        double[] Air(int hour, Func<double, double> ofDensity)
        {
            weather.Read(MeteorologyVariable.AirDensity, hour, density);
            // Cells around the grid have the density of the ones beside them.
            return [.. Enumerable.Range(0, grid.Layers * rows * columns).Select(at =>
            {
                int outside = isBoundary ? 1 : 0, row = Math.Clamp((at / columns % rows) - outside, 0, grid.Rows - 1);
                int column = Math.Clamp((at % columns) - outside, 0, grid.Columns - 1);
                return ofDensity(density[(((at / (rows * columns) * grid.Rows) + row) * grid.Columns) + column]);
            })];
        }

        Series Gas(string name, double ppb) => new(new IoapiVariable(name, "ppmV"), hour => Air(hour, _ => ppb / 1000));
        Write(path, new Hours(grid, weather.Start, hours) { IsBoundary = isBoundary },
        [
            Gas("NO", air.No), Gas("NO2", air.No2), Gas("O3", air.O3), Gas("PAR", air.Voc), Gas("HNO3", air.Nitrate),
            Gas("NH3", air.Ammonia), Gas("SO2", air.So2), Gas("SULF", air.Sulphate),
            new Series(new IoapiVariable("AOTHRJ", "ug m-3", "primary particles"), hour => Air(hour, kilograms =>
                air.Pm25 * kilograms / BoundaryAir.ReferenceDensity)),
        ]);
    }

    // A face of a row of cells stands at the dot south of it; the northernmost row of dots, which no face has, repeats the next.
    private static double[] EastDots(TransportGrid grid, double[] faces)
    {
        int across = grid.Columns + 1;
        double[] dots = new double[grid.Layers * (grid.Rows + 1) * across];
        for (int at = 0; at < dots.Length; at++)
        {
            int layer = at / across / (grid.Rows + 1), row = Math.Max(0, (at / across % (grid.Rows + 1)) - 1);
            dots[at] = faces[(((layer * grid.Rows) + row) * across) + (at % across)];
        }

        return dots;
    }

    // A face of a column of cells stands at the dot west of it; the easternmost column of dots repeats the one before.
    private static double[] NorthDots(TransportGrid grid, double[] faces)
    {
        int across = grid.Columns + 1;
        double[] dots = new double[grid.Layers * (grid.Rows + 1) * across];
        for (int at = 0; at < dots.Length; at++)
            dots[at] = faces[(at / across * grid.Columns) + Math.Min(grid.Columns - 1, at % across)];
        return dots;
    }

    private static void Write(string path, Hours hours, ImmutableArray<Series> series)
    {
        (int Variable, int Step) last = (-1, -1);
        double[] values = [];
        IoapiLayout layout = new(hours.Grid.Horizontal, [.. series.Select(one => one.Variable)], s_made)
        {
            Levels = hours.Grid.Layers == 1 ? IoapiLevels.Surface : IoapiLevels.Heights(hours.Grid.LayerTops), Start = hours.Start,
            Steps = hours.Number, IsBoundary = hours.IsBoundary, GridName = "KAYA_SAMPLE",
            Description = [SampleAtmosphere.Label, "steps are means of the hour that begins at them"],
        };
        IoapiWriter.Write(path, layout, (variable, step, layer, room) =>
        {
            if (last != (variable, step)) (values, last) = (series[variable].Read(step), (variable, step));
            // Species of fewer layers than the file are zero above.
            int at = layer * room.Length;
            if (at < values.Length) values.AsSpan(at, room.Length).CopyTo(room);
            else room.Clear();
        });
    }

    private sealed record Hours(TransportGrid Grid, DateTimeOffset? Start, int Number)
    {
        internal bool IsBoundary { get; init; }
    }

    private sealed record Series(IoapiVariable Variable, Func<int, double[]> Read);
}
