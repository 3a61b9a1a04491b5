using System.Buffers.Binary;
using System.Text;
using Kaya.NetCdf;

namespace Kaya.Fuzz;

/// <summary>Edits of the fields of a netCDF-4 file: the superblock, words of every structure of HDF5, names and values of dimensions,
/// variables and attributes, values of coordinates.</summary>
/// <param name="path">The file.</param>
public sealed class HdfEdits(string path)
{
    private const int SuperBlock = 48, StructureLength = 96;

    private static readonly string[] s_structures =
        ["OHDR", "OCHK", "TREE", "SNOD", "HEAP", "FRHP", "FHDB", "FHIB", "BTHD", "BTLF", "GCOL", "FADB", "FAHD", "EAHD"];

    private readonly byte[] _file = File.ReadAllBytes(path);

    /// <summary>All edits, each place once.</summary>
    /// <returns>Each with its place and the changed copy.</returns>
    public IEnumerable<FileEdit> All() => [.. Structures(), .. Texts(), .. Coordinates()];

    private IEnumerable<FileEdit> Structures()
    {
        for (int at = 0; at < SuperBlock; at++) foreach (FileEdit edit in Byte($"superblock at {at}", at)) yield return edit;
        foreach (string name in s_structures)
            foreach (int start in Places(Encoding.ASCII.GetBytes(name)))
                for (int at = start; at < Math.Min(start + StructureLength, _file.Length); at += 3)
                    foreach (FileEdit edit in Byte($"{name} at {start}: byte {at - start}", at)) yield return edit;
    }

    private IEnumerable<FileEdit> Texts()
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        foreach (NetCdfVariable variable in file.Variables)
        {
            foreach (FileEdit edit in Letters($"name of variable {variable.Name}",
                Encoding.UTF8.GetBytes(variable.Name))) yield return edit;
            foreach (NetCdfAttribute attribute in variable.Attributes.All)
            {
                string what = $"{variable.Name}:{attribute.Name}";
                foreach (FileEdit edit in Letters($"name of {what}", Encoding.UTF8.GetBytes(attribute.Name))) yield return edit;
                if (variable.Attributes.Text(attribute.Name) is { Length: > 0 } text)
                {
                    // The whole text, or a part of a long one that is cut into heaps.
                    byte[] bytes = Encoding.UTF8.GetBytes(text);
                    foreach (FileEdit edit in Letters($"text of {what}", bytes.Length > 60 ? bytes[..60] : bytes)) yield return edit;
                }
            }
        }
    }

    private IEnumerable<FileEdit> Coordinates()
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        foreach (NetCdfVariable variable in file.Variables.Where(variable => variable.Type.IsNumber()
            && variable.Count is > 0 and < 10_000))
        {
            double[] values = variable.ReadAll();
            foreach (int element in (int[])[0, values.Length / 2, values.Length - 1])
            {
                byte[] bytes = new byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, values[element]);
                foreach (int at in Places(bytes).Take(4))
                    foreach (int part in (int[])[0, 4, 6, 7])
                        foreach (FileEdit edit in Byte($"{variable.Name}[{element}], byte {part} at {at}", at + part)) yield return edit;
            }
        }
    }

    private IEnumerable<FileEdit> Letters(string what, byte[] text)
    {
        foreach (int at in Places(text).Take(3))
            foreach (int letter in (int[])[0, text.Length / 2, text.Length - 1])
            {
                int place = at + letter;
                yield return new FileEdit($"{what}, letter {letter} at {place} changed", () => With(place, (byte)(_file[place] ^ 1)));
                yield return new FileEdit($"{what}, cut at letter {letter} at {place}", () => With(place, 0));
            }
    }

    private IEnumerable<FileEdit> Byte(string what, int at)
    {
        yield return new FileEdit($"{what} +1", () => With(at, (byte)(_file[at] + 1)));
        yield return new FileEdit($"{what} -1", () => With(at, (byte)(_file[at] - 1)));
        yield return new FileEdit($"{what} 255", () => With(at, 255));
    }

    private IEnumerable<int> Places(byte[] pattern)
    {
        for (int at = _file.AsSpan().IndexOf(pattern); at >= 0;)
        {
            yield return at;
            int next = _file.AsSpan(at + 1).IndexOf(pattern);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    private byte[] With(int at, byte value)
    {
        byte[] changed = [.. _file];
        changed[at] = value;
        return changed;
    }
}
