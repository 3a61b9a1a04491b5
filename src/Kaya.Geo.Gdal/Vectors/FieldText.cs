using System.Runtime.InteropServices;
using System.Text;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Turns the bytes of a text field into text, strictly: a wrong encoding is an error.</summary>
internal sealed class FieldText
{
    private readonly Encoding _encoding;
    private readonly string _path;

    private FieldText(string path, Encoding encoding) => (_path, _encoding) = (path, encoding);

    public static FieldText For(string path, string? name)
    {
        string? written = name ?? Sidecar(path) ?? CodePages.OfTable(path);
        return new FieldText(path, Strict(path, string.IsNullOrWhiteSpace(written) ? "utf-8" : written.Trim()));
    }

    public unsafe string Read(byte* text, string field)
    {
        if (text == null) return "";
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        try
        {
            return _encoding.GetString(bytes).Trim();
        }
        catch (DecoderFallbackException cause)
        {
            throw new DataFormatException(
                new Fault("The text of the file has a different character encoding.", new SourceLocation(_path, Variable: field),
                _encoding.WebName,
                $"bytes {Convert.ToHexString(bytes[..Math.Min(bytes.Length, 12)])}",
                    "Give it by {option}: GBK for Chinese files without a .cpg, windows-1252 for western ones.") { Option = "encoding" },
                    cause);
        }
    }

    private static string? Sidecar(string path)
    {
        string cpg = System.IO.Path.ChangeExtension(path, ".cpg");
        return path.EndsWith(".shp", StringComparison.OrdinalIgnoreCase) && File.Exists(cpg) ? File.ReadAllText(cpg) : null;
    }

    private static Encoding Strict(string path, string name)
    {
        string plain = CodePages.NameOf(name);
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(
                plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException cause)
        {
            throw new DataFormatException(
                new Fault("Unknown character encoding.", new SourceLocation(path), "such as UTF-8, GBK, Big5, windows-1252",
                $"'{name}'", "Give it by {option}, or correct the .cpg file.") { Option = "encoding" }, cause);
        }
    }
}
