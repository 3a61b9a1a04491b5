using System.Diagnostics;
using System.Globalization;
using Kaya.Faults;

// kaya faults kills [--most N] [--seed N] [--only NAME]: kill -9 at moments by chance, over every long task and every writer.
// kaya faults writes [--most N | --places] [--seed N] [--only NAME]: system calls that change a file fail, at N points at most (8) of
// each job for each kind of fault, spread evenly; where a job has no more, all of them. With --places one fault at
// each place instead, the kinds in turn: at one of the points with the same call and file, in folders of a run
// kind of file.
// kaya faults opens ARGUMENTS: the files that a command opens and the addresses that it connects to.
string Option(string name, string otherwise) => Array.IndexOf(args, $"--{name}") is >= 0 and int at && at + 1 < args.Length ? args[at + 1]
    : otherwise;
int most = int.Parse(Option("most", args is ["writes", ..] ? "8" : "200"), CultureInfo.InvariantCulture);
int seed = int.Parse(Option("seed", "1"), CultureInfo.InvariantCulture);
string only = Option("only", "");
string work = Directory.CreateTempSubdirectory("kaya-faults-").FullName;
try
{
    return args is ["kills", ..] ? Kills() : args is ["writes", ..] ? Writes() : args is ["opens", .. var command] ? Opens(command)
        : Help();
}
finally
{
    Directory.Delete(work, recursive: true);
}

int Help()
{
    Console.Error.WriteLine("kaya faults kills [--most N] [--seed N] [--only NAME]; kaya faults writes [--most N | --places] [--seed N] "
        + "[--only NAME]; kaya faults opens ARGUMENTS");
    return 2;
}

int Kills()
{
    FaultJobs jobs = new(Directory.CreateDirectory(Path.Combine(work, "inputs")).FullName);
    FaultJob[] all = [.. jobs.Make().Where(job => job.Name.Contains(only, StringComparison.Ordinal))];
    (int kills, int findings) = (0, 0);
    for (int number = 0; number < all.Length; number++)
    {
        jobs.Prepare(all[number]);
        KillCheck check = new(all[number], Directory.CreateDirectory(Path.Combine(work, $"{number}")).FullName);
        // The whole number, shared evenly.
        check.Run(((number + 1) * most / all.Length) - (number * most / all.Length), new Random(seed + number));
        Report(check.Findings);
        Console.WriteLine($"{all[number].Name}: {check.Kills} kills ({string.Join(", ", check.Moments.Select(one =>
            $"{one.Value} {one.Key}"))}), undisturbed {check.Time.TotalSeconds:0.0} s, {check.Findings.Count} findings");
        (kills, findings) = (kills + check.Kills, findings + check.Findings.Count);
    }

    Console.WriteLine($"{kills} kills, {findings} findings");
    return findings == 0 ? 0 : 1;
}

int Writes()
{
    FailPoint point = new(work);
    if (point.Build() is { } reason) return Missing(reason);
    FaultJobs jobs = new(Directory.CreateDirectory(Path.Combine(work, "inputs")).FullName);
    (int points, int all, int faults, int findings) = (0, 0, 0, 0);
    foreach ((FaultJob job, int number) in jobs.Make().Where(job => job.Name.Contains(only, StringComparison.Ordinal))
        .Select((job, number) => (job, number)))
    {
        jobs.Prepare(job);
        long began = Stopwatch.GetTimestamp();
        WriteFaultCheck check = new(job, Directory.CreateDirectory(Path.Combine(work, $"{number}")).FullName, point);
        check.Run(most, args.Contains("--places"), new Random(seed), (made, of) =>
        {
            if (made % 10 != 0) return;
            TimeSpan left = Stopwatch.GetElapsedTime(began) * ((double)(of - made) / made);
            Console.Error.WriteLine($"{job.Name}: {made} of {of} faults, {check.Findings.Count} findings, about {left:hh\\:mm\\:ss} left");
        });
        Report(check.Findings);
        string kinds = string.Join(", ", check.ByKind.Select(one => $"{one.Value} {one.Key}"));
        Console.WriteLine($"{job.Name}: {check.Covered} of {check.Points} points, {check.PlacesCovered} of {check.Places} places, "
            + $"{check.Faults} faults ({kinds}), of which {check.Survived} did no harm, {check.Findings.Count} findings, "
            + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        (points, all) = (points + check.Covered, all + check.Points);
        (faults, findings) = (faults + check.Faults, findings + check.Findings.Count);
    }

    Console.WriteLine($"{points} of {all} points, {faults} faults, {findings} findings");
    return findings == 0 ? 0 : 1;
}

int Opens(string[] command)
{
    FailPoint point = new(work);
    if (point.Build() is { } reason) return Missing(reason);
    (CommandEnd end, IReadOnlyList<string> opened) = point.Run(Environment.CurrentDirectory, "OPENS", 0, command);
    foreach (string line in opened.Distinct()) Console.WriteLine(line);
    return end.Code;
}

static void Report(IEnumerable<string> findings)
{
    foreach (string finding in findings) Console.WriteLine($"  {finding.ReplaceLineEndings("\n    ")}");
}

static int Missing(string reason)
{
    Console.Error.WriteLine($"kaya faults: {reason}");
    return 4;
}
