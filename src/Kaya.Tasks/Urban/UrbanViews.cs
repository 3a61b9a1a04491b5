using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Learning;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Charts of cells and of what a model makes of them; each is also written as data.</summary>
internal static class UrbanViews
{
    private const int MostPlaced = 1500, AnchorCount = 6, Groups = 10, Farthest = 12;
    private static readonly Unit s_tonne = Unit.Parse("t");

    private static string? Note(DataOrigin origin) => origin.IsSample ? "made-up sample, not real data" : null;

    /// <summary>Predicted against observed.</summary>
    public static ScatterChart Parity(UrbanDataset data, UrbanPrediction prediction, string title)
    {
        int[] known = [.. Enumerable.Range(0, prediction.Cells.Length).Where(i => data.Target(prediction.Cells[i]) > 0)];
        return new ScatterChart(title, new ChartAxis("Observed", s_tonne) { IsLogarithmic = true },
            new ChartAxis("Predicted", s_tonne) { IsLogarithmic = true },
            [new ChartSeries("cells", [.. known.Select(i => data.Target(prediction.Cells[i]))],
                [.. known.Select(i => prediction.Emission[i])])])
        { IsParity = true };
    }

    /// <summary>Rank correlation of the share of each category with emission.</summary>
    public static BarChart? Shares(UrbanDataset data)
    {
        if (data.Tables.Categories.IsEmpty || data.Tables.Targets.IsEmpty) return null;
        ImmutableArray<double> correlations = UrbanPatterns.ShareCorrelations(data);
        return new BarChart("Share of each category of points, and emission", data.Tables.Categories,
            new ChartAxis("Rank correlation with the emission"), [new BarSeries("categories", correlations)]);
    }

    /// <summary>How alike cells are, by distance.</summary>
    public static LineChart? Autocorrelation(UrbanDataset data)
    {
        if (data.Tables.Targets.IsEmpty) return null;
        ImmutableArray<double> values = UrbanPatterns.Autocorrelation(data, Farthest);
        return new LineChart("Emission of neighbours is alike", new ChartAxis("Distance, cells"), new ChartAxis("Moran's I of ln t"),
            [new ChartSeries("Moran's I", [.. Enumerable.Range(1, Farthest).Select(i => (double)i)], values)]);
    }

    /// <summary>Mean weight of each modality in groups of cells of rising emission; null where a model has no weights.</summary>
    /// <param name="emission">Predicted emission of each cell, t.</param>
    /// <param name="weights">Weights of the cells by modality.</param>
    /// <param name="level">Cell or neighbourhood.</param>
    public static LineChart? Attention(IReadOnlyList<double> emission, IEnumerable<KeyValuePair<string, double[]>> weights, string level)
    {
        ChartSeries[] series = [.. weights.Select(pair =>
        {
            ImmutableArray<(double Emission, double Value)> groups = UrbanPatterns.ByEmission(emission, pair.Value, Groups);
            return new ChartSeries(pair.Key, [.. groups.Select(one => one.Emission)], [.. groups.Select(one => one.Value)]);
        })];
        return series.Length == 0 ? null : new LineChart($"Weight of each modality: {level}",
            new ChartAxis("Predicted emission", s_tonne) { IsLogarithmic = true }, new ChartAxis("Mean weight") { Minimum = 0,
                Maximum = 1 },
            series);
    }

    /// <summary>The weights of a prediction by the names that figures show.</summary>
    public static IEnumerable<KeyValuePair<string, double[]>> Weights(ImmutableSortedDictionary<string, ImmutableArray<double>> weights) =>
        weights.Select(pair => KeyValuePair.Create(pair.Key.ToLowerInvariant(), pair.Value.ToArray()));

    /// <summary>What a chart shows, as a table.</summary>
    public static ResultTable Table(string name, LineChart chart, string description) => new(name,
        [new("line"), new(chart.X.Label, chart.X.Unit), new(chart.Y.Label, chart.Y.Unit)],
        chart.Series.SelectMany(series => series.X.Zip(series.Y).Select(at => (IReadOnlyList<object?>)[series.Name, at.First, at.Second])),
        description);

    /// <summary>What a chart shows, as a table.</summary>
    public static ResultTable Table(string name, BarChart chart, string description) => new(name,
        [new("category"), .. chart.Series.Select(series => new ResultColumn(series.Name))],
        chart.Groups.Select((category, i) => (IReadOnlyList<object?>)[category, .. chart.Series.Select(series =>
            (object?)series.Values[i])]), description);

