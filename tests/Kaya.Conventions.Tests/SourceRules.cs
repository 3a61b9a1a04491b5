using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kaya.Conventions.Tests;

/// <summary>The rules that are read off the source text: length of lines, files and methods, number of parameters.</summary>
internal static class SourceRules
{
    /// <summary>Longest line, in columns.</summary>
    public const int LineLimit = 140;

    /// <summary>Longest file, in lines.</summary>
    public const int FileLimit = 400;

    /// <summary>Longest method, in lines.</summary>
    public const int MethodLimit = 70;

    /// <summary>Most parameters of a method; more become an options record.</summary>
    public const int ParameterLimit = 6;

    /// <summary>Every C# file of a folder of the project, without what a build makes.</summary>
    /// <param name="folder">Below the root of the project, such as <c>src</c>.</param>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    /// <summary>Lines longer than the limit.</summary>
    public static IEnumerable<string> LongLines(string path, string text) => text.Split('\n')
        .Select((line, index) => (Length: line.TrimEnd('\r').Length, Number: index + 1))
        .Where(line => line.Length > LineLimit)
        .Select(line => $"{path}:{line.Number} has {line.Length} columns");

    /// <summary>The file, where it is longer than the limit.</summary>
    public static IEnumerable<string> LongFile(string path, string text)
    {
        int lines = text.AsSpan().Count('\n');
        return lines > FileLimit ? [$"{path} has {lines} lines"] : [];
    }

    /// <summary>Methods that are longer than the limit, or take more parameters. Imports of native functions have the signature that they
    /// have.</summary>
    public static IEnumerable<string> LongMethods(string path, string text)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text);
        foreach (BaseMethodDeclarationSyntax method in tree.GetRoot().DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
        {
            FileLinePositionSpan place = tree.GetLineSpan(method.Span);
            int lines = place.EndLinePosition.Line - place.StartLinePosition.Line + 1;
            string name = method is MethodDeclarationSyntax named ? named.Identifier.Text : "constructor or operator";
            if (lines > MethodLimit) yield return $"{path}:{place.StartLinePosition.Line + 1} {name} has {lines} lines";
            int parameters = method.ParameterList.Parameters.Count;
            // A function that native code calls has the signature that its caller has.
            if (method.AttributeLists.SelectMany(list => list.Attributes).Any(one => $"{one.Name}" == "UnmanagedCallersOnly")) continue;
            bool hasBody = method.Body is not null || method.ExpressionBody is not null;
            if (parameters > ParameterLimit && hasBody && method is MethodDeclarationSyntax)
                yield return $"{path}:{place.StartLinePosition.Line + 1} {name} has {parameters} parameters";
        }
    }

    /// <summary>Root of the project: the folder with the solution.</summary>
    public static string Root
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Kaya.slnx"))) folder = folder.Parent;
            return folder?.FullName
                ?? throw new InvalidOperationException("The tests run outside of the project: no folder above has Kaya.slnx.");
        }
    }
}
