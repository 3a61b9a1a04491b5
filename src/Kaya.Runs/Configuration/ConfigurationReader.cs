using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Reads options records: from a YAML file, the environment, flags, or the record of an earlier run.</summary>
/// <remarks>
/// An options record is a class with a public parameterless constructor, whose defaults are its property initialisers. A
/// property <c>LearningRate</c> has the key <c>learning-rate</c>; one whose type is such a class is a group. Values are text,
/// numbers, true or false, days, enum names, any type with a public static <c>Parse(string)</c> (<see cref="Quantity"/>,
/// <see cref="Period"/> ...), and <see cref="IReadOnlyList{T}"/> of these.
/// </remarks>
public static class ConfigurationReader
{
    /// <summary>Determines the value of every option.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="sources">Where values come from.</param>
    /// <returns>The options, and where each value came from.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">An unknown or repeated key, or a value with the wrong form, unit or range; the message names
    /// the
    /// location.</exception>
    public static ResolvedConfiguration<T> Read<T>(ConfigurationSources sources)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(sources);
        OptionKey[] keys = [.. OptionKey.Of(typeof(T))];
        Dictionary<string, GivenValue> given = new(StringComparer.Ordinal);
        if (sources.File is { } file) Collect(YamlNode.ReadFile(file), "", keys, given);
        foreach (OptionKey key in keys)
        {
            string variable = key.EnvironmentVariable(sources.Task);
            if (sources.Environment.TryGetValue(variable, out string? text))
                given[key.Key] = new GivenValue(Words(key, text), new SourceLocation(Variable: variable), $"environment {variable}");
        }

        foreach ((string key, string text) in sources.Flags)
        {
            SourceLocation where = new(Variable: $"--{key}");
            OptionKey option = keys.FirstOrDefault(known => known.Key == key)
                ?? throw Spelling.Unknown("option", key, keys.Select(known => known.Key), where);
            given[key] = new GivenValue(Words(option, text), where, $"flag --{key}");
        }

