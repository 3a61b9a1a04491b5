using System.CommandLine;
using Kaya.Bench;
using Kaya.Samples;

// Options that several benchmarks have.
static Option<int> Threads() =>
    new("--threads") { Description = "Threads of both sides.", DefaultValueFactory = _ => Environment.ProcessorCount };
static Option<int> Pairs() =>
    new("--pairs") { Description = "Alternating pairs that medians are taken over.", DefaultValueFactory = _ => 5 };
static Option<int> Steps(int count) => new("--steps") { Description = "Training steps in one timing.", DefaultValueFactory = _ => count };

static Command Energy()
{
    Option<int> threads = Threads(), pairs = Pairs(), steps = Steps(60);
    Option<int> final = new("--final-steps") { Description = "Training steps before errors are compared.",
        DefaultValueFactory = _ => 1200 };
    Option<string?> emissions = new("--emissions") { Description = "Emissions file of the provider; the sample world if left out." };
    Option<string?> generation = new("--generation") { Description = "Generation file of the provider; goes with --emissions." };
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Command command = new("energy", "Training CLEAN: ours and the same network, loss and batches in eager PyTorch, one network and eight.")
    {
        threads, pairs, steps, final, emissions, generation, json,
    };
    command.Validators.Add(result =>
    {
        if (result.GetResult(emissions) is null != result.GetResult(generation) is null) result.AddError(
            "--emissions and --generation go together");
    });
    command.SetAction(parsed =>
    {
        BenchmarkReport report = CleanBenchmark.Run(
            new CleanBenchmarkOptions(parsed.GetValue(threads), parsed.GetValue(pairs), parsed.GetValue(steps),
            parsed.GetValue(final), parsed.GetValue(emissions), parsed.GetValue(generation)), Console.Error);
        Show(report, parsed.GetValue(json));
    });
    return command;
}

static Command Step()
{
    Option<int> threads = Threads(), pairs = Pairs(), steps = Steps(300);
    Command command = new("step", "A step of a small dense network: ours and eager PyTorch, one network and eight.")
        { threads, pairs, steps };
    command.SetAction(parsed => StepBenchmark.Run(Console.Out, parsed.GetValue(threads), parsed.GetValue(pairs), parsed.GetValue(steps)));
    return command;
}

static Command Downscaling()
{
    Option<int> threads = Threads(), pairs = Pairs();
    Option<string[]> only = new("--only") { Description = "Parts to run: svr, zonal, regrid, align, step, country (default: all).",
        AllowMultipleArgumentsPerToken = true };
    only.AcceptOnlyFromAmong([.. DownscalingBenchmark.Parts]);
    Option<int> members = new("--members") { Description = "Networks of the country.", DefaultValueFactory = _ => 1 };
    Option<int> steps = new("--country-steps") { Description = "Training steps of a network of the country.",
        DefaultValueFactory = _ => 400 };
    Option<int> rows = new("--rows") { Description = "Rows of the country.", DefaultValueFactory = _ => 3000 };
    Option<int> columns = new("--columns") { Description = "Columns of the country.", DefaultValueFactory = _ => 3200 };
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Command command = new("downscaling", "Kernels of downscaling beside scikit-learn, rasterio, numpy and PyTorch, and a whole country.")
        { threads, pairs, only, members, steps, rows, columns, json };
    command.SetAction(parsed =>
    {
        string[] parts = parsed.GetValue(only) is { Length: > 0 } chosen ? chosen : [.. DownscalingBenchmark.Parts];
        CountryOptions country = new(parsed.GetValue(rows), parsed.GetValue(columns), parsed.GetValue(members), parsed.GetValue(steps));
        BenchmarkReport report = DownscalingBenchmark.Run(
            new DownscalingBenchmarkOptions(parsed.GetValue(threads), parsed.GetValue(pairs), parts, country), Console.Error);
        Show(report, parsed.GetValue(json));
    });
    return command;
}

static Command Kernels()
{
    Option<int> threads = Threads(), pairs = Pairs();
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Command command = new(
        "kernels", "Products, convolutions, the LSTM and batches of tiles: GFLOP/s and GB/s beside PyTorch with the same library.")
    {
        threads, pairs, json,
    };
    command.SetAction(parsed =>
    {
        BenchmarkReport report = KernelsBenchmark.Run(parsed.GetValue(threads), parsed.GetValue(pairs), Console.Error);
        Show(report, parsed.GetValue(json));
    });
    return command;
}

