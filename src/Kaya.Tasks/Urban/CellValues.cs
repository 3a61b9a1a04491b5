using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Numbers of cells from a raster or a table: targets and covariates.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Unit">Unit of a value.</param>
/// <param name="Values">One for each cell of the grid; NaN where there is none.</param>
/// <param name="Notes">What a reader of results should know.</param>
internal sealed record CellValues(string Name, Unit Unit, double[] Values, IReadOnlyList<string> Notes)
{
    private const double WholeCell = 0.999;
    private static readonly Unit s_tonne = Unit.Parse("t"), s_squareMetre = Unit.Parse("m2");

    /// <summary>Name of the region of each cell; null where none is given.</summary>
    public string?[]? Regions { get; private init; }

    /// <summary>A covariate on the grid.</summary>
    public static CellValues Covariate(RasterInput input, Grid grid)
    {
        using OpenedRaster raster = input.Open().RequireKind();
        if (raster.Description.Kind == QuantityKind.Category)
            throw new DataFormatException(new Fault("Codes cannot be a covariate: their size means nothing.",
                new SourceLocation(input.Path),
                "totals or intensive values", raster.Label, "Leave it out, or make a share of each class first."));
        (double[] values, int partly) = Aligned(raster, grid);
        string unit = raster.Description.IsUnitStated ? raster.Description.Unit.ToString() : "unit unknown";
        List<string> notes = [$"{raster.Description.Name}: {Kind(raster.Description)}, {unit}"
            + (raster.Grid.Matches(grid) ? "" : raster.Description.Kind == QuantityKind.Extensive ? ", summed to the cells"
                : ", averaged over the cells")];
        if (partly > 0) notes.Add($"{raster.Description.Name}: {partly} cells that the raster covers in part have no value");
        return new CellValues(raster.Description.Name, raster.Description.Unit, values, notes);
    }

    /// <summary>The target on the grid: t of CO2 for masses of carbon or CO2, otherwise in its own unit.</summary>
    public static CellValues Target(RasterInput input, UrbanTargetOptions options, Grid grid)
    {
        using OpenedRaster raster = input.Open().RequireKind().RequireUnit();
        BandDescription band = raster.Description;
        if (band.Kind == QuantityKind.Category)
            throw new DataFormatException(new Fault("Codes cannot be a target.", new SourceLocation(input.Path), "an emission",
                raster.Label,
                "Choose another band."));
        (double[] values, int partly) = Aligned(raster, grid);
        Unit unit = band.Unit;
        List<string> notes = [];
        if (band.Kind == QuantityKind.Intensive && (unit * s_squareMetre).IsConvertibleTo(s_tonne))
        {
            CellAreas areas = GdalCoordinateSystems.CellAreas(grid);
            for (int cell = 0; cell < values.Length; cell++) values[cell] *= areas.At(cell / grid.Columns, cell % grid.Columns);
            unit *= s_squareMetre;
            notes.Add("target: densities times the area of the cell");
        }

        string period = input.Reading.Format == InventoryFormat.Odiac ? "month" : band.Period is { } known ? known.ToString()!
            : "period of the raster";
        if (input.Reading.Times != 1) period += string.Create(CultureInfo.InvariantCulture, $", times {input.Reading.Times:G6}");
        notes.Add($"target: {(input.Reading.Format is { } format ? $"{format.Name}, {format.Note}" : raster.Label)}, "
            + (raster.Grid.Matches(grid) ? "on the grid of the cells" : "regridded to the cells by exact overlaps"));
        if (partly > 0) notes.Add($"target: {partly} cells that the raster covers in part have no target");
        return InTonnes(new CellValues(options.Name ?? band.Name, unit, values, notes), band.Basis, period);
    }

