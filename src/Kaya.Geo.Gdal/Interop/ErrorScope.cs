using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Collects the errors of GDAL on this thread while it is open, instead of printing them. The only place that converts them
/// to exceptions.</summary>
internal sealed unsafe class ErrorScope : IDisposable
{
    private const int Failure = 3;
    private readonly List<string> _failures = [];
    private readonly string _file;
    private readonly string? _beside;
    private GCHandle _self;

    private ErrorScope(string file, string? beside)
    {
        (_file, _beside) = (file, beside);
        _self = GCHandle.Alloc(this);
        GdalLibrary.Start();
        Hdf5Library.Silence();
        GdalNative.CPLPushErrorHandlerEx(&Receive, GCHandle.ToIntPtr(_self));
    }

    /// <summary>Opens a scope.</summary>
    /// <param name="file">The file, for messages.</param>
    public static ErrorScope Enter(string file) => new(file, beside: null);

    /// <summary>Opens a scope for writing; failures are due to the destination, not the data.</summary>
    /// <param name="beside">The temporary file; messages name the final file.</param>
    public static ErrorScope EnterWriting(string beside) => new(WholeFile.TargetOf(beside), beside);

    /// <summary>Checks a call that returns 0 for success.</summary>
    public void Zero(int result, string what)
    {
        if (result != 0) throw Failed(what);
    }

    /// <summary>Checks a call that returns 1 for success.</summary>
    public void One(int result, string what)
    {
        if (result != 1) throw Failed(what);
    }

    /// <summary>Checks that a call returned an object.</summary>
    public nint Some(nint pointer, string what) => pointer != 0 ? pointer : throw Failed(what);

    /// <summary>Checks that there were no errors, for calls without a return value.</summary>
    public void Clean(string what)
    {
        if (_failures.Count > 0) throw Failed(what);
    }

    /// <summary>The exception for the collected errors.</summary>
    public KayaException Failed(string what)
    {
        string said = _failures.Count == 0 ? "no reason given" : string.Join("; ", _failures.Distinct().Take(4));
        SourceLocation where = new(_file);
        if (Says(said, "No space left", "disk full", "not enough space", "Free disk space"))
            return new ResourceException(
                new Fault($"The disk is full: {what}.", where, Found: said,
                Remedy: "Free some space or choose another folder. No partial file was left."));
        if (Says(said, "Cannot allocate memory", "Out of memory", "cannot allocate"))
            return new ResourceException(
                new Fault($"There is not enough memory: {what}.", where, Found: said,
                Remedy: "Read smaller windows, or reduce the memory use of other programs."));
        if (Says(said, "Permission denied", "Read-only file system"))
            return new ResourceException(
                new Fault($"Permission denied: {what}.", where, Found: said, Remedy: "Choose a folder with write permission."));
        if (Says(said, "No such file or directory") && !File.Exists(_file))
            return new DataNotFoundException(new Fault("The file does not exist.", where, Remedy: "Check the path."));
        if (_beside is not null)
            return new ResourceException(
                new Fault($"The file could not be written: {what}.", where, Found: said,
                Remedy: "Check the free space and the state of the disk. No partial file was left."));
        return new DataFormatException(new Fault($"{char.ToUpperInvariant(what[0])}{what[1..]} failed.", where, Found: said,
            Remedy: "The file may be damaged, truncated, or of a different format than its name suggests. Download or create it again."));
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
        if (user != 0 && GCHandle.FromIntPtr(user).Target is ErrorScope scope) scope.Add(NativeText.Read(message).Trim());
    }

    private void Add(string failure)
    {
        _failures.Add(failure);
        if (_beside is not null) WholeFile.CutOff(_beside);
    }
}
