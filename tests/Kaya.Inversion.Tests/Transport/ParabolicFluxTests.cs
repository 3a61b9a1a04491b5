using Kaya.Torch;

namespace Kaya.Inversion.Tests;

public sealed class ParabolicFluxTests
{
    // Equations of Colella and Woodward (1984) one cell at a time, with their own branches.
    private static (double Left, double Right, double Sixth)[] Parabolas(double[] q)
    {
        double[] slope = new double[q.Length];
        for (int j = 1; j < q.Length - 1; j++)
        {
            // 1.7 and 1.8
            double middle = (q[j + 1] - q[j - 1]) / 2;
            if ((q[j + 1] - q[j]) * (q[j] - q[j - 1]) > 0)
                slope[j] = Math.Sign(middle)
                    * Math.Min(Math.Abs(middle), Math.Min(2 * Math.Abs(q[j] - q[j - 1]), 2 * Math.Abs(q[j + 1] - q[j])));
        }

        (double Left, double Right, double Sixth)[] parabolas = [.. q.Select(value => (value, value, 0.0))];
        for (int j = 1; j < q.Length - 1; j++)
        {
            // 1.6
            double left = q[j - 1] + ((q[j] - q[j - 1]) / 2) - ((slope[j] - slope[j - 1]) / 6);
            double right = q[j] + ((q[j + 1] - q[j]) / 2) - ((slope[j + 1] - slope[j]) / 6);
            // 1.10
            if ((right - q[j]) * (q[j] - left) <= 0) (left, right) = (q[j], q[j]);
            double rise = right - left, sixth = 6 * (q[j] - ((left + right) / 2));
            if (rise * sixth > rise * rise) left = (3 * q[j]) - (2 * right);
            else if (-rise * rise > rise * sixth) right = (3 * q[j]) - (2 * left);
            parabolas[j] = (left, right, 6 * (q[j] - ((left + right) / 2)));
        }

        return parabolas;
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void Of_RandomCellsAndWinds_IsTheFluxOfThePaper(int axis)
    {
        RandomSequence random = new RandomSource(4).Sequence();
        const int faces = 60;
        double[] q = [.. Enumerable.Range(0, faces + 1).Select(_ => random.NextInt32(3) == 0 ? 0 : random.NextDouble())];
        // Smooth in the first half, as noise seldom has monotone cells.
        for (int j = 0; j < faces / 2; j++) q[j] = 2 + Math.Sin(0.7 * j) + Math.Exp(0.1 * j);
        double[] courant = [.. Enumerable.Range(0, faces).Select(_ => 1.4 * (random.NextDouble() - 0.5))];
        const double mix = 0.03, held = 7;
        (double Left, double Right, double Sixth)[] parabolas = Parabolas(q);
        double[] expected = new double[faces];
        for (int f = 0; f < faces; f++)
        {
            double x = Math.Abs(courant[f]);
            bool forwards = courant[f] > 0;
            (double left, double right, double sixth) = parabolas[forwards ? f : f + 1];
            // 1.12; the part that leaves lies at the right edge, or at the left one.
            double mean = forwards ? right - (x / 2 * (right - left - ((1 - (2 * x / 3)) * sixth)))
                : left + (x / 2 * (right - left + ((1 - (2 * x / 3)) * sixth)));
            expected[f] = (courant[f] * held * mean) + (mix * (q[f] - q[f + 1]));
        }

        using TensorScope scope = new();
        long[] shape = axis == 3 ? [1, 1, 1, faces] : [1, 1, faces, 1], cells = axis == 3 ? [1, 1, 1, faces + 1] : [1, 1, faces + 1, 1];
        Tensor Of(Func<double, int, double> value) => Tensor.From([.. courant.Select(value)], shape);
        SweepTensors plan = new(Of((c, _) => (Math.Max(c, 0) * held) + mix), Of((c, _) => (Math.Min(c, 0) * held) - mix),
            Of((c, f) => f == 0 ? 0 : Math.Max(c, 0) * held * (1 - c)),
            Of((c, f) => f == faces - 1 ? 0 : -Math.Min(c, 0) * held * (1 + c)));
        double[] ours = FaceFlux.Of(AdvectionScheme.PiecewiseParabolic, axis, plan, Tensor.From([1.0], 1))
            .Of(Tensor.From(q, cells)).ToArray<double>();
        for (int f = 0; f < faces; f++) Assert.Equal(expected[f], ours[f], 1e-11);
    }
}
