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
    public void Assembly_PublicSignatures_ShowNoTensorOrHandle(string name)
    {
        if (House.Adapters.Contains(name)) return;
        Assert.Empty(Rules.HandlesInPublicSignatures(House.Load(name)));
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
    public void Assembly_StaticState_IsImmutable(string name) =>
        Assert.Empty(Rules.StaticMutableState(House.Load(name)));
}
