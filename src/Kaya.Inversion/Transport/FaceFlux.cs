using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>What a sweep moves through the faces of one axis.</summary>
internal interface IFaceFlux
{
    /// <summary>The fluxes, through one face less than there are cells.</summary>
    /// <param name="ratio">Amounts in a kilogram of air, species x layer x row x column, with a cell of the air outside at both ends of the
    /// axis.</param>
    Tensor Of(Tensor ratio);
}

/// <summary>The flux through a face: air and exchange take q of both cells; air takes besides what q at the face differs from its mean.
/// </summary>
internal static class FaceFlux
{
    internal static IFaceFlux Of(AdvectionScheme scheme, int axis, SweepTensors plan, Tensor one) =>
        scheme == AdvectionScheme.VanLeer ? new LinearFlux(axis, plan, one) : new ParabolicFlux(axis, plan);

    /// <summary>Left q[i-1] + Right q[i] + SlopeLeft s[i-1] + SlopeRight s[i].</summary>
    internal static Tensor Of(SweepTensors plan, int axis, Tensor ratio, Tensor before, Tensor after) =>
        (ratio.Slice(axis, 0, -1) * plan.Left) + (ratio.Slice(axis, 1) * plan.Right)
            + (before * plan.SlopeLeft) + (after * plan.SlopeRight);

    /// <summary>Differences from cell to cell.</summary>
    internal static Tensor Steps(int axis, Tensor ratio) => ratio.Slice(axis, 1) - ratio.Slice(axis, 0, -1);

    /// <summary>The air outside has no slope.</summary>
    internal static Tensor WithOutside(int axis, Tensor slope) => axis == 3 ? slope.Pad(0, 1, 1) : slope.Pad(0, 0, 0, 1, 1);
}

/// <summary>Van Leer (1974, 1977): slopes are the harmonic mean of the differences on both sides, 0 at an extremum.</summary>
internal sealed class LinearFlux(int axis, SweepTensors plan, Tensor one) : IFaceFlux
{
    public Tensor Of(Tensor ratio)
    {
        Tensor step = FaceFlux.Steps(axis, ratio), up = step.Slice(axis, 0, -1), down = step.Slice(axis, 1), sum = up + down;
        Tensor product = (up * down).Relu();
        Tensor slope = FaceFlux.WithOutside(axis, product / Tensor.Where(product.IsGreater(0), sum, one));
        return FaceFlux.Of(plan, axis, ratio, slope.Slice(axis, 0, -1), slope.Slice(axis, 1));
    }
}

/// <summary>Piecewise parabolas of Colella and Woodward (1984), equations 1.5 to 1.12 without steepening, on the air's own coordinate.
/// </summary>
/// <remarks>
/// With a = q - q(left edge), b = q(right edge) - q and k the part of the air that stays, equation 1.12 is q + k (k b + (1 - k) a) to the
/// right, and q - k (k a + (1 - k) b) to the left: the linear scheme with another slope at each edge. Equation 1.10 is a between 0 and 2 b,
/// b between 0 and 2 a. An edge has at least a sixth of the mean of its cell, so rounding makes nothing negative.
/// </remarks>
internal sealed class ParabolicFlux(int axis, SweepTensors plan) : IFaceFlux
{
    private readonly Tensor _kept = plan.Kept();

    public Tensor Of(Tensor ratio)
    {
        Tensor step = FaceFlux.Steps(axis, ratio), up = step.Slice(axis, 0, -1), down = step.Slice(axis, 1);
        Tensor slope = FaceFlux.WithOutside(axis,
            Between((up + down) * 0.5, up.Minimum(down).Relu() * 2, up.Maximum(down).Clamp(highest: 0) * 2));
        Tensor edge = ((ratio.Slice(axis, 0, -1) + ratio.Slice(axis, 1)) * 0.5) - (FaceFlux.Steps(axis, slope) * (1.0 / 6));
        Tensor inside = ratio.Slice(axis, 1, -1);
        Tensor left = inside - edge.Slice(axis, 0, -1), right = edge.Slice(axis, 1) - inside;
        Tensor a = FaceFlux.WithOutside(axis, Between(left, right.Relu() * 2, right.Clamp(highest: 0) * 2));
        Tensor b = FaceFlux.WithOutside(axis, Between(right, left.Relu() * 2, left.Clamp(highest: 0) * 2));
        Tensor more = b - a;
        return FaceFlux.Of(plan, axis, ratio, a.Slice(axis, 0, -1) + (_kept * more.Slice(axis, 0, -1)),
            b.Slice(axis, 1) - (_kept * more.Slice(axis, 1)));
    }

    private static Tensor Between(Tensor value, Tensor highest, Tensor lowest) => value.Minimum(highest).Maximum(lowest);
}
