using System.Collections.Immutable;
using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>An inversion, ready to run: observations, factors, forward model and update.</summary>
internal sealed class InversionProblem : IDisposable
{
    private const double SecondsOfHour = 3600;
    private readonly double[] _emissions;
    private readonly RandomSource _random;

    private InversionProblem(InversionCase given, int spinUp, EmissionUpdate update, RandomSource random, double[] emissions)
    {
        (Given, SpinUp, Update, _random, _emissions) = (given, spinUp, update, random, emissions);
        HeldOutCells = [.. Observations.Points.ToArray().Where((_, n) => update.HeldOut[n]).Select(point => point.Cell).Distinct()];
    }

    public InversionCase Given { get; }

    public int SpinUp { get; }

    /// <summary>The update through the transport model by the likelihood: what is judged by, whatever model the steps are taken with.
    /// </summary>
    public EmissionUpdate Update { get; }

    public FactorLayout Layout => Update.Model.Layout;

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

    /// <summary>An update of the same factors through another model, or by other settings; the same stations are held out.</summary>
    public EmissionUpdate With(IForwardModel model, EmissionUpdateOptions options) => new(model, _random, options);

    /// <summary>The observations, in parts of some hours.</summary>
    public UpdateObservations InParts(int hoursOfPart) =>
        UpdateObservations.Of(Given.Stations.Sites, Given.Stations.Series, Given.Hours.Hours, SpinUp, hoursOfPart);

    /// <summary>Prior emissions of the factors of a species, kg: one number for each factor, 0 for those of other species.</summary>
    public double[] EmissionsOf(EmittedSpecies species)
    {
        double[] own = new double[Layout.Count];
        for (int block = 0; block < Layout.Blocks.Count; block++)
        {
            int field = Layout.FieldAt(block, species);
            Emissions.Slice(field, Layout.Cells).CopyTo(own.AsSpan(field));
        }

        return own;
    }

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
        RandomSource random = context.Random.Derive("update");
        EmissionUpdate update = new(model, random, options.UpdateOf(given.CellKilometres, given.Regions, heldOut));
        return new InversionProblem(given, spinUp, update, random, Sums(given.Inputs.Emissions, layout));
    }

    private static double[] Sums(IHourlyFields<EmittedSpecies> emissions, FactorLayout layout)
    {
        double[] sums = new double[layout.Count];
        foreach (EmittedSpecies species in layout.Species)
        {
            int offset = (int)Math.Round((layout.Blocks.Start - emissions.Start).TotalHours);
            for (int hour = 0; hour < layout.Blocks.Hours; hour++)
                emissions.AddColumns(species, hour + offset,
                    sums.AsSpan(layout.FieldAt(layout.Blocks.BlockOf(hour), species), layout.Cells));
        }

        return [.. sums.Select(sum => SecondsOfHour * sum)];
    }
}
