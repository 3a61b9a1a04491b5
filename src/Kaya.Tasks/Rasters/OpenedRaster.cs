using System.Runtime.InteropServices;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;
using Kaya.Inventory;

namespace Kaya.Tasks;

/// <summary>One band of an open raster file of any format, read in windows. See <see cref="RasterInput"/>.</summary>
public sealed class OpenedRaster : IRasterSource, IDisposable
{
    private readonly IRasterSource _source;
    private readonly IDisposable? _file;
    private readonly int _band;
    private readonly double _times;
    private readonly bool _hasFlags;

    private OpenedRaster(RasterInput input, IRasterSource source, int band, IDisposable? file, bool hasFlags)
    {
        (Input, _source, _band, _file, _times, _hasFlags) = (input, source, band, file, input.Reading.Times, hasFlags);
        BandDescription stored = source.Bands[band];
        Description = _times == 1 ? stored : stored with { Stored = ElementType.F64, Packing = Packing.None };
        Bands = [Description];
        if (!input.Reading.Override) RequireTotals();
    }

    /// <summary>The input as given.</summary>
    public RasterInput Input { get; }

    /// <summary>Description of the values.</summary>
    public BandDescription Description { get; }

    /// <inheritdoc/>
    public Grid Grid => _source.Grid;

    /// <summary>The one band.</summary>
    public IReadOnlyList<BandDescription> Bands { get; }

    /// <inheritdoc/>
    public bool IsThreadSafe => _source.IsThreadSafe;

    /// <summary>Columns that repeat the first ones after 360 degrees, and are not read again.</summary>
    public int RepeatedColumns => (_source as SingleTurn)?.Repeated ?? 0;

    /// <summary>File and band, for messages and table columns.</summary>
    public string Label => Input.Band is null ? Path.GetFileName(Input.Path) : $"{Path.GetFileName(Input.Path)}#{Input.Band}";

    /// <summary>Opens a band; see <see cref="RasterInput.Open"/>.</summary>
    internal static OpenedRaster Open(RasterInput input, bool hasFlags) =>
        ReaderFaults.WithFlags(() => OpenAny(input, hasFlags), option => Flag(option, hasFlags));

