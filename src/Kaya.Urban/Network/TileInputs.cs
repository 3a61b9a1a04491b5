using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Reads what a network is given of single cells. For use by several threads.</summary>
internal sealed class TileInputs
{
    // Reduced images are kept where all of them take no more than this.
    private const long MostKept = 512L << 20;

    private readonly UrbanDataset _data;
    private readonly OpenCarbonShape _shape;
    private readonly CovariateScale? _covariates;
    private readonly FrozenTiles? _frozen;
    private readonly ImageReduction? _reduction;
    private readonly byte[]?[]? _kept;

    /// <param name="data">The cells.</param>
    /// <param name="shape">Shape of the network.</param>
    /// <param name="imageSize">Rows and columns of its images; 0 where it has none.</param>
    /// <param name="covariates">Scale of the covariates; null where it has none.</param>
    /// <param name="frozen">Vectors that stand for images; null where the network has the images themselves.</param>
    /// <param name="readsAgain">Whether tiles are read more than once, so that it is worth while to keep reduced images.</param>
    internal TileInputs(UrbanDataset data, OpenCarbonShape shape, int imageSize, CovariateScale? covariates, FrozenTiles? frozen,
        bool readsAgain)
    {
        (_data, _shape, ImageSize, _covariates, _frozen) = (data, shape, imageSize, covariates, frozen);
        if (frozen is not null || imageSize == 0 || imageSize == data.Tables.PixelSize) return;
        _reduction = new ImageReduction(data.Tables.PixelSize, imageSize);
        if (readsAgain && (long)data.Count * imageSize * imageSize * 3 <= MostKept) _kept = new byte[]?[data.Count];
    }

    internal OpenCarbonShape Shape => _shape;

    internal UrbanDataset Data => _data;

    internal int ImageSize { get; }

    /// <summary>The array of some tiles in one modality.</summary>
    internal BatchArray ArrayOf(UrbanModality modality, long tiles) => modality switch
    {
        UrbanModality.Image when _frozen is { } frozen => new BatchArray(TensorType.Float32, tiles, frozen.Count),
        UrbanModality.Image => new BatchArray(TensorType.UInt8, tiles, ImageSize, ImageSize, 3),
        UrbanModality.Points => new BatchArray(TensorType.Float32, tiles, _shape.Categories, _shape.RasterSize, _shape.RasterSize),
        _ => new BatchArray(TensorType.Float32, tiles, _shape.Covariates),
    };

    /// <summary>Bytes of a tile in one modality.</summary>
    internal long BytesOf(UrbanModality modality)
    {
        BatchArray one = ArrayOf(modality, 1);
        long count = one.Type == TensorType.UInt8 ? 1 : sizeof(float);
        foreach (long length in one.Shape) count *= length;
        return count;
    }

    /// <summary>Reads tiles into the first places of an array of a batch.</summary>
    internal void Fill(UrbanModality modality, IReadOnlyList<int> cells, Batch batch, int array)
    {
        if (HasPixels(modality)) ReadImages(cells, batch.Values<byte>(array));
        else ReadNumbers(modality, cells, batch.Values<float>(array));
    }

    /// <summary>Tiles as a tensor of the innermost scope.</summary>
    internal Tensor Read(UrbanModality modality, IReadOnlyList<int> cells)
    {
        long[] shape = ArrayOf(modality, cells.Count).Shape.ToArray();
        int length = checked((int)shape.Aggregate((a, b) => a * b));
        if (HasPixels(modality))
        {
            byte[] bytes = new byte[length];
            ReadImages(cells, bytes);
            return Tensor.From(bytes, shape);
        }

        if (modality == UrbanModality.Image) _frozen!.Encode(cells);
        float[] values = new float[length];
        ReadNumbers(modality, cells, values);
        return Tensor.From(values, shape);
    }

    private bool HasPixels(UrbanModality modality) => modality == UrbanModality.Image && _frozen is null;

    private void ReadImages(IReadOnlyList<int> cells, Span<byte> to)
    {
        int length = ImageSize * ImageSize * 3;
        byte[] whole = new byte[_reduction is null ? 0 : _data.ImageLength];
        for (int i = 0; i < cells.Count; i++) ReadImage(cells[i], to.Slice(i * length, length), whole);
    }

    private void ReadImage(int cell, Span<byte> to, byte[] whole)
    {
        if (_reduction is null)
        {
            _data.ReadImage(cell, to);
            return;
        }

        if (_kept is not null && Volatile.Read(ref _kept[cell]) is { } kept)
        {
            kept.CopyTo(to);
            return;
        }

        _data.ReadImage(cell, whole);
        _reduction.Apply(whole, to);
        if (_kept is not null) Volatile.Write(ref _kept[cell], to.ToArray());
    }

    private void ReadNumbers(UrbanModality modality, IReadOnlyList<int> cells, Span<float> to)
    {
        if (cells.Count == 0) return;
        int length = modality switch
        {
            UrbanModality.Image => _frozen!.Count,
            UrbanModality.Points => _shape.Categories * _shape.RasterSize * _shape.RasterSize,
            _ => _shape.Covariates,
        };
        for (int i = 0; i < cells.Count; i++)
        {
            Span<float> values = to.Slice(i * length, length);
            if (modality == UrbanModality.Points) CountPoints(cells[i], values);
            else if (modality == UrbanModality.Image) _frozen!.Read(cells[i], values);
            else _covariates!.Apply(_data.Covariates(cells[i]), values);
        }
    }

    private void CountPoints(int cell, Span<float> counts)
    {
        counts.Clear();
        int size = _shape.RasterSize;
        foreach (PointOfInterest point in _data.Points(cell))
            counts[(((point.Category * size) + (point.Row * size >> 16)) * size) + (point.Column * size >> 16)]++;
    }
}
