using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Kaya.Core;

/// <summary>Text with its accents composed: macOS writes an accented letter as two characters, other systems as one.</summary>
/// <remarks>Normalisation form C of Unicode (annex 15), in managed code: the runtime needs ICU for it, which a minimal system does not
/// have.</remarks>
public static class ComposedText
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Lazy<Table> s_table = new(Table.Read);

    /// <summary>The composed form of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The same text if it has no combining characters; otherwise its form C.</returns>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.All(letter => letter < 0x300)) return text;
        List<int> letters = [];
        foreach (Rune rune in text.EnumerateRunes()) Decompose(rune.Value, letters);
        Order(letters);
        StringBuilder composed = new(text.Length);
        foreach (int letter in Compose(letters)) composed.Append(new Rune(letter).ToString());
        return composed.ToString();
    }

    private static void Decompose(int letter, List<int> letters)
    {
        if (letter - HangulBase is >= 0 and < Leads * Vowels * Tails and var syllable)
        {
            letters.Add(LeadBase + (syllable / (Vowels * Tails)));
            letters.Add(VowelBase + (syllable / Tails % Vowels));
            if (syllable % Tails > 0) letters.Add(TailBase + (syllable % Tails));
        }
        else if (s_table.Value.Parts.TryGetValue(letter, out (int Base, int Mark) parts))
        {
            Decompose(parts.Base, letters);
            Decompose(parts.Mark, letters);
        }
        else letters.Add(letter);
    }

    // Marks after one letter are sorted by their class; equal classes keep their order.
    private static void Order(List<int> letters)
    {
        for (int at = 1; at < letters.Count; at++)
            for (int back = at; back > 0 && ClassOf(letters[back]) is > 0 and var own && ClassOf(letters[back - 1]) > own; back--)
                (letters[back - 1], letters[back]) = (letters[back], letters[back - 1]);
    }

    private static List<int> Compose(List<int> letters)
    {
        List<int> composed = [];
        (int starter, int last) = (-1, 0);
        foreach (int letter in letters)
        {
            int own = ClassOf(letter);
            bool isBlocked = starter < 0 || (composed.Count - 1 > starter && (last == 0 || last >= own));
            if (!isBlocked && Pair(composed[starter], letter) is { } joined)
            {
                composed[starter] = joined;
                continue;
            }

            composed.Add(letter);
            if (own == 0) starter = composed.Count - 1;
            last = own;
        }

        return composed;
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads and var lead && second - VowelBase is >= 0 and < Vowels and var vowel)
            return HangulBase + (((lead * Vowels) + vowel) * Tails);
        if (first - HangulBase is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0
            && second - TailBase is > 0 and < Tails and var tail) return first + tail;
        return s_table.Value.Composed.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private static int ClassOf(int letter) => s_table.Value.Classes.GetValueOrDefault(letter);

    private sealed record Table(FrozenDictionary<int, (int Base, int Mark)> Parts, FrozenDictionary<(int, int), int> Composed,
        FrozenDictionary<int, int> Classes)
    {
        public static Table Read()
        {
            using Stream stream = typeof(ComposedText).Assembly.GetManifestResourceStream("Kaya.Core.composed-characters.txt")!;
            using StreamReader reader = new(stream);
            Dictionary<int, (int, int)> parts = [];
            Dictionary<int, int> classes = [];
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith('#')) continue;
                int[] numbers = [.. line.Split(' ').Select(number => int.Parse(number, NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture))];
                if (numbers.Length == 3) parts.Add(numbers[0], (numbers[1], numbers[2]));
                else classes.Add(numbers[0], numbers[1]);
            }

            return new Table(parts.ToFrozenDictionary(), parts.ToFrozenDictionary(pair => pair.Value, pair => pair.Key),
                classes.ToFrozenDictionary());
        }
    }
}
