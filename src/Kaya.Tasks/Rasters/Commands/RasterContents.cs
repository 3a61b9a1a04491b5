using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.NetCdf;

namespace Kaya.Tasks;

/// <summary>The contents of an open raster file of any format, for as long as it is open.</summary>
/// <param name="Format">Such as <c>GTiff</c>.</param>
/// <param name="Bands">Every band or gridded variable; only the requested one, if one was requested.</param>
/// <param name="Remarks">Overviews, text metadata, certificate.</param>
/// <param name="File">The file; null if all of it was read.</param>
internal sealed record RasterContents(string Format, IReadOnlyList<ListedBand> Bands, IReadOnlyList<string> Remarks, IDisposable? File)
    : IDisposable
{
    /// <summary>Reads the contents of a file, without its cells.</summary>
    public static RasterContents Of(RasterInput input, RasterReading others)
    {
        input.Listed("raster").Require();
        RasterReading reading = input.Reading.Or(others);
        if (reading.Format is { } format
            && (format == InventoryFormat.Cdiac || format == InventoryFormat.EdgarText)) return new RasterContents(
            $"{format}", [new ListedBand(1, _ => input.Open(others))], [], null);
        return ReaderFaults.WithFlags(() => NetCdfFile.IsNetCdf(input.Path) ? OfNetCdf(input, reading) : OfRaster(input, reading),
            option => $"FILE@{option}={(option == "override" ? "yes" : "")}");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => File?.Dispose();

    private static RasterContents OfRaster(RasterInput input, RasterReading reading)
    {
        RasterFile file = RasterFile.Open(input.Path, reading.ToOptions());
        try
        {
            return OfRaster(input, reading, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static RasterContents OfRaster(RasterInput input, RasterReading reading, RasterFile file)
    {
        List<string> remarks = [];
        if (file.OverviewCount > 0) remarks.Add($"  overviews: {file.OverviewCount}");
        Dictionary<string, string> texts = file.Tags.Where(tag => !tag.Key.StartsWith("KAYA_", StringComparison.Ordinal)
            && tag.Key != "AREA_OR_POINT").ToDictionary();
        remarks.AddRange(texts.Select(tag => $"  {tag.Key}: {tag.Value}"));
        if (Certificate(() => file.Certificate) is { } certificate) remarks.Add($"  certificate: {certificate}");
        int only = input.Band is null ? -1 : RasterFormat.BandOf(file, input);
        Lazy<IRasterSource> once = new(() => SingleTurn.Of(file, input.Path));
        return new RasterContents(
            file.Driver,
            [.. Enumerable.Range(0, file.Bands.Count).Where(band => only < 0 || band == only)
            .Select(band => new ListedBand(band + 1, cells => OpenedRaster.Of(input with { Band = $"{band + 1}", Reading = reading },
                cells ? once.Value : file, band)))], remarks, file);
    }

    private static RasterContents OfNetCdf(RasterInput input, RasterReading reading)
    {
        NetCdfFile file = NetCdfFile.Open(input.Path);
        try
        {
            return OfNetCdf(input, reading, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static RasterContents OfNetCdf(RasterInput input, RasterReading reading, NetCdfFile file)
    {
        string[] variables = input.Band is null ? [.. NetCdfFields.Names(file)] : [RasterFormat.VariableOf(file, input)];
        if (variables.Length == 0) RasterFormat.VariableOf(file, input);
        List<string> remarks = [];
        List<ListedBand> bands = [];
        foreach (string variable in variables)
        {
            FieldDescription field = NetCdfFields.Describe(file, variable, reading.ToOptions());
            if (field.LongName is { Length: > 0 } name) remarks.Add($"  {variable}: {name}");
            RasterInput band = Shown(input with { Band = variable }, reading, field, remarks);
            // A file of many variables is shown whole, though the unit of one of them is a word of its program.
            if (!field.Values.IsUnitStated && file.Variable(variable).Attributes.Text("units") is { Length: > 0 } written)
            {
                remarks.Add($"  {variable}: the unit '{written}' is not read; its values are shown as pure numbers");
                band = band with { Reading = band.Reading with { Unit = Unit.One } };
            }

            bands.Add(new ListedBand(bands.Count + 1, cells => Opened(file, variable, band with { Reading = band.Reading.Or(reading) },
                cells)));
            if (Certificate(() => RasterFormat.CertificateOf(file, variable)) is { } certificate) remarks.Add(
                $"  certificate of {variable}: {certificate}");
        }

        return new RasterContents("netCDF", bands, remarks, file);
    }

    private static OpenedRaster Opened(NetCdfFile file, string variable, RasterInput band, bool cells)
    {
        ChosenField chosen = ChosenField.Of(NetCdfFields.Of(file, variable, band.Reading.ToOptions()), band.Reading,
            new SourceLocation(band.Path, Variable: variable));
        return OpenedRaster.Of(band, cells ? SingleTurn.Of(chosen, band.Path) : chosen);
    }

    // If there are several times or levels, the first is shown, with a remark.
    private static RasterInput Shown(RasterInput input, RasterReading reading, FieldDescription field, List<string> remarks)
    {
        if (field.Time is { } times) remarks.Add($"  {field.Name}: {times}");
        if (field.Levels is { } levels) remarks.Add($"  {field.Name}: {levels}");
        bool choosesTime = field.TimeCount > 1 && reading.Time is null, choosesLevel = field.LevelCount > 1 && reading.Level is null;
        if (!choosesTime && !choosesLevel) return input;
        StepChoice? time = choosesTime ? StepChoice.Parse(field.Time![0].ToString().TrimEnd('Z')) : input.Reading.Time;
        StepChoice? level = choosesLevel ? StepChoice.Parse("0") : input.Reading.Level;
        string shown = (choosesTime ? $"@time={time}" : "") + (choosesLevel ? $"@level={level}" : "");
        remarks.Add($"  {field.Name}: the table is for {shown}; other commands require a choice");
        return input with { Reading = input.Reading with { Time = time, Level = level } };
    }

    private static string? Certificate(Func<Geo.ConservationCertificate?> read)
    {
        try
        {
            return read() is { } certificate
                ? $"{certificate.Zones.Length} zones in {certificate.Unit}{(certificate.Basis is { } basis ? $" of {basis}" : "")}; "
                    + "`kaya verify` checks it" : null;
        }
        catch (VerificationException)
        {
            return "damaged; run `kaya verify` for details";
        }
    }
}

/// <summary>A band or variable of a file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Open">Opens it; true if its cells will be read.</param>
internal sealed record ListedBand(int Number, Func<bool, OpenedRaster> Open);
