using System.Collections.Immutable;
using System.IO.Compression;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The contribution of one zone to a cell that several zones share.</summary>
/// <param name="Zone">Index of the zone.</param>
/// <param name="Cell">Row times columns plus column.</param>
/// <param name="Amount">In the unit of the map.</param>
internal readonly record struct CellShare(int Zone, int Cell, double Amount);

/// <summary>The cells of each zone of a map, needed to recompute zone sums from the file.</summary>
internal sealed class ZoneMembership(int rows, int columns, ImmutableArray<CoverageRun> alone, ImmutableArray<CellShare> shared)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>Cells that belong to one zone only.</summary>
    public ImmutableArray<CoverageRun> Alone { get; } = alone;

    /// <summary>Amounts in cells that several zones share, with several entries for each cell.</summary>
    public ImmutableArray<CellShare> Shared { get; } = shared;

    /// <summary>Packs to text: small integers, compressed, in base 64.</summary>
    public string Pack()
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (BinaryWriter writer = new(deflate))
        {
            writer.Write7BitEncodedInt(Alone.Length);
            foreach (CoverageRun run in Alone)
            {
                writer.Write7BitEncodedInt(run.Zone);
                writer.Write7BitEncodedInt(run.Row);
                writer.Write7BitEncodedInt(run.Column);
                writer.Write7BitEncodedInt(run.Length);
            }

            writer.Write7BitEncodedInt(Shared.Length);
            foreach (CellShare share in Shared)
            {
                writer.Write7BitEncodedInt(share.Zone);
                writer.Write7BitEncodedInt(share.Cell);
                writer.Write(share.Amount);
            }
        }

        return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>Reads the output of <see cref="Pack"/>.</summary>
    public static ZoneMembership Unpack(int rows, int columns, int zones, string text)
    {
        try
        {
            using DeflateStream deflate = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            using BinaryReader reader = new(deflate);
            CoverageRun[] alone = new CoverageRun[Count(reader, (long)rows * columns)];
            for (int at = 0; at < alone.Length; at++)
                alone[at] = Checked(
                    new CoverageRun(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(),
                    reader.Read7BitEncodedInt(), 1), rows, columns, zones);
            CellShare[] shared = new CellShare[Count(reader, (long)rows * columns * zones)];
            for (int at = 0; at < shared.Length; at++)
                shared[at] = Checked(new CellShare(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadDouble()),
                    (long)rows * columns, zones);
            return new ZoneMembership(rows, columns, [.. alone], [.. shared]);
        }
        catch (Exception cause) when (cause is FormatException or InvalidDataException or IOException)
        {
            throw Broken(cause);
        }
    }

    private static int Count(BinaryReader reader, long most)
    {
        int count = reader.Read7BitEncodedInt();
        return count >= 0 && count <= most ? count : throw Broken(null);
    }

    private static CoverageRun Checked(CoverageRun run, int rows, int columns, int zones) =>
        run.Zone >= 0 && run.Zone < zones && run.Row >= 0 && run.Row < rows && run.Column >= 0 && run.Length > 0
            && run.Length <= columns - run.Column ? run : throw Broken(null);

    private static CellShare Checked(CellShare share, long cells, int zones) =>
        share.Zone >= 0 && share.Zone < zones && share.Cell >= 0 && share.Cell < cells ? share : throw Broken(null);

    private static VerificationException Broken(Exception? cause) =>
        new(new Fault("The list of cells in the conservation certificate is damaged.",
        Expected: "cells of the map and its zones", Remedy: "Compute the map again."), cause);
}
