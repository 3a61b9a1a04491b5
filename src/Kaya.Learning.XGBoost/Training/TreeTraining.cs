using System.Globalization;
using System.Runtime.ExceptionServices;
using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>Common training code of the three estimators.</summary>
/// <param name="Name">Name for progress.</param>
/// <param name="Threads">Number of threads; 0 for one per processor, or a single one where the data is small.</param>
internal sealed record TreeTraining(string Name, int Threads)
{
    private const int ExactRows = 1 << 22;

    /// <summary>Parameters by XGBoost's names.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Rounds of boosting.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Rounds without improvement after which training ends; null to never stop early.</summary>
    public int? Patience { get; init; }

    /// <summary>Share of the rows held out for early stopping.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Initial prediction; null for the mean of the training targets.</summary>
    public double? BaseScore { get; init; }

    /// <summary>Prints a number in the format of XGBoost.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>XGBoost's name of a method for a number of rows.</summary>
    public static string Text(TreeMethod method, int rowCount) =>
        method == TreeMethod.Histogram || (method == TreeMethod.Automatic && rowCount >= ExactRows) ? "hist" : "exact";

    /// <summary>Fits one ensemble per target.</summary>
    public TreeEnsemblePredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        TrainingRows.Require(features, targets, context, Patience is null ? 1 : 2);
        // XGBoost changes the number of OpenMP threads of the calling thread, which would also affect libtorch and BLAS
        // later. It is therefore called from a separate thread.
        TreeEnsemblePredictor? predictor = null;
        ExceptionDispatchInfo? failure = null;
        Thread own = new(() =>
        {
            try
            {
                predictor = FitHere(features, targets, context);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }) { Name = $"fit {Name}", IsBackground = true };
        own.Start();
        own.Join();
        failure?.Throw();
        return predictor!;
    }

    private TreeEnsemblePredictor FitHere(FeatureTable features, FeatureTable targets, FitContext context)
    {
        // XGBoost's threads spin at every node while waiting for each other. On a busy machine this cost 15 to 60 times
        // the processor time on 180,000 values, to save at best a fifth of a second.
        int threads = Threads > 0 ? Threads : features.Values.Length < 200_000 ? 1 : Environment.ProcessorCount;
        Split? split = Patience is null ? null : Split.Random(features.RowCount, ValidationFraction, context.Random.Derive("validation"));
        using TrainingSet learn = new(features, targets, split?.Train, threads);
        using TrainingSet? judge = split is null ? null : new TrainingSet(features, targets, split.Test, threads);
        TreeEnsemble[] ensembles = new TreeEnsemble[targets.ColumnCount];
        for (int target = 0; target < ensembles.Length; target++)
        {
            learn.ShowTarget(target);
            judge?.ShowTarget(target);
            ensembles[target] = FitTarget(learn, judge, target, features.ColumnCount, context);
        }

        return new TreeEnsemblePredictor(features.Schema, targets.Schema, ensembles);
    }

    private TreeEnsemble FitTarget(TrainingSet learn, TrainingSet? judge, int target, int featureCount, FitContext context)
    {
        string seed = ((int)(context.Random.Derive($"target {target}").Seed & 0x7FFFFFFF)).ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> parameters = new(Parameters)
        {
            ["objective"] = "reg:squarederror",
            ["eval_metric"] = "rmse",
            ["verbosity"] = "0",
            ["seed"] = seed,
            ["nthread"] = learn.Threads.ToString(CultureInfo.InvariantCulture),
            ["base_score"] = Text(BaseScore ?? learn.Mean),
        };
        using Booster booster = judge is null ? new Booster(parameters, learn.Matrix) : new Booster(parameters, learn.Matrix, judge.Matrix);
        (double best, int bestRound) = (double.PositiveInfinity, 0);
        for (int round = 0; round < Rounds; round++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            booster.Update(round, learn.Matrix);
            context.Progress?.Report(new WorkProgress($"fit {Name}", (long)target * Rounds + round + 1, (long)learn.TargetCount * Rounds));
            if (judge is null) continue;
            double error = booster.Evaluate(round, judge.Matrix);
            if (error < best) (best, bestRound) = (error, round);
            else if (round - bestRound >= Patience) break;
        }

        return BoosterJson.Read(booster.ToJson(), featureCount, judge is null ? null : bestRound + 1);
    }
}
