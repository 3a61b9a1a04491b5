using System.Collections;

namespace Kaya.Runs;

/// <summary>The sources of option values, in order of precedence: flags, environment, file, defaults.</summary>
public sealed record ConfigurationSources
{
    /// <summary>A YAML file; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Values from the command line, by key as in the file: <c>training.epochs</c>.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>();

    /// <summary>The task whose options these are, such as <c>energy train</c>: its name is part of the environment variables; null for
    /// none.</summary>
    public string? Task { get; init; }

    /// <summary>Environment variables; only names made of <c>KAYA_</c>, task and key are read.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The <c>KAYA_</c> variables of this process.</summary>
    /// <returns>By name.</returns>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() => System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Where(entry => ((string)entry.Key).StartsWith(OptionKey.EnvironmentPrefix, StringComparison.Ordinal))
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