    /// <summary>The target of a table.</summary>
    public static CellValues Target(string path, UrbanPrepareOptions options, Grid grid)
    {
        CsvTable table = CsvTable.Read(path);
        UrbanTargetOptions columns = options.TargetColumn;
        string[] of = ["row", "column", "col", "lon", "lng", "longitude", "lat", "latitude", "x", "y"];
        int tile = CellPlaces.TileColumn(table);
        int[] others = [.. Enumerable.Range(0, table.Headings.Count).Where(one => one != tile
            && !of.Contains(table.Name(one).ToLowerInvariant()))];
        int column = columns.Value is { } named ? table.Column(named) : table.Find("emission", "value") is >= 0 and int usual ? usual
            : others.Length == 1 ? others[0] : throw new SchemaMismatchException(new Fault("The column of the target cannot be identified.",
                new SourceLocation(path, 1), "emission or value", string.Join(", ", table.Headings), "Give it by --target-column.value."));
        string unitText = columns.Unit ?? table.UnitText(column) ?? throw new DataFormatException(new Fault("The unit of the target is"
            + " unknown.",
            table.Where(column), "a unit such as t, or 1 for counts", "none", "Give it by --target-column.unit. Kaya does not guess"
                + " units."));
        Unit unit = RasterReading.UnitOf(unitText, "--target-column.unit {0} --target-column.basis {1}");
        int[] places = new CellPlaces(options.Image).Of(table, grid, path);
        double[] values = new double[grid.CellCount];
        Array.Fill(values, double.NaN);
        string?[]? regions = columns.Region is null ? null : new string?[values.Length];
        int region = columns.Region is null ? -1 : table.Column(columns.Region);
        for (int row = 0; row < places.Length; row++)
        {
            if (places[row] < 0) continue;
            values[places[row]] = table.Amount(row, column) ?? double.NaN;
            if (regions is not null && table.Text(row, region).Length > 0) regions[places[row]] = table.Text(row, region);
        }

        int outside = places.Count(place => place < 0);
        if (outside == places.Length)
            throw new GridMismatchException(new Fault("No line of the table is in a cell.", new SourceLocation(path), grid.ToString(),
                $"{places.Length} lines outside", "Check the columns of the places, and --grid."));
        List<string> notes = outside > 0 ? [$"target: {outside} lines of the table are outside of the cells and left out"] : [];
        return InTonnes(new CellValues(columns.Name ?? table.Name(column), unit, values, notes), MassBasis.Parse(columns.Basis),
            "period of the table") with { Regions = regions };
    }

    private static CellValues InTonnes(CellValues target, MassBasis? basis, string period)
    {
        int negative = target.Values.Count(value => value < 0);
        if (negative > 0)
            throw new DataFormatException(new Fault($"{negative} cells have a negative target.", new SourceLocation(Variable: target.Name),
                "emissions of 0 or more", target.Values.Min().ToString("G6", CultureInfo.InvariantCulture),
                "Remove sinks, or say the no-data value: FILE@no-data=."));
        if (!target.Unit.IsConvertibleTo(s_tonne))
            return target with
            {
                Name = $"{target.Name}, {(target.Unit == Unit.One ? "number" : target.Unit)} (not an emission)",
                Notes = [.. target.Notes, "the target is not a mass: results that are said in t CO2 are in the unit of the target"],
            };
        if (basis is null)
            throw new DataFormatException(new Fault("It is unknown whether the target is a mass of C or of CO2.",
                new SourceLocation(Variable: target.Name), "C or CO2", "nothing", "Give it: FILE@basis=C or FILE@basis=CO2."));
        double factor = target.Unit.FactorTo(s_tonne) * basis.FactorTo(MassBasis.CO2);
        return target with
        {
            Name = $"{target.Name}, t CO2 per cell and {period}", Unit = s_tonne,
                Values = [.. target.Values.Select(value => value * factor)],
            Notes = [.. target.Notes, string.Create(CultureInfo.InvariantCulture,
                $"target: {target.Unit} of {basis} times {factor:G8} are t of CO2")],
        };
    }

    // A cell of which only a part has data has a part of its total: it would be read as a small emission.
    private static (double[] Values, int Partly) Aligned(OpenedRaster raster, Grid grid)
    {
        double[] values = [.. raster.On(grid).Values()];
        if (raster.Grid.Matches(grid)) return (values, 0);
        using AlignedSource covered = new(new AreaWithData(raster), 0, grid, GdalTransformation.Between);
        CellAreas areas = GdalCoordinateSystems.CellAreas(grid);
        double[] area = new double[values.Length];
        covered.Read(0, grid.All, area);
        int partly = 0;
        for (int cell = 0; cell < values.Length; cell++)
        {
            if (double.IsNaN(values[cell]) || area[cell] >= WholeCell * areas.At(cell / grid.Columns, cell % grid.Columns)) continue;
            values[cell] = double.NaN;
            partly++;
        }

        return (values, partly);
    }

    private static string Kind(BandDescription band) => band.Kind == QuantityKind.Extensive ? "totals of cells" : "intensive values";

    /// <summary>The area of each cell of a raster that has data, m2.</summary>
    private sealed class AreaWithData(OpenedRaster raster) : IRasterSource
    {
        private readonly CellAreas _areas = GdalCoordinateSystems.CellAreas(raster.Grid);

        public Grid Grid => raster.Grid;

        public IReadOnlyList<BandDescription> Bands { get; } = [new BandDescription("area", s_squareMetre, QuantityKind.Extensive)];

        public void Read(int band, Window window, Span<double> destination)
        {
            raster.Read(0, window, destination);
            for (int cell = 0; cell < destination.Length; cell++)
                destination[cell] = double.IsNaN(destination[cell]) ? 0
                    : _areas.At(window.Row + (cell / window.Columns), window.Column + (cell % window.Columns));
        }
    }
}
