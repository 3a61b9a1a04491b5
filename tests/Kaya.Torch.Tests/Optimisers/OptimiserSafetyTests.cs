namespace Kaya.Torch.Tests.Optimisers;

/// <summary>Sizes and lifetimes that would reach beyond the memory of a tensor.</summary>
public sealed class OptimiserSafetyTests : NativeTest
{
    public static TheoryData<string> Kinds => ["adam", "adamw", "soap", "sgd", "plain"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_GradientOfAnotherSize_IsRefusedAndChangesNothing(string kind)
    {
        using TensorScope scope = new();
        Tensor first = Ones([4]), second = Ones([1000, 1000]);
        using Optimiser optimiser = Of(kind, [first, second]);
        Tensor good = Ones([4]), one = Ones([1]);
        Assert.Throws<ArgumentException>(() => optimiser.Step([good, one]));
        Assert.Equal([1f, 1, 1, 1], first.ToArray<float>());
        Assert.Equal(0, optimiser.Steps);
        optimiser.Step([good, null]);
        Assert.Equal(1, optimiser.Steps);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_AfterDisposal_IsAnError(string kind)
    {
        using TensorScope scope = new();
        Tensor parameter = Ones([8]), gradient = Ones([8]);
        Optimiser closed = Of(kind, [parameter]);
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => closed.Step([gradient]));
        Assert.Throws<ObjectDisposedException>(() => closed.ToState());
        using Optimiser orphan = Of(kind, [parameter]);
        parameter.Dispose();
        Assert.Throws<ObjectDisposedException>(() => orphan.Step([gradient]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 1)]
    [InlineData(1, 0)]
    [InlineData(1, double.NaN)]
    public void Clip_WithoutMembersOrNorm_IsRefused(int members, double norm)
    {
        using TensorScope scope = new();
        using Optimiser optimiser = Of("adam", [Ones([8])]);
        Assert.Throws<ArgumentException>(() => optimiser.Clip = new GradientClip(norm, members));
    }

    [Fact]
    public void Step_SoapOfMembers_IsRefused()
    {
        using TensorScope scope = new();
        using Optimiser optimiser = Of("soap", [Ones([2, 3, 3])]);
        optimiser.Clip = new GradientClip(1, 2);
        Assert.Throws<InvalidOperationException>(() => optimiser.Step([Ones([2, 3, 3])]));
    }

    [Fact]
    public void Clip_MoreMembersThanTheStackHolds_Works()
    {
        using TensorScope scope = new();
        Tensor parameter = Ones([400_000, 1]);
        using Optimiser optimiser = Of("adam", [parameter]);
        optimiser.Clip = new GradientClip(1, 400_000);
        optimiser.Step([Ones([400_000, 1])]);
        Assert.Equal(1, optimiser.Steps);
    }

    [Fact]
    public void Dense_EmptySizes_GiveEmptyOrBias()
    {
        using TensorScope scope = new();
        using Linear layer = new(3, 2, new RandomSource(1));
        Assert.Equal([0L, 2], layer.Forward(Tensor.Zeros([0, 3])).Shape.ToArray());
        using Linear withoutInputs = new(1, 2, new RandomSource(1));
        Assert.Throws<NativeCallException>(() => withoutInputs.Forward(Tensor.Zeros([2, 0])));
        using MemberLinear members = new(2, 3, 4, new RandomSource(1));
        Assert.Equal(0, members.Forward(Tensor.Zeros([2, 0, 3])).Count);
    }

    private static Tensor Ones(ReadOnlySpan<long> shape) => Tensor.Zeros(shape) + 1.0;

    private static Optimiser Of(string kind, Tensor[] parameters) => kind switch
    {
        "adam" => new Adam(parameters), "adamw" => new AdamW(parameters), "soap" => new Soap(parameters),
        "sgd" => new Sgd(parameters, new SgdOptions(Momentum: 0.9)),
        _ => new Sgd(parameters),
    };
}
