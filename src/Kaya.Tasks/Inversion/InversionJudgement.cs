using System.Collections.Immutable;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>The transport model run again with both inventories, and what that says about an update.</summary>
internal sealed class InversionJudgement
{
    private static readonly Unit s_tonne = Unit.Parse("t"), s_percent = Unit.Parse("%"), s_kilogram = Unit.Parse("kg");
    private readonly InversionProblem _problem;
    private readonly CorrectionFactors _factors;
    private readonly HourlyFields<Pollutant> _prior, _updated;
    private readonly ReadOnlyMemory<double> _observed, _atPrior, _atUpdated;

    public InversionJudgement(
        InversionProblem problem, CorrectionFactors factors, HourlyFields<Pollutant> prior, HourlyFields<Pollutant> updated)
    {
        (_problem, _factors, _prior, _updated) = (problem, factors, prior, updated);
        (_observed, _atPrior, _atUpdated) = (problem.Observations.Values.ToArray(), At(prior), At(updated));
    }

    /// <summary>Concentrations at all points with the prior.</summary>
    public ReadOnlyMemory<double> WithPrior => _atPrior;

    /// <summary>Concentrations at all points with updated emissions.</summary>
    public ReadOnlyMemory<double> WithUpdate => _atUpdated;

    /// <summary>Errors of hours and of the means of periods (months), at all, used and held-out stations.</summary>
    public ResultTable Errors()
    {
        ImmutableArray<StationPoints> all = StationPoints.Of(_problem);
        List<IReadOnlyList<object?>> rows = [];
        foreach ((string name, Func<StationPoints, bool> isMeant) in new (string, Func<StationPoints, bool>)[]
            { ("all", _ => true), ("used", one => !one.IsHeldOut), ("held out", one => one.IsHeldOut) })
            foreach (IGrouping<Pollutant, StationPoints> group in all.Where(isMeant).GroupBy(one => one.Pollutant).OrderBy(one => one.Key))
            {
                StationPoints[] cells = [.. group];
                double hourly = Hourly(cells, _atPrior), hourlyUpdated = Hourly(cells, _atUpdated);
                double monthly = Monthly(cells, _atPrior), monthlyUpdated = Monthly(cells, _atUpdated);
                rows.Add([name, group.Key.Symbol(), TransportOutput.UnitOf(group.Key).ToString(), cells.Length, hourly, hourlyUpdated,
                    100 * ((hourlyUpdated / hourly) - 1), monthly, monthlyUpdated, 100 * ((monthlyUpdated / monthly) - 1)]);
            }

        return new ResultTable("errors",
        [
            new("stations"), new("pollutant"), new("unit"), new("cells", Decimals: 0), new("hourly, prior", Decimals: 2),
            new("hourly, updated", Decimals: 2), new("hourly, change", s_percent, Decimals: 1),
            new("means, prior", Decimals: 2, Description: "of the means of each calendar month, or the part of it that was run"),
            new("means, updated", Decimals: 2), new("means, change", s_percent, Decimals: 1),
        ], rows, "Mean absolute errors against the observations, transport model run again with each inventory");
    }

    /// <summary>Change ratios by period and species (table 2 of paper 003).</summary>
    public ResultTable Changes()
    {
        FactorLayout layout = _problem.Layout;
        List<IReadOnlyList<object?>> rows = [];
        for (int block = 0; block < layout.Blocks.Count; block++)
            rows.Add([layout.Blocks.NameOf(block), .. layout.Species.Select(species =>
                (object?)(100 * Change(block, species, _problem.Given.Regions.Names.Length - 1).Ratio))]);
        rows.Add(["all", .. layout.Species.Select(species => (object?)(100 * (
            (_problem.TotalOf(species, _factors).Sum() / _problem.TotalOf(species).Sum()) - 1)))]);
        return new ResultTable("changes", [new("from"), .. layout.Species.Select(species =>
            new ResultColumn(species.Symbol(), s_percent, 1))],
            rows, "Change of the emissions of the whole grid by period");
    }

    /// <summary>Emissions and change ratios by region (table 3 of paper 003).</summary>
    public ResultTable Regions()
    {
        FactorLayout layout = _problem.Layout;
        List<IReadOnlyList<object?>> rows = [];
        for (int region = 0; region < _problem.Given.Regions.Names.Length; region++)
        {
            List<object?> row = [_problem.Given.Regions.Names[region]];
            foreach (EmittedSpecies species in layout.Species)
            {
                (double prior, double updated) = (0, 0);
                for (int block = 0; block < layout.Blocks.Count; block++)
                {
                    (double before, double ratio) = Change(block, species, region);
                    (prior, updated) = (prior + before, updated + (before * (1 + ratio)));
                }

                row.Add(prior * s_kilogram.FactorTo(s_tonne));
                row.Add(prior > 0 ? 100 * ((updated / prior) - 1) : null);
            }

            rows.Add(row);
        }

        return new ResultTable("regions", [new("region"), .. layout.Species.SelectMany(species => new[]
        {
            new ResultColumn(species.Symbol(), s_tonne), new ResultColumn($"{species.Symbol()}, change", s_percent, 1),
        })], rows, "Prior emissions by region, all periods, and their change");
    }

