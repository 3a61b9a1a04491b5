using Kaya.Core;

namespace Kaya.Cli;

/// <summary>One bar on standard error, redrawn in place. If standard error is not a terminal: nothing, or lines on request.</summary>
internal sealed class ProgressDisplay : IProgress<WorkProgress>, IDisposable
{
    private const int BarWidth = 28;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private readonly bool _quiet, _terminal = !Console.IsErrorRedirected;
    private readonly Lock _gate = new();

    // The terminal itself: the bar is redrawn by control characters, which other texts cannot contain.
    private readonly Lazy<StreamWriter> _raw = new(() => new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
    private DateTime _drawn = DateTime.MinValue;
    private DateTime _started = DateTime.UtcNow;
    private string _stage = "";
    private bool _open;

    /// <summary>Draws unless --quiet was given.</summary>
    public ProgressDisplay(bool quiet) => _quiet = quiet;

    /// <summary>Whether lines are printed if standard error is not a terminal: at each new stage, then every ten seconds.</summary>
    public bool PrintsLines { get; set; }

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        if (_quiet || !(_terminal || PrintsLines)) return;
        lock (_gate)
        {
            DateTime now = DateTime.UtcNow;
            if (value.Stage != _stage) (_stage, _started) = (value.Stage, now);
            else if (now - _drawn < (_terminal ? Interval : LineInterval) && !(_terminal && value.Done == value.Total)) return;
            _drawn = now;
            _open = _terminal;
            if (_terminal) _raw.Value.Write("\r\u001b[2K" + Line(value, now - _started, Math.Max(20, Print.Width())));
            else Console.Error.WriteLine(Line(value, now - _started, int.MaxValue));
        }
    }

    /// <summary>Clears the bar, so that what follows starts on a clean line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_open) _raw.Value.Write("\r\u001b[2K");
            _open = false;
        }
    }

    // Of the whole job where its stages were planned, of the stage otherwise.
    private static string Line(WorkProgress value, TimeSpan elapsed, int width)
    {
        string text = value.Stage;
        double? part = value.Fraction ?? (value.Total is > 0 and { } total ? Math.Clamp((double)value.Done / total, 0, 1) : null);
        if (part is { } done)
        {
            int filled = (int)Math.Round(done * BarWidth);
            text += $" [{new string('=', filled)}{new string(' ', BarWidth - filled)}] {done:P0}";
            TimeSpan? left = value.Fraction is not null ? value.Left : done > 0.02 ? elapsed * ((1 - done) / done) : null;
            if (left > TimeSpan.FromSeconds(1)) text += $", {left:h\\:mm\\:ss} left";
            if (value.Fraction is not null) text += " of the whole";
        }
        else if (value.Done > 0)
        {
            text += $" {value.Done}";
        }

        if (value.Note is not null) text += $"  {value.Note}";
        text = HarmlessText.Shown(text);
        return text.Length < width ? text : text[..(width - 1)];
    }
}
