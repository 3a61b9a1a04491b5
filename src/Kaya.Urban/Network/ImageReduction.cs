namespace Kaya.Urban;

/// <summary>Brings square images to fewer pixels, each the mean of the area that it covers, rounded to a byte.</summary>
internal sealed class ImageReduction
{
    private readonly int _from, _to;
    private readonly (int First, float[] Weights)[] _parts;

    /// <param name="from">Rows and columns of the images.</param>
    /// <param name="to">Rows and columns wanted, not more.</param>
    internal ImageReduction(int from, int to)
    {
        (_from, _to) = (from, to);
        double step = (double)from / to;
        _parts = [.. Enumerable.Range(0, to).Select(i =>
        {
            double start = i * step, end = (i + 1) * step;
            int first = (int)start, last = Math.Min(from, (int)Math.Ceiling(end - 1e-9));
            return (first, Enumerable.Range(first, last - first)
                .Select(j => (float)((Math.Min(end, j + 1) - Math.Max(start, j)) / step)).ToArray());
        })];
    }

    /// <param name="image">[row, column, red/green/blue].</param>
    /// <param name="reduced">Receives the same of fewer rows and columns.</param>
    internal void Apply(ReadOnlySpan<byte> image, Span<byte> reduced)
    {
        float[] row = new float[_from * 3];
        for (int i = 0; i < _to; i++)
        {
            Array.Clear(row);
            (int first, float[] weights) = _parts[i];
            for (int k = 0; k < weights.Length; k++)
            {
                ReadOnlySpan<byte> line = image.Slice((first + k) * _from * 3, _from * 3);
                for (int j = 0; j < row.Length; j++) row[j] += weights[k] * line[j];
            }

            Span<byte> target = reduced.Slice(i * _to * 3, _to * 3);
            for (int j = 0; j < _to; j++)
                for (int channel = 0; channel < 3; channel++)
                    target[(j * 3) + channel] = Mean(row, j, channel);
        }
    }

    private byte Mean(float[] row, int column, int channel)
    {
        (int first, float[] weights) = _parts[column];
        float sum = 0;
        for (int k = 0; k < weights.Length; k++) sum += weights[k] * row[((first + k) * 3) + channel];
        return (byte)Math.Clamp(MathF.Round(sum), 0, 255);
    }
}
