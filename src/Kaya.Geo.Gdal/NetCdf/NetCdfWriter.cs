using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>
/// Writes netCDF-4 files by the CF conventions 1.8: units, bounds, grid mapping, cell methods, intervals as ancillary variables.
/// </summary>
public static unsafe class NetCdfWriter
{
    private const long CellsAtOnce = 2_000_000;
    private const int BlockSide = 256;
    // The netCDF library takes one thread at a time. GDAL sees to that for its own calls only.
    private static readonly Lock s_library = new();

    private static readonly FrozenSet<string> s_reserved = new[] { "lat", "lon", "x", "y", "nv", "crs", "lat_bnds", "lon_bnds", "x_bnds",
        "y_bnds", "time", "time_bnds" }.ToFrozenSet();

    /// <summary>Writes variables on one grid. The file is written completely or not at all.</summary>
    /// <param name="path">The file to write; its folder is created.</param>
    /// <param name="variables">At least one; all on the same regular grid.</param>
    /// <param name="attributes">Global attributes, such as title, institution, source and history.</param>
    /// <exception cref="GridMismatchException">Variables on different grids, or a rotated grid.</exception>
    /// <exception cref="ResourceException">The disk is full, or the folder is not writable; no file is left.</exception>
    public static void Write(string path, IReadOnlyList<NetCdfMap> variables, IReadOnlyDictionary<string, string>? attributes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(variables);
        if (variables.Count == 0) throw new ArgumentException("At least one variable is needed.", nameof(variables));
        if (variables.FirstOrDefault(variable => s_reserved.Contains(variable.Name)) is { } taken)
            throw new ArgumentException($"'{taken.Name}' is the name of an axis: choose another name for the variable.", nameof(variables));
        Grid grid = variables[0].Source.Grid;
        if (!grid.IsRegular)
            throw new GridMismatchException(new Fault("The grid of a netCDF map must be regular.", new SourceLocation(path),
                "a regular grid", grid.ToString(), "Regrid the map first."));
        if (grid.Affine.StepY > 0 && variables.Any(variable => variable.Certificate is not null))
            throw new ArgumentException(
                "A map with a conservation certificate must have its first row in the north.", nameof(variables));
        foreach (IRasterSource source in variables.SelectMany(Sources)) grid.RequireMatch(source.Grid, "Writing one netCDF file");
        if (variables.Select(PeriodOf).OfType<Period>().Distinct().Count() > 1)
            throw new ArgumentException("The maps of a file must have the same period.", nameof(variables));
        WholeFile.Write(path, ".nc", beside =>
        {
            lock (s_library) Write(beside, grid, variables, attributes ?? new Dictionary<string, string>());
        });
    }

