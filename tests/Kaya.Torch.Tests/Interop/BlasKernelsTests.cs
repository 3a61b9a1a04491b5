using System.Diagnostics;
using System.Globalization;

namespace Kaya.Torch.Tests;

public sealed class BlasKernelsTests : NativeTest
{
    private const string Own = "", Avx512 = "SkylakeX", Avx2 = "Haswell";

    [Theory]
    // OpenBLAS knows the processor: nothing is changed, nothing else is tried.
    [InlineData(nameof(KernelLevel.Avx512), "Cooperlake 200", null, null, null)]
    [InlineData(nameof(KernelLevel.Avx2), "Zen 80", null, null, null)]
    [InlineData(nameof(KernelLevel.Sse), "Prescott 10", null, null, null)]
    // It does not know it and takes the oldest.
    [InlineData(nameof(KernelLevel.Avx512), "Prescott 10", "SkylakeX 150", "Haswell 80", Avx512)]
    [InlineData(nameof(KernelLevel.Avx2), "Prescott 10", null, "Haswell 80", Avx2)]
    // The newest are wrong or crash: the next ones.
    [InlineData(nameof(KernelLevel.Avx512), "Prescott 10", null, "Haswell 80", Avx2)]
    // Its own are wrong, or all others are.
    [InlineData(nameof(KernelLevel.Avx512), null, "SkylakeX 150", "Haswell 80", Avx512)]
    [InlineData(nameof(KernelLevel.Avx512), "Prescott 10", null, null, null)]
    [InlineData(nameof(KernelLevel.Avx512), null, null, null, null)]
    public void Choose_ByTrials_TakesTheBestThatAreRight(string processor, string? own, string? avx512, string? avx2, string? expected)
    {
        Dictionary<string, string?> trials = new() { [Own] = own, [Avx512] = avx512, [Avx2] = avx2 };
        Assert.Equal(
            expected, BlasKernels.Choose(Enum.Parse<KernelLevel>(processor), core => Parse(trials.GetValueOrDefault(core ?? Own))));
    }

    [Theory]
    [InlineData("Prescott")]
    [InlineData("Haswell")]
    public void Probe_NamedKernels_AreThoseTriedAndRight(string core)
    {
        bool other = TorchRuntime.Describe().Blas?.Contains("openblas", StringComparison.Ordinal) != true;
        Assert.SkipWhen(other || BlasKernels.Processor < BlasKernels.LevelOf(core),
            "another BLAS, or a processor without these instructions");
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "kaya_probe")) { RedirectStandardOutput = true };
        start.Environment[BlasKernels.Variable] = core;
        using Process process = Process.Start(start)!;
        string[] words = process.StandardOutput.ReadToEnd().Trim().Split(' ');
        process.WaitForExit();
        Assert.Equal((0, core), (process.ExitCode, words[0]));
    }

    [Theory]
    [InlineData("Haswell", "...\n  - CPU capability usage: AVX512\n", "Haswell, AVX512")]
    [InlineData("Prescott", "  - CPU capability usage: NO AVX\n", "Prescott, DEFAULT")]
    [InlineData("", "  - CPU capability usage: AVX2\n", "other BLAS, AVX2")]
    public void Describe_OfLibraryTexts_NamesWhatDecidesTheLastDigits(string core, string configuration, string expected) =>
        Assert.Equal(expected, BlasKernels.Describe(core, configuration));

    [Fact]
    public void Warning_OldKernelsOnANewerProcessor_SaysWhatToSet()
    {
        Assert.Contains("OPENBLAS_CORETYPE=Haswell", BlasKernels.Warning("Prescott", KernelLevel.Avx2), StringComparison.Ordinal);
        Assert.Null(BlasKernels.Warning("Haswell", KernelLevel.Avx512));
        Assert.Null(BlasKernels.Warning("Prescott", KernelLevel.Sse));
        Assert.Null(BlasKernels.Warning("", KernelLevel.Avx512));
    }

    private static KernelTrial? Parse(string? trial) => trial?.Split(' ') is [string core, string speed]
        ? new KernelTrial(core, double.Parse(speed, CultureInfo.InvariantCulture))
        : null;
}
