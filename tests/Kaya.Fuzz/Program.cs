using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kaya.Fuzz;

// kaya fuzz --flips MAP [--most N]: single bits of a map with a certificate. --edits MAP: fields of its format.
// kaya fuzz [--seconds N] [--most N] [--seed N] [--only NAME] [--findings FOLDER]: every reader, each in a process of its own.
string Option(string name, string otherwise) => Array.IndexOf(args, $"--{name}") is >= 0 and int at && at + 1 < args.Length ? args[at + 1]
    : otherwise;
double seconds = double.Parse(Option("seconds", "60"), CultureInfo.InvariantCulture);
long most = long.Parse(Option("most", "1000000000"), CultureInfo.InvariantCulture);
int seed = int.Parse(Option("seed", "1"), CultureInfo.InvariantCulture);
string findings = Path.GetFullPath(Option("findings", "fuzz-findings")), only = Option("only", "");
string work = FuzzFolder.Make();
try
{
    if (Option("flips", "") is { Length: > 0 } flipped) return Edit(flipped, EditCheck.Bits(flipped, Most(1000), seed));
    if (Option("edits", "") is { Length: > 0 } edited) return Edit(edited, EditCheck.Fields(edited, Most(500), seed));
    return Option("worker", "") is { Length: > 0 } name ? Work(name) : Lead();
}
finally
{
    Directory.Delete(work, recursive: true);
}

int Most(int otherwise) => (int)Math.Min(most, otherwise);

int Edit(string map, IReadOnlyList<FileEdit> edits)
{
    bool asksGdal = FuzzSeeds.IsInstalled("gdalinfo");
    EditCount count = EditCheck.Run(map, edits, work, asksGdal);
    Console.WriteLine($"{map}: {edits.Count} edits: {count}{(asksGdal ? "" : "; gdalinfo is not installed and was not asked")}");
    foreach (string missed in count.Missed) Console.WriteLine($"  missed: {missed}");
    foreach (string other in count.NotCovered) Console.WriteLine($"  not covered: {other}");
    return count.Missed.Count == 0 ? 0 : 1;
}

int Lead()
{
    bool isClean = true;
    foreach (FuzzTarget target in FuzzTargets.All(work).Where(target => target.Name.Contains(only, StringComparison.Ordinal)))
    {
        long began = Stopwatch.GetTimestamp();
        for (int part = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; part++)
        {
            double left = Math.Max(0.5, seconds - Stopwatch.GetElapsedTime(began).TotalSeconds);
            string folder = Directory.CreateDirectory(Path.Combine(work, target.Name)).FullName;
            using Process worker = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Start(target, left, seed + part,
                folder)])
                { UseShellExecute = false })!;
            // A file that holds the reader for ever ends its process, from inside or, at last, from here.
            bool hasEnded = worker.WaitForExit(TimeSpan.FromSeconds(left + 60));
            if (!hasEnded) worker.Kill();
            if (hasEnded && worker.ExitCode is 0 or 1)
            {
                isClean &= worker.ExitCode == 0;
                break;
            }

            isClean = false;
            string input = Path.Combine(folder, $"input{target.Extension}");
            string what = hasEnded && worker.ExitCode != HangWatch.ExitCode ? $"crash-{worker.ExitCode}" : "hang";
            Directory.CreateDirectory(findings);
            if (File.Exists(input)) File.Copy(input, Path.Combine(findings, $"{target.Name}-{what}-{part}{target.Extension}"), true);
            Console.WriteLine($"{target.Name}: {what}, after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        }
    }

    return isClean ? 0 : 1;
}

IEnumerable<string> Start(FuzzTarget target, double left, int from, string folder) =>
    ["--worker", target.Name, "--seconds", left.ToString(CultureInfo.InvariantCulture), "--most", $"{most}", "--seed", $"{from}",
        "--findings", findings, "--folder", folder];

int Work(string name)
{
    FuzzTarget target = FuzzTargets.All(work).Single(one => one.Name == name);
    using HangWatch watch = new();
    long began = Stopwatch.GetTimestamp();
    (long done, IReadOnlyList<FuzzFinding> found) = Fuzzer.Run(target, seed, TimeSpan.FromSeconds(seconds), most, Option("folder", work),
        watch);
    double taken = Stopwatch.GetElapsedTime(began).TotalSeconds;
    Console.WriteLine(FormattableString.Invariant($"{name}: {done} files, {done / taken:0} per second, {found.Count} findings"));
    foreach ((FuzzFinding finding, int number) in found.Select((finding, number) => (finding, number)))
    {
        Directory.CreateDirectory(findings);
        string path = Path.Combine(findings, $"{name}-{seed}-{number}{target.Extension}");
        File.WriteAllBytes(path, finding.File);
        File.WriteAllText(path + ".txt", finding.What, Encoding.UTF8);
        Console.WriteLine($"  {path}: {finding.What.Split('\n')[0]}");
    }

    return found.Count == 0 ? 0 : 1;
}
