using System.Reflection;

namespace Kaya.Conventions.Tests;

public sealed class HouseRulesTests
{
    public static TheoryData<string> Names => House.Names;

    [Fact]
    public void House_EveryBuiltAssembly_HasItsArrowsWrittenDown() =>
        Assert.Empty(House.Built.Except(House.Arrows.Keys));

    [Theory, MemberData(nameof(Names))]
    public void Assembly_References_OnlyAllowedArrows(string name) =>
        Assert.Empty(Rules.ForbiddenArrows(House.Load(name), House.Arrows[name]));

    [Theory, MemberData(nameof(Names))]
    public void Assembly_PublicMembers_AreDocumented(string name) =>
        Assert.Empty(Rules.UndocumentedMembers(House.Load(name)));

    [Theory, MemberData(nameof(Names))]
    public void Assembly_Packages_OnlyThoseWrittenDown(string name) =>
        Assert.Empty(Rules.Packages(House.Load(name)).Except(House.Packages.GetValueOrDefault(name, [])));

    [Theory, MemberData(nameof(Names))]
    public void Assembly_PublicSignatures_ShowNoTensorOrHandle(string name) =>
        Assert.Empty(Rules.HandlesInPublicSignatures(House.Load(name), House.Adapters.Contains(name)));

    [Theory, MemberData(nameof(Names))]
    public void Assembly_LoadsLibrariesByName_OnlyAdapters(string name)
    {
        if (!House.NativeAdapters.Contains(name)) Assert.Empty(Rules.DynamicLoads(House.Load(name)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Library_Code_NeverWritesToTheConsole(string name)
    {
        if (House.Programs.Contains(name)) return;
        Assert.Empty(Rules.ConsoleUses(House.Load(name)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Assembly_NativeLibraries_AtMostOne(string name) =>
        Assert.True(Rules.NativeLibraries(House.Load(name)).Count <= 1, string.Join(", ", Rules.NativeLibraries(House.Load(name))));

    [Fact]
    public void NativeLibrary_Loaded_ByOneAssemblyOnly()
    {
        string[] loaded = [.. House.Arrows.Keys.SelectMany(name => Rules.NativeLibraries(House.Load(name)))];
        Assert.NotEmpty(loaded);
        Assert.Equal(loaded.Distinct(), loaded);
    }

    [Theory, MemberData(nameof(Names))]
    public void Assembly_StaticState_IsImmutable(string name) => AssertNone(
        StaticState.Mutable(House.Load(name), House.ChangingStatics.Keys.ToHashSet()));

    [Theory, InlineData("src"), InlineData("tests"), InlineData("bench"), InlineData("samples")]
    public void Source_Lines_AtMost140Columns(string folder) => AssertNone(Found(folder, SourceRules.LongLines));

    [Theory, InlineData("src"), InlineData("tests"), InlineData("bench"), InlineData("samples")]
    public void Source_Files_AtMost400Lines(string folder) => AssertNone(Found(folder, SourceRules.LongFile));

    [Theory, InlineData("src"), InlineData("bench"), InlineData("samples")]
    public void Source_Methods_ShortAndOfFewParameters(string folder) => AssertNone(Found(folder, SourceRules.LongMethods));

    // Every finding on a line of its own: a collection is cut short by the assertion.
    private static void AssertNone(IEnumerable<string> found)
    {
        string[] all = [.. found];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static string[] Found(string folder, Func<string, string, IEnumerable<string>> rule) =>
        [.. SourceRules.Files(folder).SelectMany(path => rule(Path.GetRelativePath(SourceRules.Root, path), File.ReadAllText(path)))];
}
