using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>An estimator whose models predict rows of a table.</summary>
/// <typeparam name="TData">What it learns from.</typeparam>
/// <typeparam name="TModel">What it gives.</typeparam>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Make">Makes the estimator.</param>
public abstract record RowCase<TData, TModel>(string Name, Func<IEstimator<TData, TModel>> Make) : EstimatorCase<TData, TModel>(Name, Make)
    where TData : class where TModel : class, IPredictor
{
    /// <summary>Makes a table as the estimator's users do.</summary>
    public Func<FeatureSchema, double[], FeatureTable> Tabulate { get; init; } = (schema, values) => new FeatureTable(schema, values);

    protected abstract (FeatureTable Features, FeatureTable Targets) Tables(TData data);

    protected override double[] Numbers(TData data) => [.. Tables(data).Features.Values.Span, .. Tables(data).Targets.Values.Span];

    protected override double[] Answer(TModel model, TData data) => model.Predict(Tables(data).Features).Values.ToArray();

    protected override void CheckForm(TModel model, TData data)
    {
        (FeatureTable features, FeatureTable targets) = Tables(data);
        Assert.Equal((features.Schema, targets.Schema), (model.Features, model.Targets));
        FeatureTable answers = model.Predict(features);
        Assert.Equal((targets.Schema, features.RowCount), (answers.Schema, answers.RowCount));
        for (int column = 0; column < features.ColumnCount; column++) AnswersOrRefusesHugeNumber(model, features, column);
    }

    protected override IEnumerable<Agreement> Parts(TModel model, TData data)
    {
        FeatureTable features = Tables(data).Features, all = model.Predict(features);
        int last = features.RowCount - 1;
        int[][] subsets = [[0], [last], [3, 3, 1], [.. Enumerable.Range(0, features.RowCount).Reverse()], [.. Enumerable.Range(5, 10)], []];
        foreach (int[] rows in subsets)
            yield return new Agreement($"{rows.Length} rows", all.SelectRows(rows).Values.ToArray(),
                model.Predict(features.SelectRows(rows)).Values.ToArray());
    }

    protected override IEnumerable<Refusal> NotFinite(TModel model, TData data)
    {
        FeatureTable features = Tables(data).Features;
        for (int column = 0; column < features.ColumnCount; column++)
            foreach (double bad in (double[])[double.NaN, double.PositiveInfinity])
            {
                double[] values = features.Values.ToArray();
                values[2 * features.ColumnCount + column] = bad;
                yield return new Refusal($"{bad} in column {column}", () => model.Predict(Tabulate(features.Schema, values)),
                    $"'{features.Schema[column].Name}'", "row 2");
            }
    }

    protected override IEnumerable<Refusal> OtherSchemas(TModel model, TData data)
    {
        FeatureTable features = Tables(data).Features;
        string[] names = [.. features.Schema.Columns.Select(column => column.Name)];
        FeatureTable extra = features.Beside(FeatureTable.FromColumns((new FeatureColumn("surplus", Unit.One), [.. features.Column(0)])));
        FeatureSchema otherUnit = new(features.Schema.Columns.Select((c, i) => i == 1 ? c with { Unit = Unit.Parse("m3 s-7") } : c));
        yield return Refused(extra, "extra", "surplus");
        yield return Refused(new FeatureTable(otherUnit, features.Values.Span), "unit", names[1]);
        yield return Refused(features.SelectColumns(names[..^1]), "missing", names[^1]);
        yield return Refused(features.SelectColumns([.. names[1..], names[0]]), "reordered", names[0]);

        Refusal Refused(FeatureTable table, string what, string column) => new(what, () => model.Predict(table), what, column);
    }

    /// <summary>The table with its first column the same in every row.</summary>
    protected static FeatureTable Still(FeatureTable table)
    {
        double[] values = table.Values.ToArray();
        for (int row = 0; row < table.RowCount; row++) values[row * table.ColumnCount] = values[0];
        return new FeatureTable(table.Schema, values);
    }

    private static void AnswersOrRefusesHugeNumber(TModel predictor, FeatureTable features, int column)
    {
        double[] values = features.Values.ToArray();
        values[column] = 1e300;
        try
        {
            Assert.All(predictor.Predict(new FeatureTable(features.Schema, values)).Values.ToArray(),
                value => Assert.True(double.IsFinite(value)));
        }
        catch (NonFiniteException refusal)
        {
            Assert.Contains(refusal.Fault.Where?.Variable, predictor.Features.Columns.Concat(predictor.Targets.Columns)
                .Select(c => c.Name));
        }
    }
}

/// <summary>An estimator of tables.</summary>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Estimator">Makes the estimator.</param>
public sealed record TableCase(string Name, Func<IEstimator> Estimator) : RowCase<TrainingTable, IPredictor>(Name, Estimator)
{
    protected override TrainingTable Data(DataForm form)
    {
        TrainingTable whole = SmoothData(90);
        int[] some = [.. Enumerable.Range(0, whole.Features.RowCount * 2 / 3)];
        return form switch
        {
            DataForm.Part => new TrainingTable(whole.Features.SelectRows(some), whole.Targets.SelectRows(some)),
            DataForm.Still => new TrainingTable(Still(whole.Features), Still(whole.Targets)),
            _ => whole,
        };
    }

    protected override (FeatureTable Features, FeatureTable Targets) Tables(TrainingTable data) => (data.Features, data.Targets);

    // A smooth function with noise: four features and two targets in several units, targets above 0.
    private static TrainingTable SmoothData(int rowCount)
    {
        FeatureSchema inputs = new(new FeatureColumn("coal", Unit.Parse("GWh")), new FeatureColumn("share", Unit.Parse("%")),
            new FeatureColumn("temperature", Unit.Parse("K")), new FeatureColumn("people", Unit.Parse("1")));
        FeatureSchema outputs = new(new FeatureColumn("emission", Unit.Parse("Mt d-1")),
            new FeatureColumn("intensity", Unit.Parse("t GWh-1")));
        RandomSequence random = new RandomSource(5).Derive("data").Sequence();
        double[] x = new double[rowCount * 4], y = new double[rowCount * 2];
        for (int row = 0; row < rowCount; row++)
        {
            double coal = 100 + 20 * random.NextGaussian(), share = 100 * random.NextDouble();
            double temperature = 285 + 8 * random.NextGaussian(), people = 1 + random.NextDouble();
            (x[row * 4], x[row * 4 + 1], x[row * 4 + 2], x[row * 4 + 3]) = (coal, share, temperature, people);
            y[row * 2] = Math.Exp(0.01 * coal + 0.1 * Math.Sin(share / 15) + 0.02 * random.NextGaussian());
            y[row * 2 + 1] = 800 + 3 * share + 5 * Math.Abs(temperature - 285) * people + random.NextGaussian();
        }

        return new TrainingTable(new FeatureTable(inputs, x), new FeatureTable(outputs, y));
    }
}
