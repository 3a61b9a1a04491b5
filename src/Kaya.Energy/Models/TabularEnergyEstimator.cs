using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>A tabular estimator in both directions: predicts shares and logarithm of the total of one side from those of the
/// other.</summary>
/// <param name="Inner">The estimator, such as linear regression or boosting.</param>
public sealed record TabularEnergyEstimator(IEstimator Inner) : IEnergyEstimator
{
    /// <summary>Synthetic regions added to the training data (CMEE_n).</summary>
    public int SyntheticRegions { get; init; }

    /// <summary>Maximum number of rows from synthetic regions; a random sample if there are more.</summary>
    public int MostSyntheticRows { get; init; } = 8000;

    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    public IReadOnlyList<IEnergyPredictor> FitAll(IReadOnlyList<EnergyDataset> trainingSets, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(trainingSets);
        ArgumentNullException.ThrowIfNull(context);
        List<IEnergyPredictor> predictors = [];
        for (int set = 0; set < trainingSets.Count; set++)
        {
            trainingSets[set].RequireEmission("The training data");
            FitContext own = context.Derive(FormattableString.Invariant($"set{set}"));
            EnergyRows rows = EnergyRows.Of(Densified(trainingSets[set], own.Random));
            FeatureTable energy = ProfileTable.Energy(rows), emission = ProfileTable.Emission(rows);
            predictors.Add(new TabularEnergyPredictor(
                Inner.Fit(energy, emission, own.Derive("emission")), Inner.Fit(emission, energy, own.Derive("energy"))));
            context.Progress?.Report(new WorkProgress($"fit {Name}", set + 1, trainingSets.Count));
        }

        return predictors;
    }

    private EnergyDataset Densified(EnergyDataset training, RandomSource random)
    {
        if (SyntheticRegions == 0) return training;
        EnergyDataset synthetic = Densification.Of(training, SyntheticRegions, random).Synthesized;
        if (synthetic.Count > MostSyntheticRows)
        {
            int[] rows = [.. Enumerable.Range(0, synthetic.Count)];
            random.Derive("synthetic-rows").Sequence().Shuffle<int>(rows);
            synthetic = synthetic.Select(rows.AsSpan(0, MostSyntheticRows));
        }

        return training.Concat(synthetic);
    }
}

/// <summary>A pair of table predictors, one for each direction.</summary>
public sealed class TabularEnergyPredictor : IEnergyPredictor
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "energy-tables";

    private readonly IPredictor _toEmission;
    private readonly IPredictor _toEnergy;

    internal TabularEnergyPredictor(IPredictor toEmission, IPredictor toEnergy) => (_toEmission, _toEnergy) = (toEmission, toEnergy);

    /// <inheritdoc/>
    public ProfileForecast PredictEmission(EnergyDataset energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return Read(Direction.EnergyToEmission, energy, _toEmission.Predict(ProfileTable.Energy(EnergyRows.Of(energy))));
    }

    /// <inheritdoc/>
    public ProfileForecast PredictGeneration(EnergyDataset emission)
    {
        ArgumentNullException.ThrowIfNull(emission);
        emission.RequireEmission("A forecast of generation");
        return Read(Direction.EmissionToEnergy, emission, _toEnergy.Predict(ProfileTable.Emission(EnergyRows.Of(emission))));
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = [];
        Dictionary<string, StateArray> arrays = [];
        NestedState.Add(_toEmission.ToState(), description, arrays, "emission");
        NestedState.Add(_toEnergy.ToState(), description, arrays, "energy");
        return new ModelState(Kind, 1, description, arrays);
    }

    /// <summary>Reads the state that <see cref="ToState"/> returns.</summary>
    /// <param name="state">The stored model.</param>
    /// <param name="catalog">Reads the two models inside.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind or version, an unknown kind, or a damaged state.</exception>
    public static TabularEnergyPredictor FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        return new TabularEnergyPredictor(catalog.Load<IPredictor>(NestedState.Take(state, "emission")),
            catalog.Load<IPredictor>(NestedState.Take(state, "energy")));
    }

    // A tabular estimator does not constrain shares: negative ones are set to zero, and the rest is normalised to one.
    private static ProfileForecast Read(Direction direction, EnergyDataset data, FeatureTable table)
    {
        (int parts, double unit) = EnergyRows.PartsOf(direction);
        MemberForecasts forecasts = new(1, table.RowCount, parts);
        for (int row = 0; row < table.RowCount; row++)
        {
            ReadOnlySpan<double> values = table.Row(row);
            Span<double> own = forecasts.Shares.AsSpan(row * parts, parts);
            double sum = 0;
            for (int part = 0; part < parts; part++) sum += own[part] = Math.Max(0, values[part]);
            for (int part = 0; part < parts; part++) own[part] = sum > 0 ? own[part] / sum : 1.0 / parts;
            forecasts.LogTotals[row] = values[parts] + unit;
        }

        return new ProfileForecast(direction, data, forecasts, RowIntervals.None);
    }
}

/// <summary>Profiles as tables: shares, then the logarithm of the total.</summary>
internal static class ProfileTable
{
    private static FeatureSchema EnergySchema { get; } = new([.. EnergySources.All.Select(source =>
        new FeatureColumn($"share of {source.Label()}", Unit.One)), new FeatureColumn("log of generation in TWh", Unit.One)]);

    private static FeatureSchema EmissionSchema { get; } = new([.. Sectors.All.Select(sector =>
        new FeatureColumn($"share of {sector.Label()}", Unit.One)), new FeatureColumn("log of emission in Mt", Unit.One)]);

    public static FeatureTable Energy(EnergyRows rows) => Table(EnergySchema, rows, EnergyRows.EnergyShare, EnergyRows.LogEnergy);

    public static FeatureTable Emission(EnergyRows rows) => Table(EmissionSchema, rows, EnergyRows.EmissionShare, EnergyRows.LogEmission);

    private static FeatureTable Table(FeatureSchema schema, EnergyRows rows, int firstShare, int total) =>
        FeatureTable.Create(schema, rows.Count, memory =>
        {
            Span<double> values = memory.Span;
            for (int row = 0; row < rows.Count; row++)
            {
                for (int i = 0; i < schema.Count - 1; i++) values[row * schema.Count + i] = rows[row][firstShare + i];
                values[row * schema.Count + schema.Count - 1] = rows[row][total];
            }
        });
}
