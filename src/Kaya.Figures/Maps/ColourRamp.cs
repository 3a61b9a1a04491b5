using System.Collections.Immutable;

namespace Kaya.Figures;

/// <summary>Colours with increasing lightness, readable in greyscale and for colour-blind people.</summary>
internal static class ColourRamp
{
    // From a dark blue over violet and orange to a pale yellow; lightness rises evenly (ours).
    private static readonly ImmutableArray<(int R, int G, int B)> s_stops =
        [(12, 10, 54), (50, 14, 96), (96, 22, 110), (142, 36, 104), (186, 52, 86), (222, 80, 58), (244, 122, 32), (251, 173, 32),
            (246, 222, 96), (253, 250, 200)];

    // From blue over near white to red, as dark on both sides (ours).
    private static readonly ImmutableArray<(int R, int G, int B)> s_diverging =
        [(16, 62, 130), (62, 118, 184), (140, 182, 220), (208, 226, 240), (246, 246, 244), (248, 218, 204), (236, 156, 132),
            (204, 82, 72), (136, 16, 40)];

    /// <summary>The colour at a place of the ramp.</summary>
    /// <param name="part">From 0 to 1; beyond is clamped.</param>
    /// <param name="isDiverging">Whether the middle is nothing.</param>
    public static Colour At(double part, bool isDiverging = false)
    {
        ImmutableArray<(int R, int G, int B)> stops = isDiverging ? s_diverging : s_stops;
        double place = Math.Clamp(part, 0, 1) * (stops.Length - 1);
        int below = Math.Min((int)place, stops.Length - 2);
        double rest = place - below;
        (int r0, int g0, int b0) = stops[below];
        (int r1, int g1, int b1) = stops[below + 1];
        return new Colour(Mix(r0, r1), Mix(g0, g1), Mix(b0, b1));

        byte Mix(int from, int to) => (byte)Math.Round(from + (rest * (to - from)));
    }
}
