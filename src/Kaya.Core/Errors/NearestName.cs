namespace Kaya.Core;

/// <summary>Finds the known name that a mistyped one most likely stands for.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest edits, case ignored.</summary>
    /// <param name="found">What was written.</param>
    /// <param name="known">The names that exist.</param>
    /// <returns>The nearest name; null when even the nearest differs in more than a third of its letters (two at least).</returns>
    public static string? Of(string found, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(known);
        string? best = null;
        int least = int.MaxValue;
        foreach (string name in known)
        {
            int distance = Distance(found.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance > Math.Max(2, name.Length / 3) || distance >= least) continue;
            (best, least) = (name, distance);
        }

        return best;
    }

    /// <summary>The nearest name as the beginning of a remedy, such as <c>Did you mean 'gas'? </c>.</summary>
    /// <param name="found">What was written.</param>
    /// <param name="known">The names that exist.</param>
    /// <returns>The question with a space behind it; empty when no name is near.</returns>
    public static string Question(string found, IEnumerable<string> known) =>
        Of(found, known) is { } name ? $"Did you mean '{name}'? " : "";

    /// <summary>Levenshtein distance, one row at a time.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j < row.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
