using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>The only place where XGBoost's status codes become exceptions.</summary>
internal static class XGBoostCall
{
    /// <summary>Refuses any status but 0.</summary>
    /// <exception cref="NativeCallException">The call failed; the message is XGBoost's own.</exception>
    public static unsafe void Check(int status, string call)
    {
        if (status == 0) return;
        string message = Marshal.PtrToStringUTF8((nint)XGBoostNative.XGBGetLastError()) ?? "";
        // After the first paragraph there is a stack trace of the library.
        int trace = message.IndexOf("\nStack trace", StringComparison.Ordinal);
        throw new NativeCallException(new Fault("XGBoost refused a call.", new SourceLocation(Variable: call),
            Found: (trace < 0 ? message : message[..trace]).Trim(), Remedy: "Check the estimator's options against the message."));
    }
}
