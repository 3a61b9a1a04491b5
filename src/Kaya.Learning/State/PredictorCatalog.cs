using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>The kinds of saved models that a program can read, with their loaders: an explicit, immutable list.</summary>
public sealed class PredictorCatalog
{
    private readonly ImmutableSortedDictionary<string, Func<ModelState, PredictorCatalog, IFittedModel>> _loaders;

    private PredictorCatalog(ImmutableSortedDictionary<string, Func<ModelState, PredictorCatalog, IFittedModel>> loaders) =>
        _loaders = loaders;

    /// <summary>The kinds of this assembly, which need no native library.</summary>
    public static PredictorCatalog Managed { get; } = new PredictorCatalog(
            ImmutableSortedDictionary.Create<string, Func<ModelState, PredictorCatalog, IFittedModel>>(StringComparer.Ordinal))
        .With(LinearPredictor.Kind, LinearPredictor.FromState)
        .With(BayesianLinearPredictor.Kind, BayesianLinearPredictor.FromState)
        .With(KnnPredictor.Kind, KnnPredictor.FromState)
        .With(StandardisedPredictor.Kind, StandardisedPredictor.FromState)
        .With(LogarithmicPredictor.Kind, LogarithmicPredictor.FromState)
        .With(StackedPredictor.Kind, StackedPredictor.FromState);

    /// <summary>This list with an additional kind.</summary>
    /// <param name="kind">Kind written in the state.</param>
    /// <param name="load">Reads a state of that kind.</param>
    /// <returns>The extended list; this one is unchanged.</returns>
    /// <exception cref="ArgumentException">The kind is already on the list.</exception>
    public PredictorCatalog With(string kind, Func<ModelState, IFittedModel> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        return With(kind, (state, _) => load(state));
    }

    /// <summary>This list with an additional kind that wraps another model and needs the list to read it.</summary>
    /// <param name="kind">Kind written in the state.</param>
    /// <param name="load">Reads a state of that kind with the help of the list.</param>
    /// <returns>The extended list; this one is unchanged.</returns>
    /// <exception cref="ArgumentException">The kind is already on the list.</exception>
    public PredictorCatalog With(string kind, Func<ModelState, PredictorCatalog, IFittedModel> load)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(load);
        if (_loaders.ContainsKey(kind)) throw new ArgumentException($"'{kind}' is already on the list", nameof(kind));
        return new PredictorCatalog(_loaders.Add(kind, load));
    }

    /// <summary>Reads a saved model of any kind on the list.</summary>
    /// <param name="state">Output of <see cref="IFittedModel.ToState"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">A kind that is not on the list, a newer version, or a damaged state.</exception>
    public IFittedModel Load(ModelState state) => Load<IFittedModel>(state);

    /// <summary>Reads a saved model of a given type.</summary>
    /// <typeparam name="T">What is to be done with it, such as <see cref="IPredictor"/> for tables.</typeparam>
    /// <param name="state">Output of <see cref="IFittedModel.ToState"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">A kind that is not on the list or is no <typeparamref name="T"/>, a newer version, or a
    /// damaged state.</exception>
    public T Load<T>(ModelState state) where T : IFittedModel
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!_loaders.TryGetValue(state.Kind, out Func<ModelState, PredictorCatalog, IFittedModel>? load))
            throw new ModelFormatException(new Fault("Unknown kind of model.",
                Expected: string.Join(", ", _loaders.Keys), Found: state.Kind, Remedy: "Load it with the command that wrote it."));
        return Loaded(load, state) is T model ? model
            : throw new ModelFormatException(new Fault("The model has the wrong kind.",
            Expected: $"a model of the kind {typeof(T).Name}", Found: state.Kind, Remedy: "Load it with the command that wrote it."));
    }

    // A description may be JSON and hold anything: texts where numbers belong, lone surrogates, lengths that fit no array.
    private IFittedModel Loaded(Func<ModelState, PredictorCatalog, IFittedModel> load, ModelState state)
    {
        try
        {
            return load(state, this);
        }
        catch (Exception failure) when (ReaderFailure.IsOfContent(failure))
        {
            throw StateDescription.Unreadable(state, failure);
        }
    }
}
