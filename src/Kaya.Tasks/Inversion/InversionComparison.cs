using System.Collections.Immutable;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>One of the updates that are compared.</summary>
/// <param name="Run">The run.</param>
/// <param name="Factors">Its factors.</param>
/// <param name="Predicted">Concentrations at all points, by the transport model with these factors.</param>
internal sealed record ComparedUpdate(EvaluatedInversion Run, CorrectionFactors Factors, ReadOnlyMemory<double> Predicted);

/// <summary>Two updates of one problem, such as through a network and by 4D-Var: distance, cost and time.</summary>
internal sealed class InversionComparison(InversionProblem problem, ComparedUpdate judged, ComparedUpdate other)
{
    private static readonly Unit s_percent = Unit.Parse("%"), s_second = Unit.Parse("s");
    private static readonly ImmutableArray<bool> s_parts = [false, true];

    /// <summary>Both costs, by the transport model and the errors of observations and prior, and both times.</summary>
    /// <param name="prior">Concentrations at all points, by the transport model with the prior.</param>
    public ResultTable Costs(ReadOnlyMemory<double> prior) => new("comparison-costs",
    [
        new("update"), new("through"), new("minimised"), new("steps", Decimals: 0),
        new("cost of observations", Decimals: 1, Description: "half of the squares of differences over their errors, used stations; "
            + "concentrations of the transport model"),
        new("cost of the prior", Decimals: 1, Description: "half of the square of the change over the errors of the prior"),
        new("both", Decimals: 1), new("time for directions", s_second, Decimals: 1, Description: "as the run has recorded it; none of a "
            + "run that was interrupted"),
        new("time for steps", s_second, Decimals: 1),
    ],
    [
        ["prior", "", "", null, .. Costs(CorrectionFactors.Ones(problem.Layout), prior), null, null], Row("this run", judged),
        Row("the other", other),
    ], $"Two updates of one problem: cost and time. This run is {judged.Run.Folder}, the other {other.Run.Folder}");

    /// <summary>How far the factors of both updates are apart; each cell weighs as much as it emits in the prior.</summary>
    public ResultTable Distances(InformationContent information) => new("comparison-distances",
    [
        new("species"), new("cells"), new("this change", s_percent, 1, Description: "mean absolute change of the emissions"),
        new("other change", s_percent, 1), new("distance", s_percent, 1, Description: "mean absolute difference of both updates, % of the "
            + "prior"),
        new("relative distance", s_percent, 0, Description: "root mean square of the difference over that of the change of this run"),
        new("correlation", Decimals: 2, Description: "of both changes over cells"),
    ],
    problem.Layout.Species.SelectMany(species => s_parts.Select(informed => Distance(species, informed, information))),
        "Two updates of one problem: distance of their factors; informed are cells of whose variance this run takes half away");

    private object?[] Row(string name, ComparedUpdate one) =>
    [
        name, one.Run.Options.Model == UpdateModel.Network ? "network" : "transport model",
        one.Run.Options.Loss == UpdateLoss.Paper ? "mean absolute error" : "likelihood", one.Run.MetricOf("steps"),
        .. Costs(one.Factors, one.Predicted), one.Run.MetricOf(InversionRunTask.DirectionSeconds),
        one.Run.MetricOf(InversionRunTask.StepSeconds),
    ];

    private object?[] Costs(CorrectionFactors factors, ReadOnlyMemory<double> predicted)
    {
        (double observations, double prior) = problem.Update.CostOf(factors, predicted);
        return [observations, prior, observations + prior];
    }

    private object?[] Distance(EmittedSpecies species, bool informed, InformationContent information)
    {
        FactorLayout layout = problem.Layout;
        int[] places = [.. Enumerable.Range(0, layout.Blocks.Count).SelectMany(block =>
            Enumerable.Range(layout.FieldAt(block, species), layout.Cells))
            .Where(at => problem.Emissions[at] > 0 && (!informed || information.VarianceReduction(at) >= 0.5))];
        string cells = informed ? "informed" : "all";
        if (places.Length == 0) return [species.Symbol(), cells, null, null, null, null, null];
        double all = places.Sum(at => problem.Emissions[at]);
        double Mean(Func<int, double> value) => places.Sum(at => problem.Emissions[at] * value(at)) / all;
        double One(int at) => judged.Factors.Values[at] - 1;
        double Two(int at) => other.Factors.Values[at] - 1;
        double apart = Mean(at => (One(at) - Two(at)) * (One(at) - Two(at))), own = Mean(at => One(at) * One(at));
        (double one, double two) = (Mean(One), Mean(Two));
        double together = Mean(at => (One(at) - one) * (Two(at) - two));
        double spread = Math.Sqrt(Mean(at => (One(at) - one) * (One(at) - one)) * Mean(at => (Two(at) - two) * (Two(at) - two)));
        return [species.Symbol(), cells, 100 * Mean(at => Math.Abs(One(at))), 100 * Mean(at => Math.Abs(Two(at))),
            100 * Mean(at => Math.Abs(One(at) - Two(at))), own > 0 ? 100 * Math.Sqrt(apart / own) : null,
            spread > 0 ? together / spread : null];
    }
}
