using System.Text;
using Kaya.Core;

namespace Kaya.Cli;

/// <summary>A stream of the terminal on which names from files are text only: no escape codes, no change of direction.</summary>
internal sealed class HarmlessWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Both streams of this process from now on.</summary>
    public static void Install()
    {
        Console.SetOut(new HarmlessWriter(Console.Out));
        Console.SetError(new HarmlessWriter(Console.Error));
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(value is null ? null : HarmlessText.Shown(value, keepsLines: true));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