    /// <summary>Representations on a plane, coloured by emission, with anchors; their pictures where there are images.</summary>
    public static (ScatterChart Chart, ResultTable Places, ImmutableArray<int> Anchors)? Representations(UrbanDataset data,
        UrbanPrediction prediction, FitContext context)
    {
        if (prediction.Representation.IsEmpty || prediction.Cells.Length < 4) return null;
        int width = prediction.Representation.Length / prediction.Cells.Length;
        int step = (prediction.Cells.Length + MostPlaced - 1) / MostPlaced;
        int[] shown = [.. Enumerable.Range(0, prediction.Cells.Length).Where(i => i % step == 0)];
        float[] chosen = [.. shown.SelectMany(i => prediction.Representation.AsSpan(i * width, width).ToArray())];
        double[] emission = [.. shown.Select(i => data.Target(prediction.Cells[i]) is double t && t > 0 ? t : prediction.Emission[i])];
        double[] places = new TSne().Place(chosen, shown.Length, context);
        ImmutableArray<int> anchors = UrbanPatterns.Anchors(emission, chosen, AnchorCount);
        double[] x = [.. shown.Select((_, i) => places[2 * i])], y = [.. shown.Select((_, i) => places[(2 * i) + 1])];
        ScatterChart chart = new("Cells as the network sees them (t-SNE)", new ChartAxis("First coordinate"),
            new ChartAxis("Second coordinate"), [new ChartSeries("cells", x, y)])
        {
            Width = 620, Height = 560, Colouring = (new ChartAxis("Emission", s_tonne) { IsLogarithmic = true }, emission),
            Labels = [.. anchors.Select((at, i) => (x[at], y[at], $"{i + 1}"))],
        };
        ResultTable table = new("representations",
            [new("row", Decimals: 0), new("column", Decimals: 0), new("x", Decimals: 3), new("y", Decimals: 3), new("emission", s_tonne, 1),
                new("anchor", Decimals: 0)],
            [.. shown.Select((at, i) =>
            {
                (int row, int column) = data.PlaceOf(prediction.Cells[at]);
                int anchor = anchors.IndexOf(i);
                return (IReadOnlyList<object?>)[(long)row, (long)column, x[i], y[i], emission[i], anchor < 0 ? null : (long)(anchor + 1)];
            })],
            "Representation of each cell (equation 5 of the paper) on a plane. Distances between groups, and the axes, mean nothing.");
        return (chart, table, [.. anchors.Select(at => prediction.Cells[shown[at]])]);
    }

    /// <summary>Pictures of cells, in their order.</summary>
    public static void Anchors(UrbanDataset data, IReadOnlyList<int> cells, IReadOnlyList<string> captions, string path, DataOrigin origin)
    {
        SheetPicture[] pictures = [.. cells.Select((cell, i) => new SheetPicture(data.Tables.PixelSize, Image(data, cell), [captions[i]]))];
        PictureSheet.Write(path, "Anchors along the rise of emission", pictures, 6, 180, Note(origin));
    }

    /// <summary>Explanations side by side: red where covering a part lowers the prediction.</summary>
    public static void Explanations(UrbanDataset data, IReadOnlyList<CellExplanation> explained, string path, DataOrigin origin)
    {
        List<SheetPicture> pictures = [];
        foreach (CellExplanation one in explained)
        {
            // Each cell has colours of its own: parts matter far more in some than in others.
            double range = Math.Max(1e-6, one.Occlusion.Select(Math.Abs).DefaultIfEmpty(0).Max());
            (int row, int column) = data.PlaceOf(one.Cell);
            string place = string.Create(CultureInfo.InvariantCulture, $"row {row}, column {column}");
            pictures.Add(new SheetPicture(data.Tables.PixelSize, Image(data, one.Cell),
                [place, string.Create(CultureInfo.InvariantCulture, $"predicted {one.Emission:N0} t")]));
            pictures.Add(new SheetPicture(data.Tables.PixelSize, Image(data, one.Cell),
                ["red: the part adds to the prediction", string.Create(CultureInfo.InvariantCulture, $"darkest: {range:0.0000} in ln t")])
            {
                Overlay = [.. one.Occlusion.Select(change => -change)], OverlayRange = range,
            });
        }

        PictureSheet.Write(path, "What the prediction rests on in the image", pictures, 2, 260, Note(origin));
    }

    /// <summary>Change of each explained cell when a category of points is removed.</summary>
    public static BarChart Removals(UrbanDataset data, IReadOnlyList<CellExplanation> explained) => new(
        "Prediction without a category of points", data.Tables.Categories, new ChartAxis("Change of ln t"),
        [.. explained.Select(one =>
        {
            (int row, int column) = data.PlaceOf(one.Cell);
            return new BarSeries(string.Create(CultureInfo.InvariantCulture, $"row {row}, column {column}"), one.Removal);
        })]);

    /// <summary>Change of each explained cell when a part of its image is covered.</summary>
    public static ResultTable Occlusions(UrbanDataset data, IReadOnlyList<CellExplanation> explained) => new("occlusions",
        [new("row", Decimals: 0), new("column", Decimals: 0), new("part from the north", Decimals: 0),
            new("part from the west", Decimals: 0), new("change of ln t", Decimals: 4)],
        explained.SelectMany(one => one.Occlusion.Select((change, part) =>
        {
            (int row, int column) = data.PlaceOf(one.Cell);
            return (IReadOnlyList<object?>)[(long)row, (long)column, (long)(part / one.Patches), (long)(part % one.Patches), change];
        })), "Change of ln t of the prediction when a part of the image shows its mean colour, parts counted from 0.");

    /// <summary>Change of each explained cell without an input.</summary>
    public static ResultTable Explanations(UrbanDataset data, IReadOnlyList<CellExplanation> explained) => new("explanations",
        [
            new("row", Decimals: 0), new("column", Decimals: 0), new("predicted", s_tonne, 0), new("without image", Decimals: 3),
            new("without points", Decimals: 3), .. data.Tables.Categories.Select(category => new ResultColumn($"without {category}",
                Decimals: 3)),
        ],
        [.. explained.Select(one =>
        {
            (int row, int column) = data.PlaceOf(one.Cell);
            return (IReadOnlyList<object?>)[(long)row, (long)column, one.Emission, one.WithoutImage, one.WithoutPoints,
                .. data.Tables.Categories.Select((_, i) => one.Removal.IsEmpty ? null : (object?)one.Removal[i])];
        })],
        "Change of ln t of the prediction without an input.");

    private static byte[] Image(UrbanDataset data, int cell)
    {
        byte[] pixels = new byte[data.ImageLength];
        data.ReadImage(cell, pixels);
        return pixels;
    }
}
