using System.Runtime.InteropServices;
using Google.Protobuf;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>An operator of an ONNX graph.</summary>
/// <param name="Kind">Such as <c>Conv</c>.</param>
/// <param name="Inputs">Names of tensors.</param>
/// <param name="Outputs">Names of tensors.</param>
/// <param name="Numbers">Attributes that are one real number.</param>
internal sealed record OnnxNode(string Kind, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, float> Numbers);

/// <summary>Operators and stored tensors of an ONNX file; all else is passed over.</summary>
/// <remarks>Fields of ModelProto, GraphProto, NodeProto, AttributeProto and TensorProto by number, as onnx.proto of ONNX 1.17 has
/// them.</remarks>
internal sealed class OnnxFile
{
    private const int Graph = 7, Node = 1, Initialiser = 5;
    private const int Float = 1;

    private OnnxFile(string path) => Path = path;

    internal string Path { get; }

    /// <summary>In the order of the file, in which a tensor is made before it is used.</summary>
    internal List<OnnxNode> Nodes { get; } = [];

    /// <summary>Stored tensors of 32-bit floats by name.</summary>
    internal Dictionary<string, StateArray> Tensors { get; } = new(StringComparer.Ordinal);

    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or is something else.</exception>
    internal static OnnxFile Read(string path)
    {
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("The file does not exist.", new SourceLocation(path), "an ONNX file", "no file",
                "Check the path."));
        OnnxFile file = new(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            using CodedInputStream input = new(stream);
            foreach ((int field, CodedInputStream value) in Messages(input, Graph)) file.ReadGraph(value);
        }
        catch (Exception cause) when (cause is InvalidProtocolBufferException or ArgumentException or OverflowException)
        {
            throw file.Damaged("a message that can be read", cause.Message, cause);
        }

        return file.Nodes.Count > 0 ? file : throw file.Damaged("a graph with operators", "none");
    }

    internal ModelFormatException Damaged(string expected, string found, Exception? cause = null) => new(
        new Fault("The file is no ONNX model that can be used.", new SourceLocation(Path), expected, found,
            "Copy it again from its source, or give another file."), cause);

    private void ReadGraph(CodedInputStream graph)
    {
        foreach ((int field, CodedInputStream value) in Messages(graph, Node, Initialiser))
        {
            if (field == Node) Nodes.Add(ReadNode(value));
            else ReadTensor(value);
        }
    }

    private static OnnxNode ReadNode(CodedInputStream node)
    {
        List<string> inputs = [], outputs = [];
        Dictionary<string, float> numbers = new(StringComparer.Ordinal);
        string kind = "";
        for (uint tag = node.ReadTag(); tag != 0; tag = node.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: inputs.Add(node.ReadString()); break;
                case 2: outputs.Add(node.ReadString()); break;
                case 4: kind = node.ReadString(); break;
                case 5: ReadAttribute(node.ReadBytes().CreateCodedInput(), numbers); break;
                default: node.SkipLastField(); break;
            }
        }

        return new OnnxNode(kind, inputs, outputs, numbers);
    }

    private static void ReadAttribute(CodedInputStream attribute, Dictionary<string, float> numbers)
    {
        string name = "";
        float? number = null;
        for (uint tag = attribute.ReadTag(); tag != 0; tag = attribute.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: name = attribute.ReadString(); break;
                case 2: number = attribute.ReadFloat(); break;
                default: attribute.SkipLastField(); break;
            }
        }

        if (number is { } value) numbers[name] = value;
    }

    private void ReadTensor(CodedInputStream tensor)
    {
        List<long> shape = [];
        string name = "";
        int type = 0;
        byte[] bytes = [];
        for (uint tag = tensor.ReadTag(); tag != 0; tag = tensor.ReadTag())
        {
            bool packed = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1 when packed:
                    CodedInputStream lengths = tensor.ReadBytes().CreateCodedInput();
                    while (!lengths.IsAtEnd) shape.Add(lengths.ReadInt64());
                    break;
                case 1: shape.Add(tensor.ReadInt64()); break;
                case 2: type = tensor.ReadInt32(); break;
                case 4 when packed: bytes = tensor.ReadBytes().ToByteArray(); break;
                case 8: name = tensor.ReadString(); break;
                case 9: bytes = tensor.ReadBytes().ToByteArray(); break;
                default: tensor.SkipLastField(); break;
            }
        }

        if (type == Float) Tensors[name] = new StateArray(ElementType.F32, CollectionsMarshal.AsSpan(shape), bytes);
    }

    // The messages of some fields, each as a stream of its own, which refuses to read beyond its end.
    private static IEnumerable<(int Field, CodedInputStream Value)> Messages(CodedInputStream input, params int[] fields)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            int field = WireFormat.GetTagFieldNumber(tag);
            if (fields.Contains(field) && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                yield return (field, input.ReadBytes().CreateCodedInput());
            else input.SkipLastField();
        }
    }
}