    /// <summary>A band of a file that the caller has open; flags complete the file in messages.</summary>
    internal static OpenedRaster Of(RasterInput input, IRasterSource source, int band = 0) =>
        ReaderFaults.WithFlags(() => new OpenedRaster(input, source, band, null, hasFlags: true), option => Flag(option, true));

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        _source.Read(_band, window, destination);
        if (_times == 1) return;
        for (int cell = 0; cell < destination.Length; cell++) destination[cell] *= _times;
    }

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        if (_times == 1) _source.Read(_band, window, destination);
        else this.ReadRounded(band, window, destination);
    }

    /// <inheritdoc/>
    public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        Description.Stored.Require<T>();
        if (_times == 1) _source.ReadStored(_band, window, destination);
        else Read(band, window, MemoryMarshal.Cast<T, double>(destination));
    }

    /// <summary>The band regridded by the method for its kind; the whole band in memory.</summary>
    /// <param name="target">Any grid, in any coordinate system.</param>
    /// <returns>Sums, area-weighted means, or nearest codes.</returns>
    /// <exception cref="DataFormatException">The kind of the values is unspecified.</exception>
    /// <exception cref="GridMismatchException">No overlap, or no transformation between the coordinate systems.</exception>
    public Raster On(Grid target) => ReaderFaults.At(Input.Path, () => Alignment.To(RequireKind(), 0, target, GdalTransformation.Between));

    /// <summary>Refuses a band of unspecified kind: a sum of densities and a mean of counts are both
    /// wrong.</summary>
    /// <returns>This.</returns>
    /// <exception cref="DataFormatException">Neither the file nor an option specifies it.</exception>
    public OpenedRaster RequireKind() =>
        Description.IsKindStated ? this
        : throw new DataFormatException(new Fault("The kind of the values is unknown: neither the file nor an option specifies it.",
        new SourceLocation(Input.Path, Variable: Description.Name),
            "extensive (totals of cells), intensive (densities, shares, light) or category (codes)", "nothing",
        $"Give it by {Flag("kind")}."));

    /// <summary>Refuses a band without a unit.</summary>
    /// <returns>This.</returns>
    /// <exception cref="DataFormatException">Neither the file nor an option specifies it.</exception>
    public OpenedRaster RequireUnit() => Description.IsUnitStated || Description.Kind == QuantityKind.Category ? this
        : throw new DataFormatException(new Fault("The unit is unknown: neither the file nor an option specifies it.",
        new SourceLocation(Input.Path, Variable: Description.Name), "a unit such as t, or 1 for counts", "none",
            $"Give it by {Flag("unit")}. Kaya does not guess units."));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    // A sum of densities is no total: 3 t km-2 in two cells is not 6 t km-2.
    private void RequireTotals()
    {
        if (!Description.IsKindStated || Description.Kind != QuantityKind.Extensive || !IsPerArea(Description.Unit.Dimension)) return;
        throw new UnitMismatchException(new Fault("Totals of cells have a unit per area.",
            new SourceLocation(Input.Path, Variable: Description.Name), "a unit of totals, such as t, or the kind intensive",
            $"extensive, {Description.Unit}", "Give the kind intensive, or, if cells are totals, the unit of a total and {option}.")
            { Option = "override" });
    }

    // The area of energy and power, which is in m2 itself, cancels: J m-2 is kg s-2, W m-2 is kg s-3.
    private static bool IsPerArea(Dimension dimension) => dimension.Length == -2 || dimension is { Length: 0, Mass: 1, Time: -2 or -3 };

    // --crs can be the target system; commands with several files have no flags that apply to all.
    private string Flag(string option) => Flag(option, _hasFlags);

    private static string Flag(string option, bool hasFlags) =>
        (option == "crs" || !hasFlags ? "" : $"--{option}, or ") + (option == "override" ? "FILE@override=yes" : $"FILE@{option}=");

    private static OpenedRaster OpenAny(RasterInput input, bool hasFlags)
    {
        input.Listed("raster").Require();
        RasterReadOptions options = input.Reading.ToOptions();
        if (input.Reading.Format == InventoryFormat.Cdiac) return new OpenedRaster(
            input, WithBasis(InventoryText.ReadCdiac(input.Path), MassBasis.C), 0, null, hasFlags);
        if (input.Reading.Format == InventoryFormat.EdgarText) return new OpenedRaster(
            input, WithBasis(InventoryText.ReadEdgar(input.Path), MassBasis.CO2), 0, null, hasFlags);
        return NetCdfFile.IsNetCdf(input.Path) ? OfNetCdf(input, options, hasFlags) : OfRaster(input, options, hasFlags);
    }

    private static OpenedRaster OfRaster(RasterInput input, RasterReadOptions options, bool hasFlags)
    {
        if (input.Reading.Time is not null || input.Reading.Level is not null)
            throw new DataFormatException(
                new Fault("The file has no times or levels to choose from.", new SourceLocation(input.Path),
                "a netCDF file for @time= and @level=",
                input.ToString(), "Choose a band by #BAND."));
        RasterFile file = RasterFile.Open(input.Path, options with { Override = true });
        return Kept(file, () =>
        {
            // The other bands may be of another unit and kind.
            int band = RasterFormat.BandOf(file, input);
            file.RequireAgreement(band, options);
            return new OpenedRaster(input, SingleTurn.Of(file, input.Path), band, file, hasFlags);
        });
    }

    private static OpenedRaster OfNetCdf(RasterInput input, RasterReadOptions options, bool hasFlags)
    {
        NetCdfFile file = NetCdfFile.Open(input.Path);
        return Kept(file, () =>
        {
            string variable = RasterFormat.VariableOf(file, input);
            SourceLocation where = new(input.Path, Variable: variable);
            ChosenField chosen = ChosenField.Of(NetCdfFields.Of(file, variable, options), input.Reading, where);
            if (options is { Crs: { } given, Override: false } && NetCdfFields.StatedSystem(file, variable) is { } stated)
                GdalCoordinateSystems.RequireSame(stated.InDegrees(), given, chosen.Grid, input.Path);
            return new OpenedRaster(input, SingleTurn.Of(chosen, input.Path), 0, file, hasFlags);
        });
    }

    private static OpenedRaster Kept(IDisposable file, Func<OpenedRaster> open)
    {
        try
        {
            return open();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static InventorySource WithBasis(ExtensiveRaster raster, MassBasis basis) => new(raster, basis);

    private sealed class InventorySource(ExtensiveRaster raster, MassBasis basis) : IRasterSource
    {
        public Grid Grid => raster.Grid;

        public IReadOnlyList<BandDescription> Bands { get; } = [raster.Bands[0] with { Basis = basis }];

        public void Read(int band, Window window, Span<double> destination) => raster.Read(band, window, destination);
    }
}