    /// <summary>A variable name that every netCDF program accepts.</summary>
    /// <param name="name">Such as the name of a band.</param>
    /// <returns>Letters, digits and underscores, beginning with a letter, and different from axis names.</returns>
    public static string VariableName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string plain = new([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
        return char.IsAsciiLetter(plain[0]) && !s_reserved.Contains(plain) ? plain : "v_" + plain;
    }

    private static Period? PeriodOf(NetCdfMap variable) => variable.Period ?? variable.Source.Bands[variable.Band].Period;

    private static IEnumerable<IRasterSource> Sources(NetCdfMap variable) => new[] { variable.Source, variable.Lower,
        variable.Upper }.OfType<IRasterSource>();

    private static void Write(string path, Grid grid, IReadOnlyList<NetCdfMap> variables, IReadOnlyDictionary<string, string> attributes)
    {
        // netCDF calls whatever keeps it from making a file a missing permission: the system says what it is.
        File.WriteAllBytes(path, [0]);
        using ErrorScope errors = ErrorScope.EnterWriting(path);
        bool isCutOff = false;
        using NativeList options = new("FORMAT=NC4");
        using (DatasetHandle dataset = new(errors.Some(GdalNative.GDALCreateMultiDimensional(GdalFile.Driver("netCDF", errors), path, null,
            options.Pointer), "creating the file")))
        using (GroupHandle root = new(errors.Some(GdalNative.GDALDatasetGetRootGroup(dataset.Pointer), "opening the root group")))
        {
            try
            {
                WriteAll(root, grid, variables, attributes, errors);
                // What can no longer fail cannot end the process: the library closes a file that is nowhere.
                isCutOff = NetCdfLibrary.Sync(path, errors) && WholeFile.CutOff(path);
            }
            catch (ResourceException)
            {
                // netCDF 4.9 writes what is missing when it closes a file, and on a full disk ends the process there.
                root.Abandon();
                dataset.Abandon();
                throw;
            }
        }

        errors.Clean("closing the file");
        if (isCutOff) Hdf5Superblock.MarkClosed(path);
    }

    private static void WriteAll(GroupHandle root, Grid grid, IReadOnlyList<NetCdfMap> variables,
        IReadOnlyDictionary<string, string> attributes, ErrorScope errors)
    {
        NativeArrays.GlobalText(root, "Conventions", "CF-1.8", errors);
        foreach ((string name, string text) in attributes) NativeArrays.GlobalText(root, name, text, errors);
        using (ArrayHandle holder = NativeArrays.Holder(root, "crs", errors)) GridMappingWriter.Write(holder, grid.Crs, errors);
        using DimensionHandle rows = NativeArrays.Dimension(root, grid.Crs.IsGeographic ? "lat" : "y", grid.Rows, errors);
        using DimensionHandle columns = NativeArrays.Dimension(root, grid.Crs.IsGeographic ? "lon" : "x", grid.Columns, errors);
        using DimensionHandle ends = NativeArrays.Dimension(root, "nv", 2, errors);
        Affine affine = grid.Affine;
        WriteAxis(root, grid, (rows, ends), row => affine.OriginY + (row * affine.StepY), isRow: true, errors);
        WriteAxis(root, grid, (columns, ends), column => affine.OriginX + (column * affine.StepX), isRow: false, errors);
        Period? period = variables.Select(PeriodOf).FirstOrDefault(known => known is not null);
        if (period is not null) WriteTime(root, TimeAxis.Of(period), ends, errors);
        foreach (NetCdfMap variable in variables.Select(variable => variable with { Period = period })) WriteVariable(root, variable,
            (rows, columns), errors);
        errors.Clean("writing the file");
    }

    private static void WriteAxis(GroupHandle root, Grid grid, (DimensionHandle Cells, DimensionHandle Ends) dimensions, Func<double,
        double> at, bool isRow, ErrorScope errors)
    {
        (string name, string standard, string unit) = (grid.Crs.IsGeographic, isRow) switch
        {
            (true, true) => ("lat", "latitude", "degrees_north"),
            (true, false) => ("lon", "longitude", "degrees_east"),
            (false, true) => ("y", "projection_y_coordinate", Metres(grid)),
            (false, false) => ("x", "projection_x_coordinate", Metres(grid)),
        };
        int cells = isRow ? grid.Rows : grid.Columns;
        double[] centres = [.. Enumerable.Range(0, cells).Select(cell => at(cell + 0.5))],
            ends = [.. Enumerable.Range(0, cells).SelectMany(cell => new[] { at(cell), at(cell + 1) })];
        using ArrayHandle axis = NativeArrays.Doubles(root, name, errors, dimensions.Cells);
        NativeArrays.Text(axis, "standard_name", standard, errors);
        NativeArrays.Text(axis, "axis", isRow ? "Y" : "X", errors);
        NativeArrays.Text(axis, "bounds", name + "_bnds", errors);
        errors.One(GdalNative.GDALMDArraySetUnit(axis.Pointer, unit), "setting the unit");
        NativeArrays.Write(axis, [0], [(nuint)cells], centres, errors);
        using ArrayHandle bounds = NativeArrays.Doubles(root, name + "_bnds", errors, dimensions.Cells, dimensions.Ends);
        NativeArrays.Write(bounds, [0, 0], [(nuint)cells, 2], ends, errors);
    }

    // One time for all variables, as a coordinate without a dimension (CF-1.8, section 5.7).
    private static void WriteTime(GroupHandle root, TimeAxis time, DimensionHandle ends, ErrorScope errors)
    {
        (ImmutableArray<double> values, ImmutableArray<double> bounds) = time.ToCf();
        using ArrayHandle axis = NativeArrays.Doubles(root, "time", errors);
        NativeArrays.Text(axis, "standard_name", "time", errors);
        NativeArrays.Text(axis, "axis", "T", errors);
        NativeArrays.Text(axis, "calendar", time.Calendar.Name(), errors);
        NativeArrays.Text(axis, "bounds", "time_bnds", errors);
        errors.One(GdalNative.GDALMDArraySetUnit(axis.Pointer, time.CfUnits), "setting the unit");
        NativeArrays.Write(axis, [], [], values.AsSpan(), errors);
        using ArrayHandle edges = NativeArrays.Doubles(root, "time_bnds", errors, ends);
        NativeArrays.Write(edges, [0], [2], bounds.AsSpan(), errors);
    }

    // Totals are sums over the period, densities are means over it.
    private static string CellMethods(QuantityKind kind, Period? period) => (kind == QuantityKind.Extensive ? "area: sum" : "area: mean")
        + (period is null ? "" : kind == QuantityKind.Extensive ? " time: sum" : " time: mean");

    private static void WriteVariable(GroupHandle root, NetCdfMap variable, (DimensionHandle Rows, DimensionHandle Columns) dimensions,
        ErrorScope errors)
    {
        List<string> ancillary = [];
        string interval = variable.Probability is { } probability ? string.Create(CultureInfo.InvariantCulture,
            $"{100 * probability:0.#} % interval") : "interval";
        foreach ((string suffix, IRasterSource? source, string word) in new[] { ("_lower", variable.Lower, "lower"),
            ("_upper", variable.Upper, "upper") })
        {
            if (source is null) continue;
            ancillary.Add(variable.Name + suffix);
            WriteValues(root, new NetCdfMap(variable.Name + suffix, source,
                $"{word} end of the {interval} of {variable.LongName}") { SinglePrecision = true, Period = variable.Period }, [],
                    dimensions, errors);
        }

        WriteValues(root, variable, ancillary, dimensions, errors);
    }

    private static void WriteValues(GroupHandle root, NetCdfMap variable, List<string> ancillary,
        (DimensionHandle Rows, DimensionHandle Columns) dimensions, ErrorScope errors)
    {
        BandDescription band = variable.Source.Bands[variable.Band];
        Grid grid = variable.Source.Grid;
        using ArrayHandle array = NativeArrays.Map(root, variable.Name, errors, variable.SinglePrecision,
            (Math.Min(BlockSide, grid.Rows), Math.Min(BlockSide, grid.Columns)), dimensions);
        errors.One(GdalNative.GDALMDArraySetUnit(array.Pointer, band.Unit.ToCfText()), "setting the unit");
        errors.One(GdalNative.GDALMDArraySetNoDataValueAsDouble(array.Pointer, double.NaN), "setting no-data");
        NativeArrays.Text(array, "long_name", variable.LongName, errors);
        if (variable.StandardName is { } standard) NativeArrays.Text(array, "standard_name", standard, errors);
        NativeArrays.Text(array, "grid_mapping", "crs", errors);
        if (variable.Period is not null) NativeArrays.Text(array, "coordinates", "time", errors);
        if (band.Kind != QuantityKind.Category) NativeArrays.Text(array, "cell_methods", CellMethods(band.Kind, variable.Period), errors);
        else NativeArrays.Text(array, KayaAttributes.Kind, "category", errors);
        if ((variable.Basis ?? band.Basis) is { } basis) NativeArrays.Text(array, KayaAttributes.MassBasis, basis.Symbol, errors);
        if (variable.Certificate is { } certificate) NativeArrays.Text(array, KayaAttributes.Certificate,
            certificate.CountedAs(variable.Basis ?? band.Basis).ToJson(), errors);
        if (ancillary.Count > 0) NativeArrays.Text(array, "ancillary_variables", string.Join(' ', ancillary), errors);
        double[] buffer = [];
        // Whole rows of blocks, so that each is compressed once.
        foreach (Window window in grid.All.Tiles((int)Math.Max(BlockSide, CellsAtOnce / grid.Columns / BlockSide * BlockSide),
            grid.Columns))
        {
            if (buffer.Length < window.CellCount) buffer = new double[window.CellCount];
            Span<double> values = buffer.AsSpan(0, (int)window.CellCount);
            variable.Source.Read(variable.Band, window, values);
            if (variable.SinglePrecision) NativeArrays.WriteSingle(array, [(ulong)window.Row, 0],
                [(nuint)window.Rows, (nuint)window.Columns], values, errors);
            else NativeArrays.Write(array, [(ulong)window.Row, 0], [(nuint)window.Rows, (nuint)window.Columns], values, errors);
        }
    }

    private static string Metres(Grid grid) => grid.Crs.MetresPerUnit == 1 ? "m"
        : string.Create(CultureInfo.InvariantCulture, $"{grid.Crs.MetresPerUnit:R} m");
}
