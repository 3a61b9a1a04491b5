namespace Kaya.Conformance.Tests;

/// <summary>The contract: every rule, in one list.</summary>
public static class ConformanceRules
{
    public static IReadOnlyList<ConformanceRule> All { get; } =
    [
        new("fit is repeatable", FitRules.IsRepeatable),
        new("inputs are unchanged", FitRules.LeavesInputsAlone),
        new("fit returns another type", FitRules.ReturnsAnotherType),
        new("cancellation is honoured", FitRules.HonoursCancellation),
        new("native ledger is clean", FitRules.LeavesNoNativeObjects),
        new("rows are predicted one by one", PredictRules.SubsetsAgree),
        new("numbers that are not finite are refused by name", PredictRules.RefusesNotFinite),
        new("another schema is refused by name", PredictRules.RefusesOtherSchemas),
        new("predictions are finite and in the schema", PredictRules.AnswersFinitely),
        new("predict is safe from several threads", PredictRules.IsThreadSafe),
        new("saved, loaded, predicted: the same", SaveRules.SurvivesSaving),
        new("damaged states are refused", SaveRules.RefusesDamagedStates),
    ];

    /// <summary>The rule of that name.</summary>
    public static ConformanceRule Named(string name) => All.Single(rule => rule.Name == name);
}
