using System.Collections.Immutable;

namespace Kaya.Figures;

/// <summary>Colours with increasing lightness, readable in greyscale and for colour-blind people.</summary>
internal static class ColourRamp
{
    // From a dark blue over violet and orange to a pale yellow; lightness rises evenly (ours).
    private static readonly ImmutableArray<(int R, int G, int B)> s_stops =
        [(12, 10, 54), (50, 14, 96), (96, 22, 110), (142, 36, 104), (186, 52, 86), (222, 80, 58), (244, 122, 32), (251, 173, 32),
            (246, 222, 96), (253, 250, 200)];

    /// <summary>The colour at a place of the ramp.</summary>
    /// <param name="part">From 0 to 1; beyond is clamped.</param>
    public static Colour At(double part)
    {
        double place = Math.Clamp(part, 0, 1) * (s_stops.Length - 1);
        int below = Math.Min((int)place, s_stops.Length - 2);
        double rest = place - below;
        (int r0, int g0, int b0) = s_stops[below];
        (int r1, int g1, int b1) = s_stops[below + 1];
        return new Colour(Mix(r0, r1), Mix(g0, g1), Mix(b0, b1));

        byte Mix(int from, int to) => (byte)Math.Round(from + (rest * (to - from)));
    }
}