static Command Fields()
{
    Option<int> pairs = Pairs();
    Option<int> variables = new(
        "--variables") { Description = "Fields in a file (12 of them make 1.5 GB; four such files are made one after the other).",
        DefaultValueFactory = _ => 12 };
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Command command = new("fields", "Hourly fields of a month read by windows of a day: ours and netCDF4 for Python.") { pairs, variables,
        json };
    command.SetAction(parsed =>
    {
        BenchmarkReport report = FieldsBenchmark.Run(new FieldsBenchmarkOptions(parsed.GetValue(pairs), parsed.GetValue(variables)),
            Console.Error);
        Show(report, parsed.GetValue(json));
    });
    return command;
}

static Command Inversion()
{
    Option<int> threads = Threads(), pairs = Pairs();
    Option<string[]> only = new("--only") { Description = "Parts to run: transport, adjoint, networks (default: all).",
        AllowMultipleArgumentsPerToken = true };
    only.AcceptOnlyFromAmong([.. InversionBenchmark.Parts]);
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Option<bool> whole = new("--whole-grid") { Description = "Also a step of the networks on 182 x 232 cells (some GB of memory)." };
    Option<int> cells = new("--cells") { Description = "Rows and columns of a block of a training step.", DefaultValueFactory = _ => 64 };
    Command command = new("inversion",
        "The transport model beside the same scheme in numpy, its adjoint over a month, and the networks beside PyTorch.")
    {
        threads, pairs, only, cells, whole, json,
    };
    command.SetAction(parsed =>
    {
        string[] parts = parsed.GetValue(only) is { Length: > 0 } chosen ? chosen : [.. InversionBenchmark.Parts];
        BenchmarkReport report = InversionBenchmark.Run(new InversionBenchmarkOptions(
            parsed.GetValue(threads), parsed.GetValue(pairs), parts)
            { Cells = parsed.GetValue(cells), WholeGrid = parsed.GetValue(whole) }, Console.Error);
        Show(report, parsed.GetValue(json));
    });
    return command;
}

static Command Urban()
{
    Option<int> threads = Threads(), pairs = Pairs(), steps = Steps(4);
    Option<string[]> only = new("--only") { AllowMultipleArgumentsPerToken = true,
        Description = "Parts to run: reduced, full, evaluation-memory, training-memory (default: reduced, full)." };
    only.AcceptOnlyFromAmong([.. UrbanBenchmark.Parts]);
    Option<int> pixels = new("--pixels") { Description = "Rows and columns of an image of the reduced size, 16 to 256, a multiple of 8.",
        DefaultValueFactory = _ => 64 };
    Option<int> width = new("--width") { Description = "Channels of the first stage of the reduced size, a multiple of 2.",
        DefaultValueFactory = _ => 16 };
    pixels.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value is < 16 or > 256 || value % 8 != 0))
            result.AddError("--pixels is a multiple of 8 from 16 to 256");
    });
    width.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < 2 || value % 2 != 0)) result.AddError("--width is a multiple of 2");
    });
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Command command = new("urban", "OpenCarbon for a target cell: ours, PyTorch as published and PyTorch with our batches; memory.")
    {
        threads, pairs, steps, only, pixels, width, json,
    };
    command.SetAction(parsed =>
    {
        string[] parts = parsed.GetValue(only) is { Length: > 0 } chosen ? chosen : ["reduced", "full"];
        BenchmarkReport report = UrbanBenchmark.Run(new UrbanBenchmarkOptions(parsed.GetValue(threads), parsed.GetValue(pairs), parts,
            new UrbanSize(parsed.GetValue(pixels), parsed.GetValue(width))) { Steps = parsed.GetValue(steps) }, Console.Error);
        string path = report.Save();
        if (parsed.GetValue(json)) Console.Out.WriteLine(report.ToJson());
        else report.Print(Console.Out);
        Console.Error.WriteLine($"written to {path}");
    });
    return command;
}

