using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>Rules about predicting.</summary>
internal static class PredictRules
{
    public static void SubsetsAgree(EstimatorCase subject)
    {
        (IPredictor predictor, FeatureTable features, _) = subject.Fit();
        FeatureTable all = predictor.Predict(features);
        int last = features.RowCount - 1;
        int[][] subsets = [[0], [last], [3, 3, 1], [.. Enumerable.Range(0, features.RowCount).Reverse()], [.. Enumerable.Range(5, 17)], []];
        foreach (int[] rows in subsets)
            Assert.Equal(all.SelectRows(rows).Values.ToArray(), predictor.Predict(features.SelectRows(rows)).Values.ToArray());
    }

    public static void RefusesNotFinite(EstimatorCase subject)
    {
        (IPredictor predictor, FeatureTable features, _) = subject.Fit();
        for (int column = 0; column < features.ColumnCount; column++)
        {
            foreach (double bad in (double[])[double.NaN, double.PositiveInfinity])
            {
                double[] values = features.Values.ToArray();
                values[2 * features.ColumnCount + column] = bad;
                NonFiniteException refusal = Assert.Throws<NonFiniteException>(() => predictor.Predict(subject.Tabulate(features.Schema, values)));
                Assert.Contains($"'{features.Schema[column].Name}'", refusal.Message, StringComparison.Ordinal);
                Assert.Contains("row 2", refusal.Message, StringComparison.Ordinal);
            }

            AnswersOrRefusesHugeNumber(predictor, features, column);
        }
    }

    public static void RefusesOtherSchemas(EstimatorCase subject)
    {
        (IPredictor predictor, FeatureTable features, _) = subject.Fit();
        string[] names = [.. features.Schema.Columns.Select(column => column.Name)];
        FeatureTable extra = features.Beside(FeatureTable.FromColumns((new FeatureColumn("surplus", Unit.One), [.. features.Column(0)])));
        FeatureSchema otherUnit = new(features.Schema.Columns.Select((c, i) => i == 1 ? c with { Unit = Unit.Parse("m3 s-7") } : c));
        Refuses(predictor, extra, "extra", "surplus");
        Refuses(predictor, new FeatureTable(otherUnit, features.Values.Span), "unit", names[1]);
        if (names.Length > 1) Refuses(predictor, features.SelectColumns(names[..^1]), "missing", names[^1]);
        if (names.Length > 1) Refuses(predictor, features.SelectColumns([.. names[1..], names[0]]), "reordered", names[0]);
    }

    public static void AnswersFinitely(EstimatorCase subject)
    {
        (IPredictor predictor, FeatureTable features, FeatureTable targets) = subject.Fit();
        Check(predictor, features, targets);
        // A column and a target that do not vary are no reason to divide by zero.
        FeatureTable still = Still(features), stillTargets = Still(targets);
        Check(subject.Make().Fit(still, stillTargets, EstimatorCase.Context), still, stillTargets);
    }

    public static void IsThreadSafe(EstimatorCase subject)
    {
        (IPredictor predictor, FeatureTable features, _) = subject.Fit();
        FeatureTable backwards = features.SelectRows([.. Enumerable.Range(0, features.RowCount).Reverse()]);
        double[] expected = predictor.Predict(features).Values.ToArray(), expectedBackwards = predictor.Predict(backwards).Values.ToArray();
        using Barrier start = new(4);
        Task[] workers = [.. Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < 25; i++)
                Assert.Equal(worker % 2 == 0 ? expected : expectedBackwards, predictor.Predict(worker % 2 == 0 ? features : backwards).Values.ToArray());
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(workers);
    }

    private static void AnswersOrRefusesHugeNumber(IPredictor predictor, FeatureTable features, int column)
    {
        double[] values = features.Values.ToArray();
        values[column] = 1e300;
        try
        {
            Assert.All(predictor.Predict(new FeatureTable(features.Schema, values)).Values.ToArray(), value => Assert.True(double.IsFinite(value)));
        }
        catch (NonFiniteException refusal)
        {
            Assert.Contains(refusal.Fault.Where?.Variable, predictor.Features.Columns.Concat(predictor.Targets.Columns).Select(c => c.Name));
        }
    }

    private static void Refuses(IPredictor predictor, FeatureTable table, string what, string column)
    {
        SchemaMismatchException refusal = Assert.Throws<SchemaMismatchException>(() => predictor.Predict(table));
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(column, refusal.Message, StringComparison.Ordinal);
    }

    private static void Check(IPredictor predictor, FeatureTable features, FeatureTable targets)
    {
        FeatureTable answers = predictor.Predict(features);
        Assert.Equal(targets.Schema, answers.Schema);
        Assert.Equal(features.RowCount, answers.RowCount);
        Assert.All(answers.Values.ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    /// <summary>The table with its first column the same in every row.</summary>
    private static FeatureTable Still(FeatureTable table)
    {
        double[] values = table.Values.ToArray();
        for (int row = 0; row < table.RowCount; row++) values[row * table.ColumnCount] = values[0];
        return new FeatureTable(table.Schema, values);
    }
}
