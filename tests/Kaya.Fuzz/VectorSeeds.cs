using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Kaya.Fuzz;

/// <summary>Small vector files: the parts of a shapefile, and OpenStreetMap in protocol buffers.</summary>
internal static class VectorSeeds
{
    private static readonly double[] s_ring = [10, 48, 10, 50, 11, 50, 10, 48];

    /// <summary>Header, and one polygon of one ring.</summary>
    public static byte[] Shapes => [.. Head(100 + 8 + 112), .. Big(1), .. Big(56), .. Polygon];

    /// <summary>Header, and the place of the polygon.</summary>
    public static byte[] Index => [.. Head(108), .. Big(50), .. Big(56)];

    /// <summary>dBASE III: one row of two texts.</summary>
    public static byte[] Table => [3, 124, 1, 1, .. Little(1), 97, 0, 13, 0, .. new byte[20], .. Field("code", 4), .. Field("name", 8), 13,
        .. " A   a       "u8, 26];

    public static byte[] System => FuzzSeeds.SystemTexts[1];

    /// <summary>A header and a block of a node, dense nodes and a way, not packed.</summary>
    public static byte[] StreetMap => [.. Blob("OSMHeader", ProtobufMessage.Of(header =>
        {
            foreach (string feature in (string[])["OsmSchema-V0.6", "DenseNodes"])
                ProtobufMessage.Put(header, 4, Encoding.UTF8.GetBytes(feature));
        })), .. Blob("OSMData", Block)];

    private static byte[] Polygon
    {
        get
        {
            byte[] content = new byte[112];
            BinaryPrimitives.WriteInt32LittleEndian(content, 5);
            foreach ((double number, int at) in ((double[])[10, 48, 11, 50]).Select((number, at) => (number, at)))
                BinaryPrimitives.WriteDoubleLittleEndian(content.AsSpan(4 + (8 * at)), number);
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(36), 1);
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(40), 4);
            for (int at = 0; at < s_ring.Length; at++) BinaryPrimitives.WriteDoubleLittleEndian(content.AsSpan(48 + (8 * at)), s_ring[at]);
            return content;
        }
    }

    private static byte[] Block => ProtobufMessage.Of(block =>
    {
        ProtobufMessage.Put(block, 1, ProtobufMessage.Of(texts =>
        {
            foreach (string text in (string[])["", "shop", "bakery", "building", "yes"])
                ProtobufMessage.Put(texts, 1, Encoding.UTF8.GetBytes(text));
        }));
        ProtobufMessage.Put(block, 2, ProtobufMessage.Of(group => ProtobufMessage.Put(group, 1, ProtobufMessage.Of(node =>
        {
            Signed(node, 1, 1);
            ProtobufMessage.Put(node, 2, Packed(1));
            ProtobufMessage.Put(node, 3, Packed(2));
            Signed(node, 8, 490_000_000);
            Signed(node, 9, 100_000_000);
        }))));
        ProtobufMessage.Put(block, 2, ProtobufMessage.Of(group => ProtobufMessage.Put(group, 2, ProtobufMessage.Of(dense =>
        {
            ProtobufMessage.Put(dense, 1, PackedSigned(2, 1, 1));
            ProtobufMessage.Put(dense, 8, PackedSigned(490_000_000, 0, 1_000_000));
            ProtobufMessage.Put(dense, 9, PackedSigned(100_000_000, 1_000_000, 0));
            ProtobufMessage.Put(dense, 10, Packed(1, 2, 0, 0, 0));
        }))));
        ProtobufMessage.Put(block, 2, ProtobufMessage.Of(group => ProtobufMessage.Put(group, 3, ProtobufMessage.Of(way =>
        {
            way.WriteTag(1, WireFormat.WireType.Varint);
            way.WriteInt64(5);
            ProtobufMessage.Put(way, 2, Packed(3));
            ProtobufMessage.Put(way, 3, Packed(4));
            ProtobufMessage.Put(way, 8, PackedSigned(2, 1, 1, -2));
        }))));
    });

    private static byte[] Blob(string kind, byte[] content)
    {
        byte[] blob = ProtobufMessage.Of(output => ProtobufMessage.Put(output, 1, content));
        byte[] head = ProtobufMessage.Of(output =>
        {
            ProtobufMessage.Put(output, 1, Encoding.UTF8.GetBytes(kind));
            output.WriteTag(3, WireFormat.WireType.Varint);
            output.WriteInt32(blob.Length);
        });
        return [.. Big(head.Length), .. head, .. blob];
    }

    private static byte[] Head(int bytes)
    {
        byte[] head = new byte[100];
        BinaryPrimitives.WriteInt32BigEndian(head, 9994);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(24), bytes / 2);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(28), 1000);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(32), 5);
        foreach ((double number, int at) in ((double[])[10, 48, 11, 50]).Select((number, at) => (number, at)))
            BinaryPrimitives.WriteDoubleLittleEndian(head.AsSpan(36 + (8 * at)), number);
        return head;
    }

    private static byte[] Field(string name, byte length)
    {
        byte[] field = new byte[32];
        Encoding.ASCII.GetBytes(name).CopyTo(field, 0);
        (field[11], field[16]) = ((byte)'C', length);
        return field;
    }

    private static byte[] Big(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    private static byte[] Little(int number) => [(byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)];

    private static byte[] Packed(params uint[] numbers) => ProtobufMessage.Of(output =>
    {
        foreach (uint number in numbers) output.WriteUInt32(number);
    });

    private static byte[] PackedSigned(params long[] numbers) => ProtobufMessage.Of(output =>
    {
        foreach (long number in numbers) output.WriteSInt64(number);
    });

    private static void Signed(CodedOutputStream output, int field, long number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteSInt64(number);
    }
}
