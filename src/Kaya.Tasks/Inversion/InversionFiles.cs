using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inversion;
using Kaya.NetCdf;

namespace Kaya.Tasks;

/// <summary>Files of an inversion: factors, emissions of groups, and the emission files of the user with new values.</summary>
internal static class InversionFiles
{
    public const string FactorFile = "factors.nc", DirectionFile = "directions.safetensors",
        EmissionFile = "emissions.nc", UpdatedFolder = "updated";
    private const double EightyPercent = 1.28155;

    /// <summary>Name of a field of a species and block.</summary>
    public static string NameOf(string what, EmittedSpecies species, int block, FactorLayout layout) =>
        $"{what}_{species.Symbol().ToLowerInvariant().Replace(".", "", StringComparison.Ordinal)}"
            + (layout.Blocks.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"_{block + 1:00}") : "");

    public static void Write(InversionProblem problem, InversionFindings findings, ActiveRun run)
    {
        FactorLayout layout = problem.Layout;
        List<NetCdfMap> factors = [], emissions = [];
        Unit kilogram = Unit.Parse("kg");
        for (int block = 0; block < layout.Blocks.Count; block++)
            foreach (EmittedSpecies species in layout.Species)
            {
                int field = layout.FieldAt(block, species);
                string period = $"{species.Symbol()}, from {layout.Blocks.NameOf(block)} UTC";
                IntensiveRaster Map(Func<int, double> value, string name) => IntensiveRaster.Of(
                    layout.Grid, Unit.One, Enumerable.Range(field, layout.Cells).Select(value).ToArray(), name);
                double Bound(int at, double times) => Math.Clamp(
                    findings.Factors.Values[at] + (times * findings.DeviationOf(at, problem.Update.Prior!)),
                    problem.Update.Constraints.Lower, problem.Update.Constraints.Upper);
                string name = NameOf("factor", species, block, layout);
                factors.Add(new NetCdfMap(name, Map(at => findings.Factors.Values[at], name), $"correction factor of {period}")
                {
                    Lower = Map(at => Bound(at, -EightyPercent), name), Upper = Map(at => Bound(at, EightyPercent), name),
                    Probability = 0.8,
                });
                name = NameOf("informed", species, block, layout);
                factors.Add(new NetCdfMap(name, Map(findings.Information.VarianceReduction, name),
                    $"part of the prior's variance that the observations take away, {period}"));
                foreach (bool isUpdated in new[] { false, true })
                {
                    name = NameOf(isUpdated ? "updated" : "prior", species, block, layout);
                    double[] totals = [.. Enumerable.Range(field, layout.Cells)
                        .Select(at => problem.Emissions[at] * (isUpdated ? findings.Factors.Values[at] : 1))];
                    emissions.Add(new NetCdfMap(name, ExtensiveRaster.Of(layout.Grid, kilogram, totals, name),
                        $"{(isUpdated ? "updated" : "prior")} emissions of {period} to the end of the period"));
                }
            }

        Dictionary<string, string> attributes = new()
        {
            ["source"] = $"Kaya {TaskRunner.Version}, update of emissions from station measurements through the {findings.Model}",
            ["comment"] = problem.Given.Origin.Label,
        };
        NetCdfWriter.Write(run.OutputPath(FactorFile), factors, With(attributes, "Correction factors of emissions"));
        NetCdfWriter.Write(run.OutputPath(EmissionFile), emissions, With(attributes, "Emissions before and after the update"));
    }

    /// <summary>Writes the emission files again, species by species, each multiplied by the factor of its group.</summary>
    /// <returns>What was written and what not, one sentence each.</returns>
    public static IReadOnlyList<string> Rewrite(IReadOnlyList<string> paths, CorrectionFactors factors, TaskSession session)
    {
        List<string> lines = [];
        foreach (string path in paths)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            using NetCdfFields fields = NetCdfFields.Open(path);
            using NetCdfFile source = NetCdfFile.Open(path);
            string name = $"{UpdatedFolder}/{Path.GetFileName(path)}";
            try
            {
                using CorrectedEmissions corrected = CorrectedEmissions.Of(new FieldFile(path, fields), factors);
                NetCdfRewriting.Write(
                    session.Run.OutputPath(name), source, corrected, $"emissions updated by Kaya {TaskRunner.Version}");
                lines.Add($"outputs/{name} takes the place of {Path.GetFileName(path)}: "
                    + $"{string.Join(", ", corrected.Report.Counted.Select(one => one.Name))} are multiplied, the rest is as it was.");
            }
            catch (DataNotFoundException)
            {
                lines.Add($"{Path.GetFileName(path)} has no step in the time of the factors (it may be of the spin-up alone): not "
                    + $"written.");
            }
        }

        return lines;
    }

    /// <summary>Factors of a finished run.</summary>
    /// <exception cref="SchemaMismatchException">The file lacks a species or period.</exception>
    public static CorrectionFactors Read(string folder, FactorLayout layout)
    {
        string path = Path.Combine(folder, "outputs", FactorFile);
        using NetCdfFields fields = NetCdfFields.Open(path);
        double[] values = new double[layout.Count];
        for (int block = 0; block < layout.Blocks.Count; block++)
            foreach (EmittedSpecies species in layout.Species)
            {
                IRasterSource source = fields.At(fields.IndexOf(NameOf("factor", species, block, layout), new SourceLocation(path)));
                layout.Grid.RequireMatch(source.Grid, "reading correction factors");
                source.Read(0, layout.Grid.All, values.AsSpan(layout.FieldAt(block, species), layout.Cells));
            }

        return new CorrectionFactors(layout, values);
    }

    /// <summary>What the stations inform, of a finished run.</summary>
    /// <exception cref="DataNotFoundException">The run has left no directions.</exception>
    /// <exception cref="SchemaMismatchException">They are of other factors, or of other errors of the prior.</exception>
    public static InformationContent ReadDirections(string folder, PriorCovariance prior)
    {
        string path = Path.Combine(folder, "outputs", DirectionFile);
        return File.Exists(path) ? InformationContent.Read(path, prior) : throw new DataNotFoundException(new Fault(
            "The run has not left what its stations inform.", new SourceLocation(path), "directions, as 'inversion run' writes them",
            "no file", "The run is of an earlier version: make it again with './kaya run repeat'."));
    }

    private static Dictionary<string, string> With(Dictionary<string, string> attributes, string title) =>
        new(attributes) { ["title"] = title };
}
