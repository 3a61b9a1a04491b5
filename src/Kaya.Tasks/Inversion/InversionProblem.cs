using System.Collections.Immutable;
using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>An inversion, ready to run: observations, factors, forward model and update.</summary>
internal sealed class InversionProblem : IDisposable
{
    private const double ToKilograms = 3600;
    private readonly double[] _emissions;

    private InversionProblem(InversionCase given, int spinUp, EmissionUpdate update, FactorLayout layout, double[] emissions)
    {
        (Given, SpinUp, Update, Layout, _emissions) = (given, spinUp, update, layout, emissions);
        HeldOutCells = [.. Observations.Points.ToArray().Where((_, n) => update.HeldOut[n]).Select(point => point.Cell).Distinct()];
    }

    public InversionCase Given { get; }

    public int SpinUp { get; }

    public EmissionUpdate Update { get; }

    public FactorLayout Layout { get; }

    public UpdateObservations Observations => Update.Loss.Observations;

    /// <summary>Cells whose stations the update does not see.</summary>
    public ImmutableArray<int> HeldOutCells { get; }

    /// <summary>Prior emissions of each factor over its block, kg.</summary>
    public ReadOnlySpan<double> Emissions => _emissions;

    /// <summary>What was assumed, left out or clipped.</summary>
    public ImmutableArray<string> Remarks =>
    [
        .. Given.Remarks,
        Observations.Clusters.Length < 2
            ? "All stations are one cluster: none are held out, and nothing judges the update. Choose a shorter --station.cluster-distance."
            : string.Create(CultureInfo.InvariantCulture, $"Held out are {HeldOutCells.Length} of "
                + $"{Given.Stations.Sites.Select(site => site.Cell).Distinct().Count()} cells with stations, in whole clusters."),
        Update.Options.Prior!.RegionShare is > 0 and var share
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % of the variance of the prior's errors are taken as common to "
                + $"all cells of a region: stations of a region correct all of it.")
            : "Errors of the prior are taken as alike in neighbouring cells only, not in whole regions.",
        "Correction factors act on all layers and hours of a cell and block alike: hourly profiles and heights stay those of the prior.",
        "The air around the grid is not corrected: what is wrong there is blamed on emissions.",
    ];

    public static InversionProblem Load(InversionOptions options, FitContext context)
    {
        InversionCase given = InversionCase.Load(options, context);
        try
        {
            return Of(given, options, context);
        }
        catch
        {
            given.Dispose();
            throw;
        }
    }

    public void Dispose() => Given.Dispose();

    /// <summary>Prior emissions of a species over all blocks, kg; row x column.</summary>
    public double[] TotalOf(EmittedSpecies species, CorrectionFactors? factors = null)
    {
        double[] sums = new double[Layout.Cells];
        for (int block = 0; block < Layout.Blocks.Count; block++)
            for (int cell = 0, at = Layout.FieldAt(block, species); cell < sums.Length; cell++)
                sums[cell] += _emissions[at + cell] * (factors?.Values[at + cell] ?? 1);
        return sums;
    }

    private static InversionProblem Of(InversionCase given, InversionOptions options, FitContext context)
    {
        int hours = given.Hours.Hours, spinUp = options.SpinUpOf(hours);
        DateTimeOffset start = given.Hours.Start.AddHours(spinUp);
        TimeBlocks blocks = options.BlockDays is { } days ? TimeBlocks.Days(start, hours - spinUp, days)
            : TimeBlocks.Months(start, hours - spinUp);
        FactorLayout layout = new(blocks, options.SpeciesOf(given.Inputs.Emissions), given.Grid.Horizontal);
        UpdateObservations observations = UpdateObservations.Of(given.Stations.Sites, given.Stations.Series, hours, spinUp, hours);
        TransportForwardModel model = new(
            new EmbeddedTransportModel(given.Transport), given.Inputs, layout, observations, spinUp, context.Cancellation);
        ImmutableHashSet<string>? heldOut = options.HoldOut == 0 ? [] : given.Stations.HeldOut;
        EmissionUpdate update = new(model, context.Random.Derive("update"),
            options.UpdateOf(given.CellKilometres, given.Regions, heldOut));
        return new InversionProblem(given, spinUp, update, layout, Sums(given.Inputs.Emissions, layout));
    }

    private static double[] Sums(IHourlyFields<EmittedSpecies> emissions, FactorLayout layout)
    {
        double[] sums = new double[layout.Count];
        foreach (EmittedSpecies species in layout.Species)
        {
            float[] values = new float[emissions.LayersOf(species) * layout.Cells];
            for (int hour = 0; hour < layout.Blocks.Hours; hour++)
            {
                int offset = (int)Math.Round((layout.Blocks.Start - emissions.Start).TotalHours);
                emissions.Read(species, hour + offset, values);
                int field = layout.FieldAt(layout.Blocks.BlockOf(hour), species);
                for (int at = 0; at < values.Length; at++) sums[field + (at % layout.Cells)] += ToKilograms * values[at];
            }
        }

        return sums;
    }
}
