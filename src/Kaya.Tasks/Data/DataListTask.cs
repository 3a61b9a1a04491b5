using System.Globalization;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="DataListTask"/>.</summary>
public sealed record DataListOptions : TaskOptions;

/// <summary><c>kaya data list</c>: lists data sources and where to get them.</summary>
public sealed class DataListTask : QueryTask<DataListOptions>
{
    /// <inheritdoc/>
    public override string Name => "data list";

    /// <inheritdoc/>
    public override string Summary => "List the data sources: provider, page, size, terms.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya data list", "./kaya data list --json"];

    /// <inheritdoc/>
    public override TaskOutcome Execute(DataListOptions options, TaskSession session)
    {
        ResultTable table = new(
            "data", [new("name"), new("what"), new("page"), new("address"), new("known sizes"), new("sha256"), new("terms")],
            DataRegistry.All.Select(Row));
        return new TaskOutcome([.. DataRegistry.All.SelectMany(Lines)], []) { Document = table.ToJson() };
    }

    private static IReadOnlyList<object?> Row(DataSource source) =>
    [
        source.Name, source.What, source.Page.ToString(), source.Address?.ToString(),
            string.Join(", ", source.KnownVersions.Select(version => version.Size)),
        string.Join(", ", source.KnownVersions.Select(version => version.Sha256)), source.Terms,
    ];

    private static IEnumerable<string> Lines(DataSource source) =>
    [
        source.Name,
        $"  {source.What}",
        $"  page:    {source.Page}",
        $"  address: {source.Address?.ToString() ?? "no permanent address: download it from the page"}",
        .. source.KnownVersions.Select(version =>
            string.Create(
                CultureInfo.InvariantCulture, $"  known:   {version.Description}, {version.Size} bytes, SHA-256 {version.Sha256}")),
        $"  terms:   {source.Terms}",
    ];
}
