using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>From a cell to the numbers that models of vectors learn from: principal components of the vector of its image, logarithms of
/// its counts of points, covariates; and the means of the cells around.</summary>
/// <remarks>Directions, means and spreads are those of the training cells.</remarks>
internal sealed class CellFeatures
{
    private const string Prefix = "features/";
    private readonly OpenCarbonSchema _schema;
    private readonly CellFeatureOptions _options;
    private readonly PrincipalComponents? _components;
    private readonly CovariateScale? _covariates;
    private readonly double[] _pointMeans, _pointSpreads;

    private CellFeatures(OpenCarbonSchema schema, CellFeatureOptions options, PrincipalComponents? components, CovariateScale? covariates,
        (double[] Means, double[] Spreads) points)
    {
        (_schema, _options, _components, _covariates) = (schema, options, components, covariates);
        (_pointMeans, _pointSpreads) = points;
        List<string> names = [.. Enumerable.Range(1, components?.Count ?? 0).Select(k => Text($"image {k}")),
            .. schema.Categories.Select(name => $"points: {name}"), .. schema.Covariates.Select(one => $"covariate: {one.Name}")];
        Own = names.Count;
        if (options.HasNeighbours) names.AddRange([.. names.Select(name => $"{name}, around")]);
        Columns = new FeatureSchema(names.Select(name => new FeatureColumn(name, Unit.One)));
    }

    /// <summary>Number of features without those of the cells around.</summary>
    public int Own { get; }

    /// <summary>Names of the features.</summary>
    public FeatureSchema Columns { get; }

    public ImmutableArray<UrbanModality> Modalities => _options.Modalities;

    /// <summary>Learns directions and scales.</summary>
    public static CellFeatures Of(CellFeatureOptions options, CellVectors vectors, IReadOnlyList<int> training)
    {
        UrbanDataset data = vectors.Data;
        bool Has(UrbanModality modality) => options.Modalities.Contains(modality);
        PrincipalComponents? components = !Has(UrbanModality.Image) ? null
            : PrincipalComponents.Of([.. training.SelectMany(cell => vectors.Of(cell).ToArray())], options.Images!.Width,
                options.Components);
        OpenCarbonSchema schema = OpenCarbonSchema.Of(data, options.Modalities, components is null ? 0 : vectors.ImageSize);
        return new CellFeatures(schema with { HasPositions = false }, options, components,
            Has(UrbanModality.Covariates) ? CovariateScale.Of(data, training) : null,
            Has(UrbanModality.Points) ? PointScale(data, training) : ([], []));
    }

    /// <summary>Refuses cells that are not like those it learnt from.</summary>
    /// <exception cref="SchemaMismatchException">Other categories or covariates, or a cell lacks an input.</exception>
    public void Require(UrbanDataset data, IReadOnlyList<int> cells) => _schema.Require(data, cells, _options.Modalities);

    /// <summary>The features of cells without those of the cells around.</summary>
    /// <returns>[n x <see cref="Own"/>].</returns>
    public double[] OwnMatrix(CellVectors vectors, IReadOnlyList<int> cells)
    {
        double[] matrix = new double[cells.Count * Own];
        for (int i = 0; i < cells.Count; i++) Write(vectors, cells[i], matrix.AsSpan(i * Own, Own));
        return matrix;
    }

    /// <summary>All features of cells.</summary>
    /// <param name="vectors">Vectors of the images.</param>
    /// <param name="cells">Cells with all inputs.</param>
    /// <param name="maySee">Which cells may be part of the means around.</param>
    public FeatureTable Table(CellVectors vectors, IReadOnlyList<int> cells, Func<int, bool> maySee)
    {
        UrbanDataset data = vectors.Data;
        Dictionary<int, double[]> known = [];
        double[] OwnOf(int cell)
        {
            if (known.TryGetValue(cell, out double[]? found)) return found;
            double[] own = new double[Own];
            Write(vectors, cell, own);
            return known[cell] = own;
        }

        if (_options.HasNeighbours)
            vectors.Encode([.. cells, .. cells.SelectMany(cell => Around(data, cell, maySee))]);
        return FeatureTable.Create(Columns, cells.Count, memory =>
        {
            for (int i = 0; i < cells.Count; i++)
            {
                Span<double> row = memory.Span.Slice(i * Columns.Count, Columns.Count);
                OwnOf(cells[i]).CopyTo(row);
                if (!_options.HasNeighbours) continue;
                int[] around = [.. Around(data, cells[i], maySee)];
                if (around.Length == 0) around = [cells[i]];
                foreach (int other in around)
                    for (int k = 0; k < Own; k++) row[Own + k] += OwnOf(other)[k] / around.Length;
            }
        });
    }

