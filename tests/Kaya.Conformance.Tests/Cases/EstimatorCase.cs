using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>Which data a case makes.</summary>
public enum DataForm
{
    /// <summary>All of them.</summary>
    Whole,

    /// <summary>Fewer, of the same form.</summary>
    Part,

    /// <summary>Data in which something does not vary: no reason to divide by zero.</summary>
    Still,
}

/// <summary>Two answers of one model that must be the same.</summary>
/// <param name="What">What was asked.</param>
/// <param name="Expected">Taken out of the answer to all of the data.</param>
/// <param name="Actual">The answer to a part of the data.</param>
/// <param name="Tolerance">Largest relative difference; 0 where a model promises the same bits.</param>
public sealed record Agreement(string What, double[] Expected, double[] Actual, double Tolerance = 0);

/// <summary>A question that must be refused.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Ask">Asks it.</param>
/// <param name="Names">What the message must name.</param>
public sealed record Refusal(string What, Action Ask, params IReadOnlyList<string> Names);

/// <summary>An estimator under test, with data it can learn from, whatever their type.</summary>
/// <param name="Name">Name in the list of tests.</param>
public abstract record EstimatorCase(string Name)
{
    /// <summary>Reads a saved model.</summary>
    public Func<ModelState, IFittedModel> Load { get; init; } = state => EstimatorCases.Catalog.Load(state);

    /// <summary>Counts native objects alive in the process.</summary>
    public Func<long> LiveHandles { get; init; } = EstimatorCases.LiveHandles;

    /// <summary>A context with the seed that all rules use.</summary>
    public static FitContext Context => new(new RandomSource(11));

    public abstract object MakeEstimator();

    public abstract object MakeData(DataForm form = DataForm.Whole);

    public abstract IFittedModel Fit(object estimator, object data, FitContext context);

    /// <summary>Every number of the data.</summary>
    public abstract double[] Numbers(object data);

    /// <summary>Every number of the model's answer to the data.</summary>
    public abstract double[] Answer(IFittedModel model, object data);

    /// <summary>Throws where the answer is not of the form that was promised.</summary>
    public abstract void CheckForm(IFittedModel model, object data);

    /// <summary>Parts of the data, asked alone.</summary>
    public abstract IEnumerable<Agreement> Parts(IFittedModel model, object data);

    /// <summary>Numbers that are not finite.</summary>
    public abstract IEnumerable<Refusal> NotFinite(IFittedModel model, object data);

    /// <summary>Data of another form than the model was fitted with.</summary>
    public abstract IEnumerable<Refusal> OtherSchemas(IFittedModel model, object data);

    /// <summary>Fits on all of the data.</summary>
    public (IFittedModel Model, object Data) Fit()
    {
        object data = MakeData();
        return (Fit(MakeEstimator(), data, Context), data);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}

/// <summary>A case of known types.</summary>
/// <typeparam name="TData">What the estimator learns from.</typeparam>
/// <typeparam name="TModel">What it gives.</typeparam>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Make">Makes the estimator.</param>
public abstract record EstimatorCase<TData, TModel>(string Name, Func<IEstimator<TData, TModel>> Make) : EstimatorCase(Name)
    where TData : class where TModel : class, IFittedModel
{
    public sealed override object MakeEstimator() => Make();

    public sealed override object MakeData(DataForm form = DataForm.Whole) => Data(form);

    public sealed override IFittedModel Fit(object estimator, object data, FitContext context) =>
        ((IEstimator<TData, TModel>)estimator).Fit((TData)data, context);

    public sealed override double[] Numbers(object data) => Numbers((TData)data);

    public sealed override double[] Answer(IFittedModel model, object data) => Answer((TModel)model, (TData)data);

    public sealed override void CheckForm(IFittedModel model, object data) => CheckForm((TModel)model, (TData)data);

    public sealed override IEnumerable<Agreement> Parts(IFittedModel model, object data) => Parts((TModel)model, (TData)data);

    public sealed override IEnumerable<Refusal> NotFinite(IFittedModel model, object data) => NotFinite((TModel)model, (TData)data);

    public sealed override IEnumerable<Refusal> OtherSchemas(IFittedModel model, object data) => OtherSchemas((TModel)model, (TData)data);

    protected abstract TData Data(DataForm form);

    protected abstract double[] Numbers(TData data);

    protected abstract double[] Answer(TModel model, TData data);

    protected abstract void CheckForm(TModel model, TData data);

    protected abstract IEnumerable<Agreement> Parts(TModel model, TData data);

    protected abstract IEnumerable<Refusal> NotFinite(TModel model, TData data);

    protected abstract IEnumerable<Refusal> OtherSchemas(TModel model, TData data);
}
