using System.Text.RegularExpressions;

namespace Kaya.Faults;

/// <summary>Lets every call of a job that changes a file fail, one after another: what stood before stays, nothing half-written gets a
/// name, the exit code and the message say it, and the next try ends as if nothing had been.</summary>
/// <param name="job">The job.</param>
/// <param name="folder">A folder for its files.</param>
/// <param name="point">Makes the faults.</param>
public sealed partial class WriteFaultCheck(FaultJob job, string folder, FailPoint point) : JobCheck(job, folder)
{
    /// <summary>The kinds of faults: errors of one call, a disk that is full from then on, a write of half the bytes, a kill.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["ENOSPC", "EIO", "EACCES", "FULL", "SHORT", "KILL"];

    private const int OutOfResources = 6, Killed = 137, MostAgain = 4;

    private readonly HashSet<int> _covered = [];
    private readonly HashSet<string> _placesCovered = [];

    /// <summary>Points of the job.</summary>
    public int Points { get; private set; }

    /// <summary>Points at which at least one fault was made.</summary>
    public int Covered => _covered.Count;

    /// <summary>Places of the job: points that differ in their call or in their file, of the files in a folder of a run in its
    /// kind.</summary>
    public int Places { get; private set; }

    /// <summary>Places at which at least one fault was made.</summary>
    public int PlacesCovered => _placesCovered.Count;

    /// <summary>Faults by their kind.</summary>
    public SortedDictionary<string, int> ByKind { get; } = new(StringComparer.Ordinal);

    /// <summary>Faults that were made.</summary>
    public int Faults { get; private set; }

    /// <summary>Faults after which the job ended as if nothing had been.</summary>
    public int Survived { get; private set; }

    /// <summary>Makes the faults.</summary>
    /// <param name="most">At most so many points of each kind, spread evenly, and others for each kind; all if there are no
    /// more.</param>
    /// <param name="byPlace">Instead, one fault at every place, at one of its points, the kinds in turn.</param>
    /// <param name="random">Where the first of them is, or which point of a place.</param>
    /// <param name="progress">Told after each fault how many are made, and of how many.</param>
    public void Run(int most, bool byPlace, Random random, Action<int, int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        Begin();
        (CommandEnd end, IReadOnlyList<string> points) = point.Run(Work, "COUNT", 0, Job.Command);
        end.Require();
        Made whole = Made.Of(Work);
        Points = points.Count;
        ILookup<string, int> places = points.Select((text, at) => (Place: PlaceOf(text), Number: at + 1))
            .ToLookup(one => one.Place, one => one.Number);
        Places = places.Count;
        bool Has(string kind, int number) => kind != "SHORT" || points[number - 1].Contains(" write ", StringComparison.Ordinal);
        List<(string Kind, int Number)> chosen = [];
        int turn = random.Next(Kinds.Count);
        void Choose(IEnumerable<IGrouping<string, int>> from)
        {
            chosen.Clear();
            foreach (int number in from.Select(place => place.ElementAt(random.Next(place.Count()))))
            {
                if (!Has(Kinds[turn % Kinds.Count], number)) turn++;
                chosen.Add((Kinds[turn++ % Kinds.Count], number));
            }
        }

        void Make()
        {
            for (int made = 0; made < chosen.Count; made++)
            {
                Once(chosen[made].Kind, chosen[made].Number, whole);
                progress?.Invoke(made + 1, chosen.Count);
            }
        }

        if (byPlace)
        {
            Choose(places);
            Make();
            // Threads change the order of points: a fault may have met another place.
            for (int again = 0; again < MostAgain && PlacesCovered < Places; again++)
            {
                Choose(places.Where(place => !_placesCovered.Contains(place.Key)));
                Make();
            }
        }
        else
        {
            double start = random.NextDouble();
            for (int kind = 0; kind < Kinds.Count; kind++)
            {
                int[] all = [.. Enumerable.Range(1, points.Count).Where(number => Has(Kinds[kind], number))];
                chosen.AddRange(Spread(all, most, (start + ((double)kind / Kinds.Count)) % 1).Select(number => (Kinds[kind], number)));
            }

            Make();
        }
    }

    // The call and the file: the numbers in its name differ from point to point and from run to run, and in a folder of a run files of
    // one kind are written by one writer.
    private static string PlaceOf(string point)
    {
        string[] words = Varying().Replace(point, "#").Split(' ', 3);
        string[] folders = words[2].Split('/');
        if (folders.Length > 2) folders[^1] = folders[^1][Math.Max(0, folders[^1].IndexOf('.', StringComparison.Ordinal))..];
        return $"{words[1]} {string.Join('/', folders)}";
    }

    [GeneratedRegex("[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9]+")]
    private static partial Regex Varying();

    private static IEnumerable<int> Spread(int[] all, int most, double start) =>
        all.Length <= most ? all : Enumerable.Range(0, most).Select(part => all[(int)((part + start) * all.Length / most)]);

    private void Once(string kind, int number, Made whole)
    {
        Begin();
        if (!Job.IsRun) File.WriteAllText(Path.Combine(Work, Job.Output), "an earlier file");
        Made before = Made.Of(Work);
        (CommandEnd end, IReadOnlyList<string> points) = point.Run(Work, kind, number, Job.Command);
        // Threads may leave a file out that another one has found to be there.
        if (points.Count < number) return;
        Faults++;
        _covered.Add(number);
        _placesCovered.Add(PlaceOf(points[number - 1]));
        ByKind[kind] = ByKind.GetValueOrDefault(kind) + 1;
        string what = $"{Job.Name}: {kind} at point {points[number - 1]}";
        Made made = Made.Of(Work);
        void Found(string text) => Findings.Add($"{what}: {text}");
        if (end.Code == 0)
        {
            foreach (string difference in made.Differences(whole)) Found($"exit code 0, but {difference}");
            Survived++;
        }
        else
        {
            foreach (string half in made.Halves(whole, before)) Found($"{half} is half written");
            if (kind != "KILL") RequireRefusal(end, Found);
            else if (end.Code != Killed) Found($"exit code {end.Code}");
            // A run that has failed keeps what is complete, to be resumed.
            if (kind != "KILL") foreach (string left in made.Names.Except(before.Names).Where(name => Job.IsRun
                ? name.Contains(".part", StringComparison.Ordinal) : !whole.Names.Contains(name))) Found($"{left} is left over");
        }

        // What stands there is what stood there before: the next try is the first one again.
        if (Job.IsRun || made.Differences(before).Count > 0) Again(Found, whole, kind);
    }

    private static void RequireRefusal(CommandEnd end, Action<string> found)
    {
        if (end.Code != OutOfResources) found($"exit code {end.Code}: {end.Error}");
        if (!end.Error.Contains("kaya: ", StringComparison.Ordinal) || end.Error.Contains("   at ", StringComparison.Ordinal)
            || !end.Error.Contains("remedy: ", StringComparison.Ordinal)) found($"the message does not say what to do: {end.Error}");
    }

    // The fault is gone: resumed or repeated, the job ends as one that met none.
    private void Again(Action<string> found, Made whole, string kind)
    {
        if (!SaysComplete)
        {
            CommandEnd end = KayaCommand.Run(Work, Next());
            if (end.Code != 0) found($"then, without a fault, exit code {end.Code}: {end.Error}");
        }

        foreach (string difference in Made.Of(Work).Differences(whole)) found($"then, without a fault, {difference}");
        if (Job.IsRun && kind is not ("KILL" or "SHORT") && NotVerified() is { } message) found($"then not verified: {message}");
    }
}
