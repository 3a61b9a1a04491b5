using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Learning;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="UrbanEncodeTask"/>.</summary>
public sealed record UrbanEncodeOptions : UrbanCellsOptions
{
    /// <summary>The encoder.</summary>
    [Option("safetensors file with the weights of a residual network, see 'urban weights import' (default: an untrained small one, which "
        + "tells little more than colours)", Group = OptionGroup.Input)]
    public string? Encoder { get; set; }

    /// <summary>Number of groups.</summary>
    [Option("groups of cells that look alike", Minimum = 2, Maximum = 50)]
    public int Groups { get; set; } = 5;
}

/// <summary><c>kaya urban encode</c>: vectors of the images of cells by a pretrained network, on a plane and in groups, without any
/// target.</summary>
public sealed class UrbanEncodeTask : KayaTask<UrbanEncodeOptions>
{
    private const int MostShown = 1500, PicturesOfGroup = 6;

    /// <inheritdoc/>
    public override string Name => "urban encode";

    /// <inheritdoc/>
    public override string Summary => "Show which images look alike to a pretrained network: on a plane (t-SNE) and in groups (k-means).";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["./kaya urban encode --cells runs/cells --encoder imagenet.safetensors --out runs/looks"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanEncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. UrbanCells.Files(options), .. options.Encoder is { } encoder
            ? [new TaskInput("encoder", encoder, "weights of a residual network")] : Array.Empty<TaskInput>()];
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanEncodeOptions options) => "about 0.05 s for an image of 256 pixels on two cores";

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanEncodeOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        session.Report("read the cells");
        using UrbanCells cells = UrbanCells.Load(options.Cells);
        int[] all = [.. Enumerable.Range(0, cells.Data.Count).Where(cell => cells.Data.Has(cell, UrbanModality.Image))];
        int step = (all.Length + MostShown - 1) / MostShown;
        int[] shown = [.. all.Where((_, i) => i % Math.Max(1, step) == 0)];
        if (shown.Length < Math.Max(4, options.Groups))
            throw new DataNotFoundException(new Fault("There are too few images.", new SourceLocation(cells.Data.Path),
                $"{Math.Max(4, options.Groups)} cells with images", $"{shown.Length}", "Prepare more cells with images, or ask for"
                    + " fewer groups."));
        ImageEncoder encoder = options.Encoder is { } path ? new ImageEncoder(ResNetWeights.Read(path),
            Path.GetFileNameWithoutExtension(path))
            : ImageEncoder.Untrained(ResNetOptions.Small, session.Context.Random.Derive("untrained encoder"));
        ImmutableArray<float> vectors = encoder.Encode(cells.Data, shown, session.Context);
        int[] groups = new KMeans(options.Groups).Divide(vectors.AsSpan(), shown.Length, session.Context.Random);
        double[] places = new TSne().Place(vectors.AsSpan(), shown.Length, session.Context);
        ResultTable table = Table(cells.Data, shown, places, groups, encoder.Name);
        ReportBuilder page = Page(cells, encoder.Name, shown.Length, step);
        page.Chart(Chart(places, groups), "Each point is a cell; colours and forms are groups. Distances between groups, and the axes,"
            + " mean "
            + "nothing.");
        page.Section("Groups").Picture(Sheet(cells, shown, vectors, groups, session.Run),
            "Of each group the six images nearest to its mean; a row is a group.");
        TaskEnvironment.Record(session.Run, options);
        session.Write(page);
        return new TaskOutcome([string.Create(CultureInfo.InvariantCulture,
            $"{shown.Length} images of {cells.Origin.Label} by {encoder.Name}, in {options.Groups} groups; report.html shows them.")],
                [table],
            TablesPrinted: 0);
    }

    private static ReportBuilder Page(UrbanCells cells, string encoder, int shown, int step)
    {
        ReportBuilder page = new("Images that look alike", cells.Origin.Label) { Data = cells.Origin };
        page.Fact("images", $"{shown}").Fact("encoder", encoder);
        if (step > 1) page.Paragraph($"Every {step}th image is taken.");
        return page.Section("On a plane");
    }

    private static ScatterChart Chart(double[] places, int[] groups) => new("Images as the network sees them (t-SNE)",
        new ChartAxis("First coordinate"), new ChartAxis("Second coordinate"),
        [.. groups.Distinct().Order().Select(group =>
        {
            int[] members = [.. Enumerable.Range(0, groups.Length).Where(i => groups[i] == group)];
            return new ChartSeries($"group {group + 1}", [.. members.Select(i => places[2 * i])], [.. members.Select(i => places[(2 * i)
                + 1])]);
        })])
    { Width = 620, Height = 560 };

    private static ResultTable Table(UrbanDataset data, int[] shown, double[] places, int[] groups, string encoder) => new("looks",
        [new("row", Decimals: 0), new("column", Decimals: 0), new("x", Decimals: 3), new("y", Decimals: 3), new("group", Decimals: 0)],
        [.. shown.Select((cell, i) =>
        {
            (int row, int column) = data.PlaceOf(cell);
            return (IReadOnlyList<object?>)[(long)row, (long)column, places[2 * i], places[(2 * i) + 1], (long)(groups[i] + 1)];
        })],
        $"Place of each image on a plane (t-SNE) and its group (k-means), by {encoder}.");

    private static string Sheet(UrbanCells cells, int[] shown, ImmutableArray<float> vectors, int[] groups, ActiveRun run)
    {
        int width = vectors.Length / shown.Length;
        List<SheetPicture> pictures = [];
        foreach (int group in groups.Distinct().Order())
        {
            int[] members = [.. Enumerable.Range(0, groups.Length).Where(i => groups[i] == group)];
            double[] mean = [.. Enumerable.Range(0, width).Select(c => members.Average(i => vectors[(i * width) + c]))];
            int[] nearest = [.. members.OrderBy(i => Enumerable.Range(0, width).Sum(c => Math.Pow(vectors[(i * width) + c] - mean[c], 2)))
                .Take(PicturesOfGroup)];
            for (int i = 0; i < PicturesOfGroup; i++)
            {
                int cell = shown[nearest[Math.Min(i, nearest.Length - 1)]];
                byte[] pixels = new byte[cells.Data.ImageLength];
                if (i < nearest.Length) cells.Data.ReadImage(cell, pixels);
                else Array.Fill(pixels, (byte)255);
                pictures.Add(new SheetPicture(cells.Data.Tables.PixelSize, pixels,
                    i == 0 ? [string.Create(CultureInfo.InvariantCulture, $"group {group + 1}: {members.Length} images")] : [""]));
            }
        }

        string path = run.OutputPath("groups.png");
        PictureSheet.Write(path, "Images of each group", pictures, PicturesOfGroup, 130, cells.Origin.IsSample
            ? "made-up sample, not real data"
            : null);
        return path;
    }
}