static Command Twins()
{
    TwinBenchmarkOptions usual = new();
    Option<ulong[]> seeds = new("--seeds") { Description = "Atmospheres.", AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. usual.Seeds] };
    Option<int> members = new("--members") { Description = "Truths of an atmosphere.", DefaultValueFactory = _ => usual.Members };
    Option<int> hours = new("--hours") { Description = "Hours of a run.", DefaultValueFactory = _ => usual.Hours };
    Option<int> spinUp = new("--spin-up") { Description = "Hours without observations.", DefaultValueFactory = _ => usual.SpinUp };
    Option<int> cells = new("--cells") { Description = "Rows and columns.", DefaultValueFactory = _ => usual.Cells };
    Option<double> size = new("--cell-size") { Description = "Size of a cell, km.", DefaultValueFactory = _ => usual.CellSize };
    Option<int> directions = new("--directions") { Description = "Directions.", DefaultValueFactory = _ => usual.Directions };
    Option<int> iterations = new("--iterations") { Description = "Steps.", DefaultValueFactory = _ => usual.Iterations };
    Option<double> prior = new("--prior-error") { Description = "Error of the prior.", DefaultValueFactory = _ => usual.PriorError };
    Option<double> length = new("--length") { Description = "Correlation length, km.", DefaultValueFactory = _ => usual.Length };
    Option<double> error = new("--observation-error") { Description = "Error of the observations and of the model, relative.",
        DefaultValueFactory = _ => usual.ObservationError };
    Option<double> inflation = new("--inflation") { Description = "Factor on all errors of observations.",
        DefaultValueFactory = _ => usual.Inflation };
    Option<double> share = new("--region-share") { Description = "Part of the variance of these errors that a province shares." };
    Option<double> hold = new("--hold-below") { Description = "Factors whose variance is reduced by less than this part stay at 1." };
    Option<double> particles = new("--pm25-error") { Description = "Error of PM2.5 and its model, ug m-3.",
        DefaultValueFactory = _ => usual.ParticleError };
    Option<bool> estimate = new("--estimate-errors") { Description = "Errors of observations come from a first update." };
    // In the order of TwinTruth.
    string[] truths = ["finer-grid", "other-advection", "same-model"];
    Option<string[]> truth = new("--truth") { Description = "Models that make the truth, one after the other.",
        AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => truths[..2] };
    truth.AcceptOnlyFromAmong(truths);
    Option<bool> any = new("--hold-out-anywhere") { Description = "A province may lose all of its stations." };
    Option<int> threads = Threads();
    Option<bool> json = new("--json") { Description = "Print the report as JSON." };
    Command command = new("twins", "Twin inversions with a known truth: errors that go away, intervals that hold.")
    {
        seeds, members, hours, spinUp, cells, size, directions, iterations, prior, length, error, inflation, share,
        hold, particles, estimate, truth, any, threads, json,
    };
    command.SetAction(parsed =>
    {
        TwinBenchmarkOptions options = new()
        {
            Seeds = parsed.GetValue(seeds)!, Members = parsed.GetValue(members), Hours = parsed.GetValue(hours),
            SpinUp = parsed.GetValue(spinUp), Cells = parsed.GetValue(cells), CellSize = parsed.GetValue(size),
            Directions = parsed.GetValue(directions), Iterations = parsed.GetValue(iterations), PriorError = parsed.GetValue(prior),
            Length = parsed.GetValue(length), ObservationError = parsed.GetValue(error), Inflation = parsed.GetValue(inflation),
            RegionShare = parsed.GetValue(share), HoldBelow = parsed.GetValue(hold), ParticleError = parsed.GetValue(particles),
            EstimatesErrors = parsed.GetValue(estimate),
            KeepsProvinces = !parsed.GetValue(any), Threads = parsed.GetValue(threads),
        };
        foreach (string name in parsed.GetValue(truth)!)
            Show(TwinBenchmark.Run(options with { Truth = (TwinTruth)truths.IndexOf(name) }, Console.Error), parsed.GetValue(json));
    });
    return command;
}

static void Show(BenchmarkReport report, bool asJson)
{
    string path = report.Save();
    if (asJson) Console.Out.WriteLine(report.ToJson());
    else report.Print(Console.Out);
    Console.Error.WriteLine($"written to {path}");
}

RootCommand root = new(
    "Kaya's speed beside the same work in Python (/usr/bin/python3; KAYA_PYTHON names another). Examples: bench energy; bench energy "
    + "--pairs 9 --json") { Energy(), Step(), Downscaling(), Kernels(), Fields(), Inversion(), Urban(), Twins() };
return root.Parse(args.Length == 0 ? ["--help"] : args).Invoke();
