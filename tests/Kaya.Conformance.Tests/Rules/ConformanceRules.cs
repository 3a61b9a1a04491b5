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
        new("a part is answered as the whole", PredictRules.PartsAgree),
        new("numbers that are not finite are refused by name", PredictRules.RefusesNotFinite),
        new("data of another form are refused by name", PredictRules.RefusesOtherSchemas),
        new("answers are finite and of the promised form", PredictRules.AnswersFinitely),
        new("predict is safe from several threads", PredictRules.IsThreadSafe),
        new("saved, loaded, predicted: the same", SaveRules.SurvivesSaving),
        new("damaged states are refused", SaveRules.RefusesDamagedStates),
    ];

    /// <summary>The rule of that name.</summary>
    public static ConformanceRule Named(string name) => All.Single(rule => rule.Name == name);
}