    public void Save(JsonObject description, Dictionary<string, StateArray> arrays)
    {
        description["schema"] = JsonSerializer.SerializeToNode(_schema);
        description["modalities"] = JsonSerializer.SerializeToNode(_options.Modalities);
        description["components"] = _options.Components;
        description["hasNeighbours"] = _options.HasNeighbours;
        _components?.Save(arrays);
        _covariates?.Save(arrays);
        arrays[Prefix + "means"] = StateArray.Of(_pointMeans);
        arrays[Prefix + "spreads"] = StateArray.Of(_pointSpreads);
        if (_components is not null) NestedState.Add(_options.Images!.ToState(), description, arrays, "images");
    }

    public static CellFeatures Load(ModelState state, PredictorCatalog catalog)
    {
        Description said = state.Described<Description>();
        ImageEncoder? images = said.Modalities.Contains(UrbanModality.Image)
            ? catalog.Load<ImageEncoder>(NestedState.Take(state, "images")) : null;
        CellFeatureOptions options = new()
        {
            Modalities = said.Modalities, Images = images, ImageSize = said.Schema.ImageSize, Components = said.Components,
            HasNeighbours = said.HasNeighbours,
        };
        int categories = said.Schema.Categories.Length;
        return new CellFeatures(said.Schema, options, images is null ? null : PrincipalComponents.Load(state, images.Width),
            said.Schema.Covariates.IsEmpty ? null : CovariateScale.Load(state, said.Schema.Covariates.Length),
            (state.Numbers<double>(Prefix + "means", categories), state.Numbers<double>(Prefix + "spreads", categories)));
    }

    /// <summary>Vectors of images for questions to this.</summary>
    public CellVectors Vectors(UrbanDataset data, FitContext context) =>
        new(data, _components is null ? null : _options.Images, _schema.ImageSize, context);

    private IEnumerable<int> Around(UrbanDataset data, int cell, Func<int, bool> maySee) => NeighbourCells.Around(data, cell, 1,
        other => maySee(other) && NeighbourCells.HasAll(data, other, _options.Modalities));

    private void Write(CellVectors vectors, int cell, Span<double> row)
    {
        int at = _components?.Count ?? 0;
        if (at > 0) _components!.Apply(vectors.Of(cell), row);
        if (!_schema.Categories.IsEmpty)
        {
            int[] counts = vectors.Data.PointCounts(cell);
            for (int k = 0; k < counts.Length; k++) row[at + k] = (Math.Log(1 + counts[k]) - _pointMeans[k]) / _pointSpreads[k];
            at += counts.Length;
        }

        if (_covariates is null) return;
        float[] scaled = new float[_covariates.Count];
        _covariates.Apply(vectors.Data.Covariates(cell), scaled);
        for (int k = 0; k < scaled.Length; k++) row[at + k] = scaled[k];
    }

    private static (double[] Means, double[] Spreads) PointScale(UrbanDataset data, IReadOnlyList<int> cells)
    {
        int count = data.Tables.Categories.Length;
        double[][] logs = [.. cells.Select(cell => data.PointCounts(cell).Select(n => Math.Log(1 + n)).ToArray())];
        double[] means = [.. Enumerable.Range(0, count).Select(k => logs.Average(row => row[k]))];
        double[] spreads = [.. Enumerable.Range(0, count)
            .Select(k => Math.Sqrt(logs.Average(row => (row[k] - means[k]) * (row[k] - means[k]))))];
        return (means, [.. spreads.Select(spread => spread > 1e-9 ? spread : 1)]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Description(OpenCarbonSchema Schema, ImmutableArray<UrbanModality> Modalities, int Components,
        bool HasNeighbours);
}
