using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Places points of many dimensions on a plane so that neighbours stay neighbours (t-SNE, van der Maaten and Hinton
/// 2008).</summary>
/// <remarks>Exact: time and memory grow with the square of the number of points. Distances between groups, and the axes, mean
/// nothing.</remarks>
public sealed record TSne
{
    private const int EarlySteps = 250;
    private const double EarlyFactor = 12;

    /// <summary>Effective number of neighbours of a point; at most a third of the points.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of the descent.</summary>
    public int Steps { get; init; } = 750;

    /// <summary>Places the points.</summary>
    /// <param name="points">[n x width].</param>
    /// <param name="count">n, 4 or more.</param>
    /// <param name="context">Randomness of the first places, progress, cancellation.</param>
    /// <returns>[n x 2] places.</returns>
    /// <exception cref="ArgumentException">Fewer than four points, or an array of another length.</exception>
    public double[] Place(ReadOnlySpan<float> points, int count, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (count < 4 || points.Length == 0 || points.Length % count != 0)
            throw new ArgumentException($"{count} points of {points.Length} numbers in all cannot be placed", nameof(count));
        double[] near = Affinities(SquaredDistances(points, count), count, Math.Min(Perplexity, (count - 1) / 3.0));
        RandomSequence random = context.Random.Derive("t-SNE").Sequence();
        double[] places = new double[2 * count], velocity = new double[2 * count], gains = new double[2 * count];
        for (int i = 0; i < places.Length; i++) (places[i], gains[i]) = (1e-4 * random.NextGaussian(), 1);
        double rate = Math.Max(50, count / EarlyFactor / 4);
        double[] gradient = new double[2 * count], kernel = new double[count * count];
        for (int step = 0; step < Steps; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (step % 50 == 0) context.Progress?.Report(new WorkProgress("place the cells", step, Steps));
            Gradient(near, places, step < EarlySteps ? EarlyFactor : 1, kernel, gradient);
            Descend(places, velocity, gains, gradient, (rate, step < EarlySteps ? 0.5 : 0.8));
        }

        return places;
    }

    // Jacobs' rule of gains, as in the paper's own implementation: a coordinate that keeps its direction moves faster.
    private static void Descend(double[] places, double[] velocity, double[] gains, double[] gradient, (double Rate, double Momentum) step)
    {
        double meanX = 0, meanY = 0;
        for (int i = 0; i < places.Length; i++)
        {
            gains[i] = Math.Max(0.01, Math.Sign(gradient[i]) != Math.Sign(velocity[i]) ? gains[i] + 0.2 : gains[i] * 0.8);
            velocity[i] = (step.Momentum * velocity[i]) - (step.Rate * gains[i] * gradient[i]);
            places[i] += velocity[i];
            if (i % 2 == 0) meanX += places[i];
            else meanY += places[i];
        }

        for (int i = 0; i < places.Length; i++) places[i] -= (i % 2 == 0 ? meanX : meanY) * 2 / places.Length;
    }

    // Gradient of the Kullback-Leibler divergence, equation 5 of the paper.
    private static void Gradient(double[] near, double[] places, double factor, double[] kernel, double[] gradient)
    {
        int count = places.Length / 2;
        double sum = 0;
        for (int i = 0; i < count; i++)
            for (int j = 0; j < i; j++)
            {
                double dx = places[2 * i] - places[2 * j], dy = places[(2 * i) + 1] - places[(2 * j) + 1];
                double value = 1 / (1 + (dx * dx) + (dy * dy));
                kernel[(i * count) + j] = value;
                sum += 2 * value;
            }

        Array.Clear(gradient);
        for (int i = 0; i < count; i++)
            for (int j = 0; j < i; j++)
            {
                double value = kernel[(i * count) + j];
                double pull = 4 * ((factor * near[(i * count) + j]) - (value / sum)) * value;
                double dx = pull * (places[2 * i] - places[2 * j]), dy = pull * (places[(2 * i) + 1] - places[(2 * j) + 1]);
                gradient[2 * i] += dx;
                gradient[(2 * i) + 1] += dy;
                gradient[2 * j] -= dx;
                gradient[(2 * j) + 1] -= dy;
            }
    }

    // Each point's bandwidth gives its neighbours the wanted perplexity; then both directions are averaged.
    private static double[] Affinities(double[] squared, int count, double perplexity)
    {
        double[] near = new double[count * count];
        for (int i = 0; i < count; i++) Row(squared.AsSpan(i * count, count), i, Math.Log(perplexity), near.AsSpan(i * count, count));
        double[] both = new double[count * count];
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
                both[(i * count) + j] = Math.Max(1e-12, (near[(i * count) + j] + near[(j * count) + i]) / (2.0 * count));
        return both;
    }

    private static void Row(ReadOnlySpan<double> squared, int self, double entropy, Span<double> near)
    {
        double low = 0, high = double.PositiveInfinity, precision = 1;
        double nearest = double.PositiveInfinity;
        for (int j = 0; j < squared.Length; j++)
            if (j != self) nearest = Math.Min(nearest, squared[j]);
        for (int round = 0; round < 100; round++)
        {
            double sum = 0, weighted = 0;
            for (int j = 0; j < squared.Length; j++)
            {
                near[j] = j == self ? 0 : Math.Exp(-precision * (squared[j] - nearest));
                sum += near[j];
                weighted += near[j] * (squared[j] - nearest);
            }

            double excess = Math.Log(sum) + (precision * weighted / sum) - entropy;
            for (int j = 0; j < near.Length; j++) near[j] /= sum;
            if (Math.Abs(excess) < 1e-5) return;
            if (excess > 0) (low, precision) = (precision, double.IsInfinity(high) ? precision * 2 : (precision + high) / 2);
            else (high, precision) = (precision, (precision + low) / 2);
        }
    }

    private static double[] SquaredDistances(ReadOnlySpan<float> points, int count)
    {
        int width = points.Length / count;
        double[] squared = new double[count * count];
        for (int i = 0; i < count; i++)
            for (int j = 0; j < i; j++)
            {
                float sum = 0;
                for (int c = 0; c < width; c++)
                {
                    float difference = points[(i * width) + c] - points[(j * width) + c];
                    sum += difference * difference;
                }

                squared[(i * count) + j] = squared[(j * count) + i] = sum;
            }

        return squared;
    }
}
