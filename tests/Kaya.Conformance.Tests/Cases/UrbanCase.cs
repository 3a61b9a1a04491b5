using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;
using Kaya.Urban;

namespace Kaya.Conformance.Tests;

/// <summary>An estimator of the emission of cells.</summary>
/// <param name="Name">Name in the list of tests.</param>
/// <param name="Urban">Makes the estimator.</param>
public sealed record UrbanCase(string Name, Func<IUrbanEstimator> Urban)
    : EstimatorCase<UrbanTrainingData, IUrbanModel>(Name, () => Urban())
{
    private const int Columns = 9, Pixels = 16;

    protected override UrbanTrainingData Data(DataForm form) => Cells(form == DataForm.Part ? 6 : 8, form == DataForm.Still);

    protected override double[] Numbers(UrbanTrainingData data)
    {
        UrbanTables tables = data.Cells.Tables;
        byte[] image = new byte[data.Cells.ImageLength];
        data.Cells.ReadImage(0, image);
        return [.. tables.Targets, .. tables.CovariateValues, .. tables.Points.Select(point => (double)point.Row),
            .. image.Select(value => (double)value)];
    }

    protected override double[] Answer(IUrbanModel model, UrbanTrainingData data) =>
        Tell(model, data, Enumerable.Range(0, data.Cells.Count));

    protected override void CheckForm(IUrbanModel model, UrbanTrainingData data)
    {
        UrbanPrediction told = model.Predict(data.Cells, [3, 1], Context);
        Assert.Equal([3, 1], told.Cells);
        Assert.Equal((2, 2), (told.LogEmission.Length, told.Emission.Length));
        Assert.All(told.Emission, emission => Assert.True(emission >= 0));
    }

    protected override IEnumerable<Agreement> Parts(IUrbanModel model, UrbanTrainingData data)
    {
        double[] all = Answer(model, data);
        foreach (int[] cells in (int[][])[[5], [7, 2, 30]])
            yield return new Agreement($"{cells.Length} cells", [.. cells.SelectMany(cell => all[(2 * cell)..((2 * cell) + 2)])],
                Tell(model, data, cells), 1e-4);
    }

    protected override IEnumerable<Refusal> NotFinite(IUrbanModel model, UrbanTrainingData data)
    {
        yield return new Refusal("an infinite emission", () => Cells(8, false, target: double.PositiveInfinity), "targets");
        using UrbanDataset lacking = Cells(8, false, lacks: true).Cells;
        yield return new Refusal("a cell without points", () => model.Predict(lacking, [2], Context), "Points", "column 2");
        if (model.Modalities.Contains(UrbanModality.Covariates))
            yield return new Refusal("a cell without a covariate", () => model.Predict(lacking, [4], Context), "Covariates", "column 4");
    }

    protected override IEnumerable<Refusal> OtherSchemas(IUrbanModel model, UrbanTrainingData data)
    {
        using UrbanDataset other = Cells(8, false, category: "depot").Cells;
        yield return new Refusal("another category", () => model.Predict(other, [0], Context), "shop", "depot");
    }

    private static double[] Tell(IUrbanModel model, UrbanTrainingData data, IEnumerable<int> cells)
    {
        UrbanPrediction told = model.Predict(data.Cells, [.. cells], Context);
        return [.. told.LogEmission.Zip(told.Emission).SelectMany(pair => (double[])[pair.First, pair.Second])];
    }

    // The file is removed at once: what is mapped into memory stays. Cell 2 lacks points and cell 4 the covariate where that is asked for.
    private static UrbanTrainingData Cells(int rows, bool still, double target = 20, string category = "shop", bool lacks = false)
    {
        int count = rows * Columns;
        double Wave(int cell, double step) => still ? 0 : Math.Sin(step * (cell + 1));
        int[] points = [.. Enumerable.Range(0, count).Select(cell => 2 + (int)(2 * Wave(cell, 0.9)))];
        UrbanTables tables = new()
        {
            Grid = Grid.InDegrees(10, 50, 0.01, rows, Columns),
            Cells = [.. Enumerable.Range(0, count)],
            ImageOf = [.. Enumerable.Range(0, count)],
            PixelSize = Pixels,
            Categories = [category, "school"],
            PointStart = [0, .. points.Select((_, cell) => points[..(cell + 1)].Sum())],
            Points = [.. points.SelectMany((many, cell) => Enumerable.Range(0, many)
                .Select(i => new PointOfInterest((ushort)(9000 * i), (ushort)(700 * cell), (ushort)(i % 2))))],
            HasPoints = [.. Enumerable.Range(0, count).Select(cell => !lacks || cell != 2)],
            Covariates = [new UrbanCovariate("light", "")],
            CovariateValues = [.. Enumerable.Range(0, count).Select(cell => lacks && cell == 4 ? float.NaN : (float)(3 + Wave(cell, 0.4)))],
            Targets = [target, .. Enumerable.Range(1, count - 1).Select(cell => 20 + (10 * Wave(cell, 0.4)) + (5 * Wave(cell, 0.9)))],
            TargetName = "CO2",
        };
        string path = Path.Combine(Path.GetTempPath(), $"kaya-conformance-{Guid.NewGuid():N}.urban");
        try
        {
            using (UrbanDatasetWriter writer = new(path, tables))
            {
                for (int cell = 0; cell < count; cell++)
                    writer.WriteImage(cell, [.. Enumerable.Range(0, Pixels * Pixels * 3)
                        .Select(i => (byte)(120 + (60 * Wave(cell, 0.4)) + (20 * Wave(i, 0.7))))]);
                writer.Complete();
            }

            UrbanDataset data = UrbanDataset.Open(path);
            return new UrbanTrainingData(data, new UrbanSplit("rows", [.. Enumerable.Range(0, count).Select(cell =>
                cell / Columns % 4 == 1 ? CellRole.Validation : cell / Columns % 4 == 3 ? CellRole.Test : CellRole.Training)]));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
