using System.Reflection;

namespace Kaya.Conventions.Tests;

/// <summary>A rule that cannot fail is a wish: each one is held against an assembly that breaks it on purpose.</summary>
public sealed class RulesCanFailTests
{
    private static readonly Assembly s_broken = House.Load("Kaya.Conventions.Broken");

    [Fact]
    public void Arrows_CapabilityThatKnowsRuns_Found() =>
        Assert.Contains("Kaya.Conventions.Broken -> Kaya.Runs", Rules.ForbiddenArrows(s_broken, House.Arrows["Kaya.Energy"]));

    [Fact]
    public void Documentation_MissingSentences_Found()
    {
        string[] found = [.. Rules.UndocumentedMembers(s_broken)];
        Assert.Contains("Kaya.Conventions.Broken.Broken", found);
        Assert.Contains("M:Kaya.Conventions.Broken.Broken.Print", found);
        Assert.Contains("F:Kaya.Conventions.Broken.Broken.Names", found);
    }

    [Fact]
    public void Handles_PointerSafeHandleAndTensor_Found()
    {
        string[] found = [.. Rules.HandlesInPublicSignatures(s_broken)];
        Assert.Contains(found, text => text.Contains("Handle shows IntPtr", StringComparison.Ordinal));
        Assert.Contains(found, text => text.Contains("Keeper shows SafeHandle", StringComparison.Ordinal));
        Assert.Contains(found, text => text.Contains("Weights shows Tensor", StringComparison.Ordinal));
    }

    [Fact]
    public void Console_WriteInLibrary_Found() => Assert.NotEmpty(Rules.ConsoleUses(s_broken));

    [Fact]
    public void NativeLibraries_TwoInOneAssembly_Found() =>
        Assert.Equal(["libm.so.6", "libz.so.1"], Rules.NativeLibraries(s_broken).Order());

    [Fact]
    public void StaticState_CounterAndList_Found()
    {
        string[] found = [.. Rules.StaticMutableState(s_broken)];
        Assert.Contains(found, text => text.Contains("s_calls", StringComparison.Ordinal));
        Assert.Contains(found, text => text.Contains("Names", StringComparison.Ordinal));
    }
}
