using Kaya.Core;

namespace Kaya.Cli;

/// <summary>One bar on standard error, redrawn in place; nothing if standard error is not a terminal.</summary>
internal sealed class ProgressDisplay : IProgress<WorkProgress>, IDisposable
{
    private const int BarWidth = 28;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter? _terminal;
    private readonly Lock _gate = new();
    private DateTime _drawn = DateTime.MinValue;
    private DateTime _started = DateTime.UtcNow;
    private string _stage = "";
    private bool _open;

    /// <summary>Draws unless --quiet was given or standard error is not a terminal.</summary>
    public ProgressDisplay(bool quiet) => _terminal = quiet || Console.IsErrorRedirected ? null : Console.Error;

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        if (_terminal is null) return;
        lock (_gate)
        {
            DateTime now = DateTime.UtcNow;
            if (value.Stage != _stage) (_stage, _started) = (value.Stage, now);
            else if (now - _drawn < Interval && value.Done != value.Total) return;
            _drawn = now;
            _open = true;
            _terminal.Write("\r\u001b[2K" + Line(value, now - _started, Math.Max(20, Print.Width())));
        }
    }

    /// <summary>Clears the bar, so that what follows starts on a clean line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_open) _terminal!.Write("\r\u001b[2K");
            _open = false;
        }
    }

    private static string Line(WorkProgress value, TimeSpan elapsed, int width)
    {
        string text = value.Stage;
        if (value.Total is > 0 and { } total)
        {
            double part = Math.Clamp((double)value.Done / total, 0, 1);
            int filled = (int)Math.Round(part * BarWidth);
            TimeSpan left = part > 0.02 ? elapsed * ((1 - part) / part) : TimeSpan.Zero;
            text += $" [{new string('=', filled)}{new string(' ', BarWidth - filled)}] {part:P0}";
            if (left > TimeSpan.FromSeconds(1)) text += $", {left:m\\:ss} left";
        }
        else if (value.Done > 0)
        {
            text += $" {value.Done}";
        }

        if (value.Note is not null) text += $"  {value.Note}";
        return text.Length < width ? text : text[..(width - 1)];
    }
}
