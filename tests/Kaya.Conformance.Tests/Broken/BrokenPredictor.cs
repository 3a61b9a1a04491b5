using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>A predictor with one part replaced by something wrong.</summary>
internal sealed class BrokenPredictor(MeanPredictor sound) : IPredictor
{
    public Func<FeatureTable, FeatureTable> Answer { get; init; } = sound.Predict;

    public Func<ModelState> State { get; init; } = sound.ToState;

    public FeatureSchema Features => sound.Features;

    public FeatureSchema Targets => sound.Targets;

    public FeatureTable Predict(FeatureTable features) => Answer(features);

    public ModelState ToState() => State();
}

/// <summary>An estimator that is its own predictor, as some libraries have it.</summary>
internal sealed class SelfFittingEstimator : IEstimator, IPredictor
{
    private IPredictor? _fitted;

    public string Name => "self";

    public FeatureSchema Features => _fitted!.Features;

    public FeatureSchema Targets => _fitted!.Targets;

    public IPredictor Fit(FeatureTable features, FeatureTable targets, FitContext context)
    {
        _fitted = new MeanEstimator().Fit(features, targets, context);
        return this;
    }

    public FeatureTable Predict(FeatureTable features) => _fitted!.Predict(features);

    public ModelState ToState() => _fitted!.ToState();
}
