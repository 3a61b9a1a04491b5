namespace Kaya.Core;

/// <summary>Suggestions for mistyped names.</summary>
public static class Spelling
{
    /// <summary>The known name with the smallest edit distance to a typed name, if the distance is small.</summary>
    /// <param name="written">The name as typed; case is ignored.</param>
    /// <param name="known">The valid names.</param>
    /// <returns>A name at an edit distance of at most a third of the longer name (at least 1); null if there is none.</returns>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(known);
        (string Name, int Distance)? best = null;
        foreach (string name in known)
        {
            int distance = Distance(written.ToUpperInvariant(), name.ToUpperInvariant());
            int limit = Math.Max(1, Math.Max(written.Length, name.Length) / 3);
            if (distance <= limit && distance < (best?.Distance ?? int.MaxValue)) best = (name, distance);
        }

        return best?.Name;
    }

    /// <summary>The exception for an unknown name. It lists the valid names and suggests the nearest one.</summary>
    /// <param name="concept">What is named, such as <c>sector</c>.</param>
    /// <param name="written">The name as typed.</param>
    /// <param name="known">The valid names.</param>
    /// <param name="where">The place in the input.</param>
    /// <returns>The exception, for the caller to throw.</returns>
    public static DataFormatException Unknown(string concept, string written, IEnumerable<string> known, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(known);
        string[] names = [.. known];
        string? nearest = Nearest(written, names);
        return new DataFormatException(new Fault($"Unknown {concept}.", where,
            Expected: string.Join(", ", names), Found: $"'{written}'",
            Remedy: nearest is null ? "Use one of the expected names." : $"Did you mean '{nearest}'?"));
    }

    // Optimal string alignment distance: an insertion, deletion, substitution or swap of two adjacent letters counts 1.
    private static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= right.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                int best = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                cost[i, j] = swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
            }
        }

        return cost[left.Length, right.Length];
    }
}