        return Build<T>(keys, given, sources.Task);
    }

    /// <summary>Takes the options recorded by an earlier run; environment and files are ignored.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="configuration">The configuration in the run's <c>run.json</c>.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="DataFormatException">The record has keys or values unknown to this version.</exception>
    public static ResolvedConfiguration<T> FromRecord<T>(JsonObject configuration)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        OptionKey[] keys = [.. OptionKey.Of(typeof(T))];
        Dictionary<string, GivenValue> given = new(StringComparer.Ordinal);
        Collect(Node(configuration), "", keys, given);
        return Build<T>(keys, given.ToDictionary(pair => pair.Key, pair => pair.Value with { Origin = "record" }));
    }

    /// <summary>Lists the options of a record, for the help and the documentation.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="task">The task whose options these are; its name is part of its environment variables.</param>
    /// <returns>One entry for each option, in the order of declaration.</returns>
    public static IReadOnlyList<OptionDescription> Describe<T>(string? task = null)
        where T : class, new() => [.. OptionKey.Of(typeof(T)).Select(key => key.Describe(task))];

    private static void Collect(YamlNode node, string prefix, OptionKey[] keys, Dictionary<string, GivenValue> given)
    {
        if (node.Members is null)
            throw new DataFormatException(new Fault("The key must contain a group of options.", node.Where, "'key: value' lines",
                node.Items is null ? $"'{node.Text}'" : "a list", "Indent the options of the group below its name."));
        foreach ((string name, SourceLocation where, YamlNode value) in node.Members)
        {
            string key = prefix + name;
            if (keys.FirstOrDefault(known => known.Key == key) is { } option) given[key] = Given(option, value, where);
            else if (keys.Any(known => known.Key.StartsWith(key + ".", StringComparison.Ordinal))) Collect(value, key + ".", keys, given);
            else
            {
                IEnumerable<string> level = keys.Where(known => known.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(known => known.Key[prefix.Length..].Split('.')[0]).Distinct();
                throw Spelling.Unknown("configuration key", name, level, where);
            }
        }
    }

    private static GivenValue Given(OptionKey option, YamlNode value, SourceLocation where)
    {
        SourceLocation place = value.Where with { Variable = option.Key };
        string origin = $"file {value.Where}";
        if (value.Text is { } text) return new GivenValue(Words(option, text), place, origin);
        if (value.Items is { } items && OptionText.ElementType(option.Type) is not null && items.All(item => item.Text is not null))
            return new GivenValue([.. items.Select(item => item.Text!)], place, origin);
        throw new DataFormatException(new Fault("The value has the wrong form.",
            where, OptionText.Kind(option.Type, option.Attribute?.Unit),
            value.Items is null ? "a group of keys" : "a list", "Write a single value after the colon."));
    }

    // Empty text means "no value"; the items of a list are separated by commas.
    private static string[] Words(OptionKey option, string text) => text.Length == 0 ? []
        : OptionText.ElementType(option.Type) is null ? [text]
        : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static ResolvedConfiguration<T> Build<T>(OptionKey[] keys, Dictionary<string, GivenValue> given, string? task = null)
        where T : class, new()
    {
        T options = new();
        Dictionary<string, object> groups = new(StringComparer.Ordinal);
        JsonObject json = [];
        SortedDictionary<string, string> origins = new(StringComparer.Ordinal);
        foreach (OptionKey key in keys)
        {
            object? value = key.Default;
            origins[key.Key] = "default";
            if (given.TryGetValue(key.Key, out GivenValue? text))
            {
                value = Value(key, text);
                origins[key.Key] = text.Origin;
            }

            if (value is null && key.Attribute?.Required == true)
                throw new DataFormatException(new Fault("A required option has no value.", new SourceLocation(Variable: key.Key),
                    OptionText.Kind(key.Type, key.Attribute.Unit), "nothing",
                        $"Give it as --{key.Key}, in the file, or as {key.EnvironmentVariable(task)}."));
            Set(options, groups, key, value);
            Store(json, key.Key.Split('.'), Json(value));
        }

        return new ResolvedConfiguration<T>(options, json, origins);
    }

    private static object? Value(OptionKey key, GivenValue given)
    {
        if (OptionText.ElementType(key.Type) is { } element)
        {
            // "No value", so that repeating a run from its record gives the same options.
            if (given.Words.Count == 0 && key.Default is null) return null;
            Array values = Array.CreateInstance(element, given.Words.Count);
            for (int i = 0; i < values.Length; i++) values.SetValue(OptionText.Parse(element, given.Words[i], key.Attribute, given.Where),
                i);
            return values;
        }

        if (given.Words.Count > 0) return OptionText.Parse(key.Type, given.Words[0], key.Attribute, given.Where);
        bool holdsNothing = key.Type.IsClass ? new NullabilityInfoContext().Create(key.Path[^1]).WriteState != NullabilityState.NotNull
            : Nullable.GetUnderlyingType(key.Type) is not null;
        if (holdsNothing) return null;
        throw new DataFormatException(
            new Fault("The option has no value.", given.Where, OptionText.Kind(key.Type, key.Attribute?.Unit), "nothing",
            "Give a value, or remove the key."));
    }

    private static void Set(object options, Dictionary<string, object> groups, OptionKey key, object? value)
    {
        object target = options;
        string path = "";
        foreach (PropertyInfo group in key.Path.SkipLast(1))
        {
            path += "." + group.Name;
            // Always a new object: the group from an initialiser may be shared with other options.
            if (!groups.TryGetValue(path, out object? inner))
            {
                groups[path] = inner = Activator.CreateInstance(group.PropertyType)!;
                group.SetValue(target, inner);
            }

            target = inner;
        }

        key.Path[^1].SetValue(target, value);
    }

    private static void Store(JsonObject json, string[] path, JsonNode? value)
    {
        JsonObject target = json;
        foreach (string group in path.SkipLast(1))
        {
            if (target[group] is not JsonObject inner) target[group] = inner = [];
            target = inner;
        }

        target[path[^1]] = value;
    }

    private static JsonNode? Json(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag,
        int number => number,
        long number => number,
        ulong number => number,
        double number => number,
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(Json)]),
        _ => OptionText.Print(value),
    };

    private static YamlNode Node(JsonNode? json)
    {
        SourceLocation where = new("run.json", Variable: json?.GetPath());
        return json switch
        {
            null => new YamlNode(where, "", null, null),
            JsonObject members =>
                new YamlNode(
                where, null, null, [.. members.Select(member => (member.Key, where with { Variable = member.Key }, Node(member.Value)))]),
            JsonArray items => new YamlNode(where, null, [.. items.Select(Node)], null),
            _ => new YamlNode(where, json.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : json.ToJsonString(),
                null, null),
        };
    }
}

/// <summary>The text of an option and its location; an empty list means "no value".</summary>
internal sealed record GivenValue(IReadOnlyList<string> Words, SourceLocation Where, string Origin);
