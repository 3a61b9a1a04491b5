using Kaya.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kaya.Runs;

/// <summary>A value of a YAML file with its location: text, a list, or a group of keys.</summary>
internal sealed record YamlNode(
    SourceLocation Where, string? Text, IReadOnlyList<YamlNode>? Items,
        IReadOnlyList<(string Key, SourceLocation Where, YamlNode Value)>? Members)
{
    private const int DepthCap = 16;

    /// <param name="path">The file.</param>
    /// <param name="what">What it is, in messages.</param>
    public static YamlNode ReadFile(string path, string what = "configuration file")
    {
        if (!File.Exists(path))
            throw new DataNotFoundException(
                new Fault($"The {what} does not exist.", new SourceLocation(path), "a YAML file", "no such file",
                "Check the path."));
        try
        {
            using StreamReader text = new(path);
            Parser parser = new(text);
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) return new YamlNode(new SourceLocation(path), null, null, []);
            parser.Consume<DocumentStart>();
            YamlNode root = Read(path, parser, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _)) throw Refused(Place(path, parser.Current!), "one document", "another document",
                "Keep one document in the file.");
            return root is { Text: not null and "" } ? root with { Text = null, Members = [] } : root;
        }
        catch (YamlException error)
        {
            throw new DataFormatException(new Fault($"The {what} is not YAML.",
                new SourceLocation(path, error.Start.Line, error.Start.Column), "YAML: 'key: value' lines, indented by spaces",
                error.InnerException?.Message ?? error.Message, "Correct the line."), error);
        }
        catch (Exception error) when (ReaderFailure.IsOfContent(error))
        {
            throw new DataFormatException(new Fault($"The {what} is not YAML.", new SourceLocation(path),
                "YAML: 'key: value' lines, indented by spaces", error.Message, "Correct the file."), error);
        }
    }

    private static YamlNode Read(string path, Parser parser, int depth)
    {
        ParsingEvent current = parser.Current!;
        SourceLocation where = Place(path, current);
        if (depth > DepthCap) throw Refused(where, $"at most {DepthCap} levels", "more", "Flatten the file.");
        if (parser.TryConsume<Scalar>(out Scalar? scalar))
            return new YamlNode(where, scalar.IsPlainImplicit && scalar.Value is "~" or "null" ? "" : scalar.Value, null, null);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<YamlNode> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Read(path, parser, depth + 1));
            return new YamlNode(where, null, items, null);
        }

        if (parser.TryConsume<MappingStart>(out _)) return new YamlNode(where, null, null, ReadMembers(path, parser, depth));
        throw Refused(where, "a value, a list or a group of keys", current.ToString() ?? "",
            "Write the value in full: anchors and aliases are not supported.");
    }

    private static List<(string Key, SourceLocation Where, YamlNode Value)> ReadMembers(string path, Parser parser, int depth)
    {
        List<(string Key, SourceLocation Where, YamlNode Value)> members = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            SourceLocation where = Place(path, parser.Current!);
            if (!parser.TryConsume<Scalar>(out Scalar? key)) throw Refused(
                where, "a key", "a list or group as a key", "Use a simple name as the key.");
            SourceLocation place = where with { Variable = key.Value };
            int known = members.FindIndex(member => member.Key == key.Value);
            if (known >= 0)
                throw Refused(place, "each key once", $"'{key.Value}' again, first on line {members[known].Where.Line}",
                    "Keep one of the two.");
            members.Add((key.Value, place, Read(path, parser, depth + 1)));
        }

        return members;
    }

    private static SourceLocation Place(string path, ParsingEvent current) => new(path, current.Start.Line, current.Start.Column);

    private static DataFormatException Refused(SourceLocation where, string expected, string found, string remedy) =>
        new(new Fault("The YAML file cannot be read.", where, expected, found, remedy));
}