    /// <summary>Mean concentrations by region (table 4 of paper 003).</summary>
    public ResultTable Concentrations()
    {
        EmissionRegions regions = _problem.Given.Regions;
        ILookup<Pollutant, StationPoints> stations = StationPoints.Of(_problem).ToLookup(one => one.Pollutant);
        List<IReadOnlyList<object?>> rows = [];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            double[] prior = Means(_prior, pollutant), updated = Means(_updated, pollutant);
            for (int region = 0; region < regions.Names.Length; region++)
            {
                double[] shares = regions.Shares(region).ToArray();
                StationPoints[] inside = [.. stations[pollutant].Where(one => shares[one.Cell] >= 0.5)];
                double area = shares.Sum();
                object? Of(Func<StationPoints, double> value) => inside.Length == 0 ? null : inside.Average(value);
                if (area > 0) rows.Add([pollutant.Symbol(), TransportOutput.UnitOf(pollutant).ToString(), regions.Names[region],
                    shares.Zip(prior, (share, value) => share * value).Sum() / area,
                    shares.Zip(updated, (share, value) => share * value).Sum() / area, inside.Length, Of(one => one.Mean(_observed)),
                    Of(one => one.Mean(_atPrior)), Of(one => one.Mean(_atUpdated))]);
            }
        }

        return new ResultTable("concentrations",
        [
            new("pollutant"), new("unit"), new("region"), new("prior", Decimals: 2,
                Description: "mean of the region and the hours after the spin-up"),
            new("updated", Decimals: 2), new("cells", Decimals: 0, Description: "cells with stations"),
            new("observed there", Decimals: 2, Description: "mean over hours with a value"), new("prior there", Decimals: 2),
            new("updated there", Decimals: 2),
        ], rows, "Mean concentrations at the ground by region");
    }

    /// <summary>Change of the error of the cells with stations, %; NaN elsewhere.</summary>
    public double[] Improvement(Pollutant pollutant)
    {
        double[] values = new double[_problem.Layout.Cells];
        Array.Fill(values, double.NaN);
        foreach (StationPoints one in StationPoints.Of(_problem).Where(one => one.Pollutant == pollutant))
            values[one.Cell] = 100 * ((one.Error(_atUpdated, _observed) / one.Error(_atPrior, _observed)) - 1);
        return values;
    }

    private (double Prior, double Ratio) Change(int block, EmittedSpecies species, int region)
    {
        ReadOnlySpan<double> shares = _problem.Given.Regions.Shares(region);
        int field = _problem.Layout.FieldAt(block, species);
        (double prior, double updated) = (0, 0);
        for (int cell = 0; cell < shares.Length; cell++)
        {
            double part = _problem.Emissions[field + cell] * shares[cell];
            (prior, updated) = (prior + part, updated + (part * _factors.Values[field + cell]));
        }

        return (prior, prior > 0 ? (updated / prior) - 1 : 0);
    }

    private double Hourly(StationPoints[] cells, ReadOnlyMemory<double> values) =>
        cells.Sum(one => one.Points.Length * one.Error(values, _observed)) / cells.Sum(one => one.Points.Length);

    // Means of the hours of a calendar month that have an observation.
    private double Monthly(StationPoints[] cells, ReadOnlyMemory<double> values)
    {
        ObservationPoint[] points = _problem.Observations.Points.ToArray();
        DateTimeOffset start = _problem.Given.Hours.Start;
        return cells.SelectMany(one => one.Points.GroupBy(n =>
            start.AddHours(points[n].Hour) is var time ? (time.Year, time.Month) : default)
            .Select(month => Math.Abs(month.Average(n => values.Span[n] - _observed.Span[n])))).Average();
    }

    private double[] Means(HourlyFields<Pollutant> surface, Pollutant pollutant) =>
        PollutantFigures.Of(surface, pollutant, _problem.SpinUp).CellMeans;

    private ReadOnlyMemory<double> At(HourlyFields<Pollutant> surface)
    {
        ReadOnlySpan<ObservationPoint> points = _problem.Observations.Points;
        double[] values = new double[points.Length];
        float[] field = new float[_problem.Layout.Cells];
        for (int n = 0; n < values.Length; n++)
        {
            if (n == 0 || points[n].Hour != points[n - 1].Hour || points[n].Pollutant != points[n - 1].Pollutant)
                surface.Read(points[n].Pollutant, points[n].Hour, field);
            values[n] = field[points[n].Cell];
        }

        return values;
    }
}
