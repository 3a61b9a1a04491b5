using Kaya.Bench;

// dotnet run -c Release --project bench/Kaya.Bench -- step [threads] [pairs] [steps]
if (args is not ["step", ..])
{
    Console.Error.WriteLine("usage: step [threads] [pairs] [steps]   a training step of ours against the same one in eager PyTorch");
    return 2;
}

int Number(int place, int otherwise) =>
    args.Length > place ? int.Parse(args[place], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
StepBenchmark.Run(Console.Out, threads: Number(1, 2), pairs: Number(2, 5), steps: Number(3, 300));
return 0;
