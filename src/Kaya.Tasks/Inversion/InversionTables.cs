using System.Collections.Immutable;
using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Tables of an inversion.</summary>
internal sealed class InversionTables(InversionProblem problem)
{
    private const double Half = 0.5;
    private static readonly Unit s_tonne = Unit.Parse("t"), s_kilogram = Unit.Parse("kg"), s_percent = Unit.Parse("%");

    /// <summary>Emissions by period, species and region.</summary>
    public ResultTable Emissions(InversionFindings findings)
    {
        FactorLayout layout = problem.Layout;
        EmissionRegions regions = problem.Given.Regions;
        List<IReadOnlyList<object?>> rows = [];
        for (int block = 0; block < layout.Blocks.Count; block++)
            foreach (EmittedSpecies species in layout.Species)
                for (int region = 0; region < regions.Names.Length; region++)
                {
                    double[] weights = Weights(block, species, regions.Shares(region));
                    double prior = weights.Sum();
                    if (!(prior > 0)) continue;
                    double updated = Sum(weights, findings.Factors), tonnes = s_kilogram.FactorTo(s_tonne);
                    (double before, double after) = findings.Information.DeviationsOfSum(weights);
                    object?[] row = [layout.Blocks.NameOf(block), species.Symbol(), regions.Names[region], prior * tonnes, updated * tonnes,
                        100 * ((updated / prior) - 1), 100 * before / prior, 100 * after / prior,
                        100 * (1 - (after * after / (before * before))), 100 * Share(weights, findings.Information)];
                    rows.Add(findings.Truth is { } truth ? [.. row, 100 * ((Sum(weights, truth) / prior) - 1)] : row);
                }

        ResultColumn[] columns =
        [
            new("from", Description: "first hour of the period of the factors, UTC"), new("species"), new("region"),
            new("prior", s_tonne, Description: "emissions of the period; NOx as NO2, VOC as carbon"), new("updated", s_tonne),
            new("change", s_percent, Decimals: 1), new("prior error", s_percent, Decimals: 1,
                Description: "standard deviation that was assumed"),
            new("error left", s_percent, Decimals: 1, Description: "standard deviation after the update, of the prior emissions"),
            new("informed", s_percent, Decimals: 0,
                Description: "part of the variance of the region's sum that the observations take away"),
            new("in informed cells", s_percent, Decimals: 0, Description: "share of the emissions in cells whose variance falls by half"),
        ];
        return new ResultTable("emissions", findings.Truth is null ? columns
            : [.. columns, new("true change", s_percent, Decimals: 1, Description: "known, because the sample is made up")], rows,
            "Emissions before and after the update");
    }

    /// <summary>What the stations inform, by species.</summary>
    public ResultTable Information(InformationContent information) => new("information",
    [
        new("species"), new("degrees of freedom", Decimals: 2, Description: "independent numbers that the observations determine"),
        new("informed by variance", s_percent, Decimals: 1, Description: "share of the emissions in cells whose variance falls by half"),
        new("informed by kernel", s_percent, Decimals: 1,
            Description: "share of the emissions in cells with a diagonal of the averaging kernel of at least 0.5"),
        new("largest reduction", s_percent, Decimals: 0, Description: "of the variance of a cell that emits"),
    ],
    problem.Layout.Species.Select(species =>
    {
        double[] weights = problem.EmissionsOf(species);
        double all = weights.Sum();
        int[] emitting = [.. Enumerable.Range(0, weights.Length).Where(at => weights[at] > 0)];
        return (IReadOnlyList<object?>)[species.Symbol(), information.DegreesOfFreedomOf(species),
            100 * Share(weights, information),
            100 * emitting.Where(at => information.AveragingKernelDiagonal[at] >= Half).Sum(at => weights[at]) / all,
            100 * emitting.Select(information.VarianceReduction).DefaultIfEmpty(0).Max()];
    }), "What the observations can tell about the emissions");

    /// <summary>Errors at stations that were used and at those held out.</summary>
    public ResultTable Errors(InversionFindings findings) => new("errors",
    [
        new("stations"), new("pollutant"), new("unit"), new("cells", Decimals: 0, Description: "cells with stations"),
        new("values", Decimals: 0, Description: "hourly values"), new("observed", Decimals: 2, Description: "mean"),
        new("prior", Decimals: 2, Description: "mean absolute error of the transport model's run with the prior"),
        new("updated", Decimals: 2, Description: "mean absolute error of the transport model's run with updated emissions"),
        new("change", s_percent, Decimals: 1),
        .. findings.ByNetwork is null ? Array.Empty<ResultColumn>() : [new("updated, network", Decimals: 2,
            Description: "what the network that made the update takes the error for")],
    ],
    StationPoints.Of(problem).GroupBy(one => (one.IsHeldOut, one.Pollutant)).OrderBy(group => group.Key).Select(group =>
    {
        int count = group.Sum(one => one.Points.Length);
        double Mean(Func<StationPoints, double> value) => group.Sum(one => one.Points.Length * value(one)) / count;
        ReadOnlyMemory<double> observed = problem.Observations.Values.ToArray();
        double prior = Mean(one => one.Error(findings.WithPrior, observed));
        double updated = Mean(one => one.Error(findings.WithUpdate, observed));
        return (IReadOnlyList<object?>)[group.Key.IsHeldOut ? "held out" : "used", group.Key.Pollutant.Symbol(),
            TransportOutput.UnitOf(group.Key.Pollutant).ToString(), group.Count(), count, Mean(one => one.Mean(observed)), prior, updated,
            100 * ((updated / prior) - 1),
            .. findings.ByNetwork is { } network ? [Mean(one => one.Error(network, observed))] : Array.Empty<object?>()];
    }), "Mean absolute errors of hourly concentrations against the observations, which have errors of their own; concentrations of the "
        + "transport model, emissions updated through the " + findings.Model);

