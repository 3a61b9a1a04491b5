using System.Globalization;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>How the images of a task are stored, and what each kind becomes. Images of 8 bits and of more are not mixed unless it is said
/// how bright the others are.</summary>
internal sealed class ImageModes
{
    private readonly (double Black, double White)? _range;
    private readonly List<(PictureMode Mode, int Count, string First)> _modes;
    private readonly SortedDictionary<(int Rows, int Columns), int> _sizes = [];

    private ImageModes(IReadOnlyList<(string Name, PictureHeader? Header)> all, (double Black, double White)? range)
    {
        _range = range;
        Unknown = all.Count(one => one.Header is null);
        _modes = [.. all.Where(one => one.Header is not null).GroupBy(one => one.Header!.Mode)
            .Select(group => (group.Key, group.Count(), group.First().Name)).OrderByDescending(group => group.Item2)];
        foreach ((_, PictureHeader? header) in all)
            if (header is not null) _sizes[(header.Rows, header.Columns)] = _sizes.GetValueOrDefault((header.Rows, header.Columns)) + 1;
    }

    /// <summary>Images whose header says nothing; they are no pictures, or damaged.</summary>
    public int Unknown { get; }

    public bool IsMixed => _modes.Count > 1;

    /// <summary>Whether some numbers have 8 bits or fewer and others more.</summary>
    public bool MixesDepths => HasDeep && _modes.Any(one => !one.Mode.IsDeep);

    private bool HasDeep => _modes.Any(one => one.Mode.IsDeep);

    /// <summary>Whether all that 16 bits can say became black to white, though few images use it all.</summary>
    public bool IsRangeAssumed => HasDeep && _range is null;

    /// <summary>Reads the headers of images.</summary>
    /// <exception cref="DataFormatException">Images of 8 and of more bits without a range.</exception>
    public static ImageModes Of(IReadOnlyList<IPicture> pictures, (double Black, double White)? range, CancellationToken cancellation)
    {
        PictureHeader?[] headers = new PictureHeader?[pictures.Count];
        Parallel.For(0, headers.Length, new ParallelOptions { CancellationToken = cancellation },
            at => headers[at] = pictures[at].ReadHeader());
        ImageModes modes = new([.. pictures.Select((picture, at) => (picture.Name, headers[at]))], range);
        if (!modes.MixesDepths || range is not null) return modes;
        throw new DataFormatException(new Fault("Images of 8 bits and of more are together: how bright the others are beside 8 bits is not"
            + " known.", new SourceLocation(modes._modes.First(one => one.Mode.IsDeep).First),
            "images of 8 bits, or --image.range with the values of the others that become black and white",
            string.Join("; ", modes._modes.Select(one => $"{one.Count} {one.Mode}, such as {one.First}")),
            "Give --image.range 0,65535 if white is all that 16 bits can say, --image.range 0,3000 or the like for reflectances, or prepare"
            + " each kind in turn. Images of 8 bits stay as they are."));
    }

    /// <summary>An image as it is to be read among the others.</summary>
    public IPicture Among(IPicture picture) => MixesDepths && picture.ReadHeader() is { Mode.IsDeep: false } ? picture.AsStored() : picture;

    public ResultTable Table() => new("image-modes", [new("stored as"), new("images", Decimals: 0), new("such as"),
        new("what became of it")],
        [.. _modes.Select(one => (IReadOnlyList<object?>)[one.Mode.ToString(), (long)one.Count, one.First, Became(one.Mode)])],
        "How the images are stored. All become red, green and blue of 8 bits.");

    public IEnumerable<string> Notes()
    {
        string counts = string.Join(", ", _modes.Select(one => $"{one.Count} {one.Mode}"));
        if (!IsMixed && _modes is [var only])
            yield return $"images: {counts}" + (Became(only.Mode) is { Length: > 0 } became ? $" ({became})" : "");
        if (IsMixed)
            yield return $"images of mixed modes: {string.Join("; ", _modes.Select(one => Became(one.Mode) is { Length: > 0 } became
                ? $"{one.Count} {one.Mode} ({became})" : $"{one.Count} {one.Mode}"))}";
        if (_modes.Any(one => one.Mode.Colours == PictureColours.Grey) && _modes.Any(one => one.Mode.Colours != PictureColours.Grey))
            yield return "grey images are among those with colours: to a network they are places without colour";
        if (_sizes.Count > 1)
            yield return "images of several sizes, all brought to one: " + string.Join(", ", _sizes.OrderByDescending(size => size.Value)
                .Take(5).Select(size => $"{size.Value} of {size.Key.Rows} x {size.Key.Columns}"))
                + (_sizes.Count > 5 ? $", and {_sizes.Count - 5} more sizes" : "");
    }

    private string Became(PictureMode mode)
    {
        List<string> parts = [];
        if (mode.Colours == PictureColours.Grey) parts.Add("grey repeated");
        if (mode.Colours == PictureColours.Palette) parts.Add("palette expanded");
        if (mode.Colours == PictureColours.Cmyk) parts.Add("made red, green and blue without a colour profile");
        if (mode.IsDeep || (_range is not null && !MixesDepths && mode.Colours != PictureColours.Palette))
        {
            (double black, double white) = _range ?? (0, Math.Pow(2, mode.Bits) - 1);
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{black:G6} to {white:G6} became 0 to 255"));
        }

        return string.Join(", ", parts);
    }
}
