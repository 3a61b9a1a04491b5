using System.Runtime.InteropServices;

namespace Kaya.Torch.Tests;

public sealed class NativeTorchTests : NativeTest
{
    // UCX, which comes with Debian 13's libtorch, would write jumps over them while other threads run them.
    [Theory]
    [InlineData("mmap")]
    [InlineData("munmap")]
    [InlineData("madvise")]
    public void Load_LibtorchWithUcx_LeavesFunctionsOfTheProcessAsTheyAre(string function)
    {
        const byte jump = 0xE9;
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the jump of another processor");
        NativeTorch.Require();
        nint code = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), function);
        Assert.NotEqual(jump, Marshal.ReadByte(code));
    }
}
