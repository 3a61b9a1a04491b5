using Google.Protobuf;

namespace Kaya.Fuzz;

/// <summary>Writes messages of protocol buffers, field by field.</summary>
internal static class ProtobufMessage
{
    /// <summary>A message.</summary>
    public static byte[] Of(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true)) write(output);
        return stream.ToArray();
    }

    /// <summary>Writes a field of bytes: a text, numbers in a row, another message.</summary>
    public static void Put(CodedOutputStream output, int field, byte[] bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }
}
