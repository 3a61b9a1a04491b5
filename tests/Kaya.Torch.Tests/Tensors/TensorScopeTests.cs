namespace Kaya.Torch.Tests;

public sealed class TensorScopeTests : NativeTest
{
    [Fact]
    public void Dispose_WithTensorsInside_FreesThemAll()
    {
        long before = TorchLedger.LiveWithoutCopies;
        Tensor tensor;
        using (TensorScope scope = new())
        {
            tensor = Tensor.Ones(3);
            for (int i = 0; i < 100; i++) _ = tensor + 1.0;
            Assert.Equal(before + 101, TorchLedger.LiveWithoutCopies);
        }

        Assert.Equal(before, TorchLedger.LiveWithoutCopies);
        Assert.Throws<ObjectDisposedException>(() => tensor.ToArray<float>());
        Assert.Equal("closed tensor", tensor.ToString());
    }

    [Fact]
    public void Dispose_ScopeUsedAgain_RefusesTensorsOfTheOneBefore()
    {
        Tensor old;
        using (TensorScope scope = new()) old = Tensor.Ones(3);
        using TensorScope next = new();
        // It lies where the old one lay.
        Tensor young = Tensor.Zeros(3);
        Assert.NotEqual(old, young);
        Assert.Throws<ObjectDisposedException>(() => old + 1.0);
        Assert.Throws<ObjectDisposedException>(() => old.Shape.Length);
        Assert.Throws<ObjectDisposedException>(() => default(Tensor).Sum());
        Assert.Equal([0f, 0f, 0f], young.ToArray<float>());
    }

    [Fact]
    public void Keep_InInnerScope_MovesToTheOuterOne()
    {
        using TensorScope outer = new();
        Tensor kept;
        using (TensorScope inner = new()) kept = (Tensor.Ones(2) * 3.0).Keep();
        Assert.Equal([3f, 3f], kept.ToArray<float>());
    }

    [Fact]
    public void Keep_WithNoScopeAround_LivesUntilDisposed()
    {
        Tensor kept;
        using (TensorScope scope = new()) kept = Tensor.Ones(2).Keep();
        Assert.Equal([1f, 1f], kept.ToArray<float>());
        kept.Dispose();
    }

    [Fact]
    public void Keep_OfAnOuterTensor_IsRefused()
    {
        using TensorScope outer = new();
        Tensor tensor = Tensor.Ones(1);
        using TensorScope inner = new();
        Assert.Throws<InvalidOperationException>(() => tensor.Keep());
    }

    [Fact]
    public void Dispose_OutOfOrder_IsRefused()
    {
        TensorScope outer = new();
        TensorScope inner = new();
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void Operator_WithoutScope_IsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => Tensor.Ones(1));
        using Linear layer = new(2, 2, Random);
        Assert.Throws<InvalidOperationException>(() => layer.Parameters()[0] + 1.0);
    }

    [Fact]
    public void Dispose_OfOneTensor_FreesItOnce()
    {
        using TensorScope scope = new();
        long before = TorchLedger.LiveWithoutCopies;
        Tensor tensor = Tensor.Ones(1);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(before, TorchLedger.LiveWithoutCopies);
    }

    [Fact]
    public void Scopes_OnTwoThreads_DoNotMeet()
    {
        using TensorScope here = new();
        Tensor tensor = Tensor.Ones(2);
        float[] there = [];
        Exception? refused = null;
        Thread other = new(() =>
        {
            refused = Record.Exception(() => Tensor.Ones(1));
            using TensorScope scope = new();
            there = (tensor + 1.0).ToArray<float>();
        });
        other.Start();
        other.Join();
        Assert.IsType<InvalidOperationException>(refused);
        Assert.Equal([2f, 2f], there);
    }

    [Fact]
    public void RequireDevice_CudaWhereThereIsNone_SaysWhatThereIs()
    {
        int devices = TorchRuntime.Describe().CudaDevices;
        ResourceException exception = Assert.Throws<ResourceException>(() => new TensorScope(new ComputeDevice(devices)));
        Assert.Contains("cpu", exception.Fault.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Always_NamesVersionAndBlas()
    {
        TorchInformation information = TorchRuntime.Describe();
        Assert.Matches(@"^\d+\.\d+", information.Version);
        Assert.True(information.Threads >= 1);
        bool isSlow = information.Kernels.Contains("oneDNN off", StringComparison.Ordinal)
            || information.Blas?.Contains("openblas-openmp", StringComparison.Ordinal) == false;
        Assert.Equal(isSlow, information.Warning is not null);
    }
}
