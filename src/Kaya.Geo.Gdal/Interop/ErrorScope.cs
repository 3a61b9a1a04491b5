using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Collects what GDAL complains about on this thread while it is open; nothing reaches the terminal. The one place that makes
/// exceptions of it.</summary>
internal sealed unsafe class ErrorScope : IDisposable
{
    private const int Failure = 3;
    private readonly List<string> _failures = [];
    private readonly string _file;
    private readonly bool _writing;
    private GCHandle _self;

    private ErrorScope(string file, bool writing)
    {
        (_file, _writing) = (file, writing);
        _self = GCHandle.Alloc(this);
        GdalLibrary.Start();
        GdalNative.CPLPushErrorHandlerEx(&Receive, GCHandle.ToIntPtr(_self));
    }

    /// <summary>Opens a scope.</summary>
    /// <param name="file">The file at hand, for messages.</param>
    public static ErrorScope Enter(string file) => new(file, writing: false);

    /// <summary>Opens a scope for writing: what fails there is the place, not the data.</summary>
    /// <param name="beside">The file being written beside the one that is to appear; messages name the latter.</param>
    public static ErrorScope EnterWriting(string beside) => new(WholeFile.TargetOf(beside), writing: true);

    /// <summary>Requires that a call that returns 0 for success did.</summary>
    public void Zero(int result, string what)
    {
        if (result != 0) throw Failed(what);
    }

    /// <summary>Requires that a call that returns 1 for success did.</summary>
    public void One(int result, string what)
    {
        if (result != 1) throw Failed(what);
    }

    /// <summary>Requires that a call gave an object.</summary>
    public nint Some(nint pointer, string what) => pointer != 0 ? pointer : throw Failed(what);

    /// <summary>Requires that nothing was complained about, for calls that return nothing.</summary>
    public void Clean(string what)
    {
        if (_failures.Count > 0) throw Failed(what);
    }

    /// <summary>The exception for what was collected.</summary>
    public KayaException Failed(string what)
    {
        string said = _failures.Count == 0 ? "no reason given" : string.Join("; ", _failures.Distinct().Take(4));
        SourceLocation where = new(_file);
        if (Says(said, "No space left", "disk full", "not enough space", "Free disk space"))
            return new ResourceException(
                new Fault($"There is no room on the disk: {what}.", where, Found: said,
                Remedy: "Free some space or choose another folder; nothing half-written was left."));
        if (Says(said, "Cannot allocate memory", "Out of memory", "cannot allocate"))
            return new ResourceException(
                new Fault($"There is not enough memory: {what}.", where, Found: said,
                Remedy: "Read smaller windows or lower the memory limit of other work."));
        if (Says(said, "Permission denied", "Read-only file system"))
            return new ResourceException(
                new Fault($"The file system does not allow it: {what}.", where, Found: said, Remedy: "Choose a folder you can write to."));
        if (Says(said, "No such file or directory") && !File.Exists(_file))
            return new DataNotFoundException(new Fault("There is no such file.", where, Remedy: "Check the path."));
        if (_writing)
            return new ResourceException(
                new Fault($"The file could not be written: {what}.", where, Found: said,
                Remedy: "Check that the disk has room and works; nothing half-written was left."));
        return new DataFormatException(new Fault($"{char.ToUpperInvariant(what[0])}{what[1..]} failed.", where, Found: said,
            Remedy: "The file may be damaged, cut short, or not of the format its name says: fetch or make it again."));
    }

    public void Dispose()
    {
        GdalNative.CPLPopErrorHandler();
        _self.Free();
    }

    private static bool Says(string said, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
            if (said.Contains(part, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Receive(int severity, int number, byte* message)
    {
        if (severity < Failure) return;
        nint user = GdalNative.CPLGetErrorHandlerUserData();
        if (user != 0 && GCHandle.FromIntPtr(user).Target is ErrorScope scope) scope._failures.Add(NativeText.Read(message).Trim());
    }
}
