using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaya.Tasks;

/// <summary>The signature of a whole file, in a file beside it: it tells a digest that was computed again from the writer's.</summary>
/// <remarks>
/// ECDSA on the curve P-256 over the SHA-256 of all bytes of the file (FIPS 186-5). The framework has no Ed25519. It covers what the
/// certificate inside of the file does not: names, titles, overviews, intervals.
/// </remarks>
internal static class MapSignature
{
    private const string Algorithm = "ECDSA P-256 with SHA-256";
    private const string Curve = "1.2.840.10045.3.1.7";
    private const int MostBytes = 65_536;

    /// <summary>Name of the signature of a file.</summary>
    public static string PathOf(string path) => path + ".sig";

    /// <summary>Signs a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyFile">Private key, PEM.</param>
    /// <exception cref="DataNotFoundException">There is no such key.</exception>
    /// <exception cref="DataFormatException">It is no private key on P-256, or the file has a signature already.</exception>
    public static void Sign(string path, string keyFile)
    {
        string signature = PathOf(path);
        if (File.Exists(signature)) throw new DataFormatException(new Fault("The file has a signature already.",
            new SourceLocation(signature), "no such file", "a signature", "Remove it, if it is to be replaced."));
        using ECDsa key = Key(keyFile, "private");
        try
        {
            byte[] digest = Digest(path), signed = key.SignHash(digest);
            JsonObject document = new()
            {
                ["algorithm"] = Algorithm, ["file"] = Path.GetFileName(path), ["sha256"] = Convert.ToHexStringLower(digest),
                ["signature"] = Convert.ToBase64String(signed),
            };
            AtomicFile.WriteText(signature, document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }
        catch (CryptographicException cause)
        {
            throw NoKey(keyFile, "private", cause.Message, cause);
        }
    }

    /// <summary>Checks the signature of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyFile">Public key of the writer, PEM.</param>
    /// <exception cref="VerificationException">There is no signature, it is damaged, or of another file or writer.</exception>
    public static void Require(string path, string keyFile)
    {
        using ECDsa key = Key(keyFile, "public");
        string signature = PathOf(path);
        if (!File.Exists(signature)) throw Wrong(signature, "no such file");
        if (!key.VerifyHash(Digest(path), Read(signature)))
            throw Wrong(signature, "the file was changed after it was signed, or another key signed it");
    }

    private static byte[] Read(string signature)
    {
        try
        {
            if (new FileInfo(signature).Length > MostBytes) throw Wrong(signature, "a file that is too long for a signature");
            JsonObject document = JsonNode.Parse(File.ReadAllText(signature)) as JsonObject ?? [];
            if ((string?)document["algorithm"] != Algorithm) throw Wrong(signature, $"the algorithm '{document["algorithm"]}'");
            return Convert.FromBase64String((string?)document["signature"] ?? "");
        }
        catch (Exception cause) when (ReaderFailure.IsOfContent(cause))
        {
            throw Wrong(signature, cause.Message);
        }
    }

    private static byte[] Digest(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }

    private static ECDsa Key(string keyFile, string kind)
    {
        if (!File.Exists(keyFile)) throw new DataNotFoundException(new Fault($"There is no such {kind} key.", new SourceLocation(keyFile),
            "a PEM file", "no file", "Make one: openssl ecparam -name prime256v1 -genkey -noout -out key.pem; its public part: openssl ec "
                + "-in key.pem -pubout -out public.pem"));
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(keyFile));
            string? curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value;
            return curve == Curve ? key : throw NoKey(keyFile, kind, $"the curve {curve}", null);
        }
        catch (Exception cause) when (cause is CryptographicException || ReaderFailure.IsOfContent(cause))
        {
            key.Dispose();
            throw NoKey(keyFile, kind, cause.Message, cause);
        }
    }

    private static DataFormatException NoKey(string keyFile, string kind, string found, Exception? cause) => new(new Fault(
        $"The {kind} key cannot be used.", new SourceLocation(keyFile), $"a {kind} key on the curve P-256, as PEM without a password",
            found,
        "Make one: openssl ecparam -name prime256v1 -genkey -noout -out key.pem"), cause);

    private static VerificationException Wrong(string signature, string found) => new(new Fault("The signature does not hold.",
        new SourceLocation(signature), $"{Algorithm} of all bytes of the file by the holder of the key", found,
        "Get the file again from its writer."));
}
