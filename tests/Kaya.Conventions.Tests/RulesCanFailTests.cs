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
    public void NativeLibraries_LoadedByName_Found() => Assert.NotEmpty(Rules.DynamicLoads(s_broken));

    [Fact]
    public void Packages_NotWrittenDown_Found() => Assert.Contains("YamlDotNet", Rules.Packages(s_broken));

    [Fact]
    public void Handles_InTheAdapter_TensorsPassAndPointersAreFound()
    {
        string[] found = [.. Rules.HandlesInPublicSignatures(s_broken, isAdapter: true)];
        Assert.Contains(found, text => text.Contains("Handle shows IntPtr", StringComparison.Ordinal));
        Assert.DoesNotContain(found, text => text.Contains("Weights", StringComparison.Ordinal));
        Assert.Contains(Rules.HandlesInPublicSignatures(s_broken), text => text.Contains("Optimiser shows", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("s_calls"), InlineData("Names"), InlineData("s_table"), InlineData("s_perThread"), InlineData("s_ofThisThread")]
    [InlineData("s_hidden"), InlineData("s_changing"), InlineData("Setting")]
    public void StaticState_ThatCanChange_Found(string field) =>
        Assert.Contains(StaticState.Mutable(s_broken, new HashSet<string>()),
            text => text.Contains($".{field} (", StringComparison.Ordinal));

    [Theory]
    [InlineData("s_text"), InlineData("s_frozen"), InlineData("s_value")]
    public void StaticState_ThatCannotChange_Passes(string field) =>
        Assert.DoesNotContain(StaticState.Mutable(s_broken, new HashSet<string>()),
            text => text.Contains($".{field} (", StringComparison.Ordinal));

    [Fact]
    public void StaticState_Exempt_Passes() => Assert.DoesNotContain(
        StaticState.Mutable(s_broken, new HashSet<string> { "Kaya.Conventions.Broken.Broken.s_calls" }), text =>
            text.Contains("s_calls", StringComparison.Ordinal));

    [Fact]
    public void Source_LongLineFileMethodAndParameters_Found()
    {
        string statements = string.Concat(Enumerable.Repeat("        Call();\n", SourceRules.FileLimit));
        string text = "class C\n{\n    void Long()\n    {\n" + statements
            + "    }\n    void Many(int a, int b, int c, int d, int e, int f, int g) { }\n}\n"
            + "// " + new string('x', SourceRules.LineLimit) + "\n";
        Assert.Equal([$"F:{SourceRules.FileLimit + 8} has {SourceRules.LineLimit + 3} columns"], SourceRules.LongLines("F", text));
        Assert.Equal([$"F has {SourceRules.FileLimit + 8} lines"], SourceRules.LongFile("F", text));
        Assert.Equal([$"F:3 Long has {SourceRules.FileLimit + 3} lines", $"F:{SourceRules.FileLimit + 6} Many has 7 parameters"],
            SourceRules.LongMethods("F", text));
    }

    [Fact]
    public void Source_AtTheLimits_Passes()
    {
        string text = "class C\n{\n    void Few(int a, int b, int c, int d, int e, int f) { }\n}\n//" + new string(
            'x', SourceRules.LineLimit - 2) + "\n";
        Assert.Empty(SourceRules.LongLines("F", text));
        Assert.Empty(SourceRules.LongFile("F", text));
        Assert.Empty(SourceRules.LongMethods("F", text));
    }
}
