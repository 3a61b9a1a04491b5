using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>For each rule, an estimator that breaks it in a way people really do.</summary>
internal static class BrokenCases
{
    /// <summary>The estimator that all the broken ones are made from, with nothing broken.</summary>
    public static TableCase Sound => Of(new MeanEstimator());

    public static IReadOnlyDictionary<string, EstimatorCase> ByRule => new Dictionary<string, EstimatorCase>
    {
        ["fit is repeatable"] = Of(new MeanEstimator { Drift = () => Random.Shared.NextDouble() }),
        ["inputs are unchanged"] = Of(new MeanEstimator
        {
            BeforeFit = (features, _) => MemoryMarshal.AsMemory(features.Values).Span.Clear(),
        }),
        ["fit returns another type"] = Of(new SelfFittingEstimator()),
        ["cancellation is honoured"] = Of(new MeanEstimator { BeforeFit = (_, _) => { } }),
        ["native ledger is clean"] = Leaking(),
        ["a part is answered as the whole"] = Of(
            Wrapping(sound => new BrokenPredictor(sound) { Answer = table => CentredOnTheBatch(sound, table) })),
        ["numbers that are not finite are refused by name"] = Sound with
        {
            // A reader that fills gaps with zeros without a word.
            Tabulate = (schema, values) => new FeatureTable(schema, [.. values.Select(value => double.IsFinite(value) ? value : 0)]),
        },
        ["data of another form are refused by name"] = Of(Wrapping(sound => new BrokenPredictor(sound) { Answer = sound.Answer })),
        ["answers are finite and of the promised form"] = Of(new MeanEstimator { DividesByZero = true }),
        ["predict is safe from several threads"] = Of(Wrapping(sound => new BrokenPredictor(sound) { Answer = Shared(sound) })),
        ["saved, loaded, predicted: the same"] = Of(
            Wrapping(sound => new BrokenPredictor(sound) { State = () => Rounded(sound.ToState()) })),
        ["damaged states are refused"] = Sound with { Load = Forgiving },
    };

    private static TableCase Of(IEstimator estimator) => new(estimator.Name, () => estimator) { Load = MeanPredictor.FromState };

    private static MeanEstimator Wrapping(Func<MeanPredictor, IPredictor> wrap) => new() { Wrap = wrap };

    private static EstimatorCase Leaking()
    {
        long alive = 0;
        return Of(new MeanEstimator { BeforeFit = (_, _) => alive++ }) with { LiveHandles = () => alive };
    }

    /// <summary>Predictions moved by the mean of whatever rows came along.</summary>
    private static FeatureTable CentredOnTheBatch(MeanPredictor sound, FeatureTable table)
    {
        FeatureTable answers = sound.Predict(table);
        double mean = answers.RowCount == 0 ? 0 : answers.Values.ToArray().Average();
        return FeatureTable.Create(answers.Schema, answers.RowCount, memory =>
        {
            for (int i = 0; i < memory.Length; i++) memory.Span[i] = answers.Values.Span[i] - mean;
        });
    }

    /// <summary>A buffer kept between calls, as one does to save an allocation.</summary>
    private static Func<FeatureTable, FeatureTable> Shared(MeanPredictor sound)
    {
        double[] buffer = [];
        return table =>
        {
            buffer = sound.Predict(table).Values.ToArray();
            Thread.Sleep(1);
            return new FeatureTable(sound.Targets, buffer);
        };
    }

    /// <summary>Weights saved in single precision.</summary>
    private static ModelState Rounded(ModelState state) => new(state.Kind, state.Version, state.Description, state.Arrays.ToDictionary(
        pair => pair.Key, pair => StateArray.Of([.. pair.Value.As<double>().ToArray().Select(value => (double)(float)value)])));

    /// <summary>A loader that makes up what is not there.</summary>
    private static MeanPredictor Forgiving(ModelState state)
    {
        Dictionary<string, StateArray> arrays = state.Arrays.ToDictionary();
        arrays.TryAdd("means", StateArray.Of([0.0, 0.0]));
        arrays.TryAdd("line", StateArray.Of([0.0, 0.0]));
        return MeanPredictor.FromState(new ModelState(MeanPredictor.Kind, 1, (JsonObject)state.Description.DeepClone(), arrays));
    }
}
