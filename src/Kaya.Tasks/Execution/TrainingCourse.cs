using Kaya.Figures;
using Kaya.Torch;

namespace Kaya.Tasks;

/// <summary>The course of a training as a chart.</summary>
internal static class TrainingCourse
{
    /// <summary>Loss and validation error over the steps.</summary>
    public static LineChart Chart(TrainingReport report, DataOrigin origin)
    {
        double[] steps = [.. report.History.Select(point => (double)point.Step)];
        return new LineChart("Course of the training", new ChartAxis("Step"),
            new ChartAxis("Error, standardised") { IsLogarithmic = true },
            [
                new ChartSeries("loss of the step", steps, [.. report.History.Select(point => point.Loss)]),
                new ChartSeries("validation", steps, [.. report.History.Select(point => point.Error)]),
            ]) { Note = origin.IsSample ? "made-up sample, not real data" : null };
    }

    /// <summary>The same as a table.</summary>
    /// <param name="report">The training.</param>
    /// <param name="error">What the validation error is.</param>
    public static ResultTable Table(TrainingReport report, string error) => new("training",
        [new("step", Decimals: 0), new("loss", Unit.One, Description: "loss of the step"),
            new("validation error", Unit.One, Description: error)],
        report.History.Select(point => (IReadOnlyList<object?>)[point.Step, point.Loss, point.Error]), "Course of the training");
}
