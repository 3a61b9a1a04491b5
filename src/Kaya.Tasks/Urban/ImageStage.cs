using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Urban;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Tasks;

/// <summary>What became of the image of a cell.</summary>
internal enum ImageState : byte
{
    /// <summary>Not read yet.</summary>
    Open,

    /// <summary>Read.</summary>
    Done,

    /// <summary>No picture has data for all of the cell.</summary>
    NotCovered,

    /// <summary>A picture could not be decoded.</summary>
    Corrupt,
}

/// <summary>Reads the images of cells to a file of the checkpoint, in parallel; images that are there are not read again.</summary>
internal sealed class ImageStage : IDisposable
{
    public const string PixelFile = "checkpoint/images.u8", StateFile = "checkpoint/images.state";
    private const int HeadLength = 64;
    private const int FaultsShown = 5;
    private readonly UrbanInputs _inputs;
    private readonly UrbanPrepareOptions _options;
    private readonly SortedDictionary<int, List<IPicture>> _pictures;
    private readonly SafeFileHandle _pixels, _states;
    private readonly SortedDictionary<string, string> _corrupt = new(StringComparer.Ordinal);

    public ImageStage(UrbanInputs inputs, UrbanPrepareOptions options, TaskSession session)
    {
        (_inputs, _options) = (inputs, options);
        _pictures = PicturesOf(inputs);
        Modes = ImageModes.Of([.. _pictures.Values.SelectMany(some => some).Distinct()], inputs.Images!.Range, session.Cancellation);
        if (Modes.MixesDepths)
            foreach (List<IPicture> some in _pictures.Values)
                for (int i = 0; i < some.Count; i++) some[i] = Modes.Among(some[i]);
        Cells = [.. _pictures.Keys];
        State = new ImageState[Cells.Length];
        byte[] head = Encoding.ASCII.GetBytes(Identity());
        string pixels = session.Run.PathFor(PixelFile), states = session.Run.PathFor(StateFile);
        Directory.CreateDirectory(Path.GetDirectoryName(pixels)!);
        bool continues = session.Resumed && File.Exists(pixels) && File.Exists(states) && Continues(states, head);
        if (!continues)
        {
            File.WriteAllBytes(states, [.. head, .. new byte[Cells.Length]]);
            File.Delete(pixels);
        }

        Found = State.Count(state => state != ImageState.Open);
        _states = File.OpenHandle(states, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        _pixels = File.OpenHandle(pixels, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Cells that a picture touches, ascending places in the grid.</summary>
    public int[] Cells { get; }

    /// <summary>How the images are stored.</summary>
    public ImageModes Modes { get; }

    /// <summary>What became of each of them.</summary>
    public ImageState[] State { get; }

    /// <summary>Images that an interrupted run had read.</summary>
    public int Found { get; }

    /// <summary>Pictures that could not be decoded, and why.</summary>
    public IReadOnlyDictionary<string, string> Corrupt => _corrupt;

    /// <summary>Bytes of an image.</summary>
    public int Length => _options.Image.Pixels * _options.Image.Pixels * 3;

    public void Read(TaskSession session)
    {
        int[] open = [.. Enumerable.Range(0, Cells.Length).Where(at => State[at] == ImageState.Open)];
        int done = 0;
        session.Report("read images", Found, Cells.Length);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = session.Cancellation };
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, open.Length), Math.Max(1, Math.Min(64,
            open.Length))),
            parallel, range =>
            {
                using GdalTransformation? forth = _inputs.Images!.Crs.Equals(_inputs.Grid.Crs) ? null
                    : new GdalTransformation(_inputs.Grid.Crs, _inputs.Images.Crs);
                CellImageReader reader = new(_inputs.Grid, _options.Image.Pixels, forth);
                byte[] pixels = new byte[Length];
                for (int i = range.Item1; i < range.Item2 && i < open.Length; i++)
                {
                    session.Cancellation.ThrowIfCancellationRequested();
                    ReadOne(reader, open[i], pixels);
                    int now = Interlocked.Increment(ref done);
                    if (now % 64 == 0 || now == open.Length) session.Report("read images", Found + now, Cells.Length);
                }
            });
        if (_corrupt.Count > 0 && !_options.SkipCorrupt) throw CorruptFound();
    }

    /// <summary>The image of a cell that is done.</summary>
    public void Load(int at, Span<byte> pixels)
    {
        if (RandomAccess.Read(_pixels, pixels[..Length], (long)at * Length) != Length)
            throw new InvalidOperationException("the file of images is shorter than what was written to it");
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _states.Dispose();
    }

    private void ReadOne(CellImageReader reader, int at, byte[] pixels)
    {
        (int row, int column) = Math.DivRem(Cells[at], _inputs.Grid.Columns);
        try
        {
            double cover = reader.Read(row, column, _pictures[Cells[at]], pixels);
            State[at] = cover >= _options.Image.LeastCover - 1e-9 ? ImageState.Done : ImageState.NotCovered;
        }
        catch (DataFormatException failure)
        {
            lock (_corrupt) _corrupt[failure.Fault.Where?.File ?? "?"] = $"{failure.Fault.What} {failure.Fault.Found}";
            State[at] = ImageState.Corrupt;
            return;
        }

        if (State[at] == ImageState.Done) RandomAccess.Write(_pixels, pixels, (long)at * Length);
        // After the pixels: what is said to be done is there. Corrupt images are not noted, so that a mended file is read.
        RandomAccess.Write(_states, [(byte)State[at]], HeadLength + at);
    }

    private bool Continues(string states, byte[] head)
    {
        byte[] all = File.ReadAllBytes(states);
        if (all.Length != HeadLength + Cells.Length || !all.AsSpan(0, HeadLength).SequenceEqual(head)) return false;
        for (int at = 0; at < State.Length; at++) State[at] = (ImageState)all[HeadLength + at];
        return true;
    }

    // Other pictures, cells or pixels: everything is read anew. The digests of the files are compared when the run ends.
    private string Identity()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{_inputs.Grid};{_options.Image.Pixels};{_options.Image.LeastCover};");
        foreach ((int cell, List<IPicture> pictures) in _pictures)
            text.Append(CultureInfo.InvariantCulture, $"{cell}:{string.Join(',', pictures.Select(picture => picture.Name))};");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static SortedDictionary<int, List<IPicture>> PicturesOf(UrbanInputs inputs)
    {
        SortedDictionary<int, List<IPicture>> found = [];
        Grid grid = inputs.Grid;
        Affine inverse = grid.Affine.Inverse();
        foreach (IPicture picture in inputs.Images!.Pictures)
        {
            Bounds bounds = UrbanInputs.Moved(picture.Bounds, picture.Crs, grid.Crs);
            (double X, double Y)[] corners = [inverse.Apply(bounds.West, bounds.North), inverse.Apply(bounds.East, bounds.North),
                inverse.Apply(bounds.West, bounds.South), inverse.Apply(bounds.East, bounds.South)];
            // A picture that only touches a cell has nothing of it.
            int firstRow = Math.Max(0, (int)Math.Floor(corners.Min(corner => corner.Y) + 1e-6));
            int firstColumn = Math.Max(0, (int)Math.Floor(corners.Min(corner => corner.X) + 1e-6));
            int endRow = (int)Math.Min(grid.Rows, Math.Ceiling(corners.Max(corner => corner.Y) - 1e-6));
            int endColumn = (int)Math.Min(grid.Columns, Math.Ceiling(corners.Max(corner => corner.X) - 1e-6));
            for (int row = firstRow; row < endRow; row++)
                for (int column = firstColumn; column < endColumn; column++)
                {
                    int cell = (row * grid.Columns) + column;
                    (found.TryGetValue(cell, out List<IPicture>? list) ? list : found[cell] = []).Add(picture);
                }
        }

        return found;
    }

    private DataFormatException CorruptFound() => new(new Fault($"{_corrupt.Count} images cannot be decoded.",
        new SourceLocation(_corrupt.Keys.First()), "complete PNG, JPEG, WebP or GeoTIFF images",
        string.Join("; ", _corrupt.Take(FaultsShown).Select(pair => $"{pair.Key}: {pair.Value}"))
            + (_corrupt.Count > FaultsShown ? $"; and {_corrupt.Count - FaultsShown} more" : ""),
        "Download them again and continue with `kaya run resume FOLDER`, or give --skip-corrupt: their cells then have no image."));
}