    /// <summary>Errors of observations that the update reckoned with, and what they rest on.</summary>
    public ResultTable ObservationErrors(InversionFindings findings)
    {
        ObservationLoss loss = problem.Update.Loss;
        return new ResultTable("observation-errors",
        [
            new("pollutant"), new("unit"), new("assumed", Decimals: 2, Description: "mean of the errors by the options, for hours that are "
                + "counted as independent"),
            new("used", Decimals: 2, Description: "mean of the errors that the update reckoned with"),
            new("of one hour", Decimals: 2, Description: "as the first update shows; empty where it was not asked"),
            new("hours alike", Decimals: 1, Description: "hours whose errors tell as much as one, as the first update shows"),
            new("values", Decimals: 0, Description: "hourly values that the estimate rests on"),
        ],
        Enumerable.Range(0, loss.Observations.Count).Where(n => loss.Weights[n] > 0).GroupBy(n => loss.Observations.Points[n].Pollutant)
            .OrderBy(group => group.Key).Select(group =>
            {
                double assumed = group.Average(n => loss.Scales[n]);
                ObservationErrorEstimate? found = findings.Errors.FirstOrDefault(one => one.Pollutant == group.Key);
                return (IReadOnlyList<object?>)[group.Key.Symbol(), TransportOutput.UnitOf(group.Key).ToString(), assumed,
                    assumed * (found?.Factor ?? 1), found is null ? null : assumed * found.Error, found?.Hours, found?.Count];
            }), findings.Errors.IsEmpty ? "Errors of hourly observations with those of the model, as assumed"
                : "Errors of hourly observations with those of the model: assumed, and as a first update showed them");
    }

    /// <summary>How the update was made: one line.</summary>
    public static ResultTable Update(InversionRunOptions options, InversionFindings findings) => new("update",
    [
        new("through"), new("minimised"), new("method"), new("steps", Decimals: 0),
        new("cost of observations", Decimals: 1, Description: "at the begin of the last step; by the model of the update"),
        new("cost of the prior", Decimals: 1), new("directions", Decimals: 0), new("degrees of freedom", Decimals: 1),
    ],
    [[findings.Model, options.Loss == UpdateLoss.Paper ? "mean absolute error" : "likelihood", options.ChosenMethod.ToString(),
        findings.History.Length, findings.History[^1].Loss, findings.History[^1].Penalty, findings.Information.Eigenvalues.Length,
        findings.Information.DegreesOfFreedom]], "How the update was made");

    /// <summary>Every cell with stations.</summary>
    public ResultTable Stations(InversionFindings findings)
    {
        ILookup<int, string> sites = problem.Given.Stations.Sites.ToLookup(site => site.Cell, site => site.Name);
        ReadOnlyMemory<double> observed = problem.Observations.Values.ToArray();
        return new ResultTable("stations",
        [
            new("stations", Description: "in one cell, of which the mean counts"), new("in row", Decimals: 0),
            new("in column", Decimals: 0),
            new("held out"), new("pollutant"), new("unit"), new("values", Decimals: 0), new("observed", Decimals: 2),
            new("mean prior", Decimals: 2), new("mean updated", Decimals: 2), new("error prior", Decimals: 2),
            new("error updated", Decimals: 2),
        ],
        StationPoints.Of(problem).Select(one =>
            (IReadOnlyList<object?>)[string.Join(", ", sites[one.Cell]), one.Cell / problem.Layout.Columns,
            one.Cell % problem.Layout.Columns, one.IsHeldOut, one.Pollutant.Symbol(), TransportOutput.UnitOf(one.Pollutant).ToString(),
            one.Points.Length, one.Mean(observed), one.Mean(findings.WithPrior), one.Mean(findings.WithUpdate),
            one.Error(findings.WithPrior, observed), one.Error(findings.WithUpdate, observed)]),
            "Cells with stations: means and mean absolute errors over all hours with a value");
    }

    // Emissions of a block and species in a region, as weights of the factors.
    private double[] Weights(int block, EmittedSpecies species, ReadOnlySpan<double> shares)
    {
        double[] weights = new double[problem.Layout.Count];
        int field = problem.Layout.FieldAt(block, species);
        for (int cell = 0; cell < shares.Length; cell++) weights[field + cell] = problem.Emissions[field + cell] * shares[cell];
        return weights;
    }

    private static double Sum(double[] weights, CorrectionFactors factors)
    {
        double sum = 0;
        for (int at = 0; at < weights.Length; at++) sum += weights[at] * factors.Values[at];
        return sum;
    }

    private static double Share(double[] weights, InformationContent information) =>
        Enumerable.Range(0, weights.Length).Where(at => weights[at] > 0 && information.VarianceReduction(at) >= Half).Sum(at => weights[at])
            / weights.Sum();
}
