using System.CommandLine;
using Kaya.Bench;

// Options that several benchmarks have.
static Option<int> Threads() => new("--threads") { Description = "Threads of both sides.", DefaultValueFactory = _ => Environment.ProcessorCount };
static Option<int> Pairs() => new("--pairs") { Description = "Alternating pairs that medians are taken over.", DefaultValueFactory = _ => 5 };
static Option<int> Steps(int count) => new("--steps") { Description = "Training steps in one timing.", DefaultValueFactory = _ => count };

static Command Energy()
{
    Option<int> threads = Threads(), pairs = Pairs(), steps = Steps(60);
    Option<int> final = new("--final-steps") { Description = "Training steps before errors are compared.", DefaultValueFactory = _ => 1200 };
    Option<string?> emissions = new("--emissions") { Description = "Emissions file of the provider; the sample world if left out." };
    Option<string?> generation = new("--generation") { Description = "Generation file of the provider; goes with --emissions." };
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Command command = new("energy", "Training CLEAN: ours and the same network, loss and batches in eager PyTorch, one network and eight.")
    {
        threads, pairs, steps, final, emissions, generation, json,
    };
    command.Validators.Add(result =>
    {
        if (result.GetResult(emissions) is null != result.GetResult(generation) is null) result.AddError("--emissions and --generation go together");
    });
    command.SetAction(parsed =>
    {
        BenchmarkReport report = CleanBenchmark.Run(new CleanBenchmarkOptions(parsed.GetValue(threads), parsed.GetValue(pairs), parsed.GetValue(steps),
            parsed.GetValue(final), parsed.GetValue(emissions), parsed.GetValue(generation)), Console.Error);
        string path = report.Save();
        if (parsed.GetValue(json)) Console.Out.WriteLine(report.ToJson());
        else report.Print(Console.Out);
        Console.Error.WriteLine($"written to {path}");
    });
    return command;
}

static Command Step()
{
    Option<int> threads = Threads(), pairs = Pairs(), steps = Steps(300);
    Command command = new("step", "A step of a small dense network: ours and eager PyTorch, one network and eight.") { threads, pairs, steps };
    command.SetAction(parsed => StepBenchmark.Run(Console.Out, parsed.GetValue(threads), parsed.GetValue(pairs), parsed.GetValue(steps)));
    return command;
}

RootCommand root = new("Kaya's speed beside the same work in Python (/usr/bin/python3; KAYA_PYTHON names another). Examples: bench energy; bench energy --pairs 9 --json") { Energy(), Step() };
return root.Parse(args.Length == 0 ? ["--help"] : args).Invoke();
