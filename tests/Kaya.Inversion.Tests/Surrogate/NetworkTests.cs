using Kaya.Torch;

namespace Kaya.Inversion.Tests;

public sealed class NetworkTests : TensorTest
{
    private static readonly SurrogateShape s_shape = new(9, 2);

    // Independent source: section 2.2 of paper 003 for 38; 44 counted by hand for two convolutions everywhere.
    [Theory]
    [InlineData(1, 38, 0, 0)]
    [InlineData(1, 38, 1, 3)]
    [InlineData(2, 44, 0, 0)]
    [InlineData(2, 44, 2, 1)]
    public void LstmUnet_GradientOfOneCell_ReachesExactly(int encoder, int expected, int row, int column)
    {
        const int side = 64;
        SurrogateNetworkOptions options = new()
        {
            HistoryHours = 2, HiddenSize = 6, Channels = 6, BranchChannels = 2, HeadChannels = 2,
            EncoderConvolutions = encoder, Dropout = 0,
        };
        using LstmUnet network = new(options, new SurrogateShape(3, 0), new RandomSource(2));
        network.SetTraining(false);
        bool[] rows = new bool[side], columns = new bool[side];
        for (int draw = 0; draw < 6; draw++)
        {
            using TensorScope scope = new();
            Tensor series = Noise($"x{draw}", side * side, 2, 3);
            series.RequiresGradient = true;
            Tensor given = network.Forward(new SurrogateInput(series, [0], Tensor.Zeros(1, 4, side, side), null));
            Tensor cell = given.Select(2, 32 + row).Select(2, 32 + column).Sum();
            float[] gradient = Autograd.Gradients(cell, [series])[0]!.Value.Abs().Sum([1, 2]).ToArray<float>();
            for (int i = 0; i < gradient.Length; i++)
                if (gradient[i] != 0) (rows[i / side], columns[i % side]) = (true, true);
        }

        Assert.Equal(expected, options.ReceptiveField);
        foreach (bool[] seen in (bool[][])[rows, columns])
        {
            Assert.Equal(expected, seen.Count(value => value));
            Assert.Equal(expected, Array.LastIndexOf(seen, true) - Array.IndexOf(seen, true) + 1);
        }
    }

    [Theory]
    [InlineData(24, 32, 32, 0)]
    [InlineData(8, 16, 16, 0)]
    [InlineData(4, 6, 4, 0)]
    [InlineData(8, 16, 12, 8)]
    public void ResidualNetwork_SameOptions_IsOfEqualSize(int history, int hidden, int channels, int carried)
    {
        SurrogateNetworkOptions options = new()
        {
            HistoryHours = history, HiddenSize = hidden, Channels = channels, CarriedSpecies = carried,
        };
        SurrogateShape shape = new(18, 3);
        using LstmUnet ours = new(options, shape, new RandomSource(1));
        using ResidualNetwork other = new(options, shape, new RandomSource(1));
        double ratio = (double)other.ParameterCount / ours.ParameterCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"LSTM-U-Net {ours.ParameterCount}, ResNet {other.ParameterCount}");
        Assert.InRange(ratio, 0.9, 1.1);
    }

    [Theory]
    [InlineData(SurrogateKind.LstmUnet, false, 0)]
    [InlineData(SurrogateKind.LstmUnet, true, 0)]
    [InlineData(SurrogateKind.ResNet, false, 0)]
    [InlineData(SurrogateKind.LstmUnet, false, 6)]
    [InlineData(SurrogateKind.ResNet, false, 6)]
    public void Forward_AnySize_WindowsOfABlockEqualWindowsAlone(SurrogateKind kind, bool all, int carried)
    {
        const int rows = 9, columns = 14, hours = 7, blocks = 2;
        using TensorScope scope = new();
        using SurrogateNetwork network = Small(kind, all, carried, 4);
        Tensor series = Noise("series", blocks * rows * columns, hours, 9), previous = Noise("previous", 2 * blocks, 4, rows, columns);
        Tensor land = Noise("land", blocks, 2, rows, columns);
        Tensor emitted = Noise("emitted", blocks, hours, 15, rows, columns).Abs();
        Tensor together = network.Forward(new SurrogateInput(series, [0, 3], previous, land) { Emissions = emitted });
        Assert.Equal([2 * blocks, 4, rows, columns], together.Shape.ToArray());
        for (int window = 0; window < 2; window++)
            for (int block = 0; block < blocks; block++)
            {
                int number = (window * blocks) + block;
                Tensor own = series.Slice(0, block * rows * columns, (block + 1) * rows * columns).Slice(1, 3 * window, (3 * window) + 4);
                Tensor alone = network.Forward(new SurrogateInput(own.Contiguous(), [0], previous.Slice(0, number, number + 1),
                    land.Slice(0, block, block + 1))
                {
                    Emissions = emitted.Slice(0, block, block + 1).Slice(1, 3 * window, (3 * window) + 4),
                });
                Assert.True((alone - together.Slice(0, number, number + 1)).Abs().Max().Item() < 1e-5);
            }
    }

    [Theory]
    [InlineData(SurrogateKind.LstmUnet, false, 0)]
    [InlineData(SurrogateKind.LstmUnet, true, 0)]
    [InlineData(SurrogateKind.ResNet, false, 0)]
    [InlineData(SurrogateKind.LstmUnet, false, 6)]
    [InlineData(SurrogateKind.ResNet, false, 6)]
    public void Forward_WindowsThatBeginTogether_EqualWindowsAlone(SurrogateKind kind, bool all, int carried)
    {
        const int side = 9, hours = 7;
        using TensorScope scope = new();
        using SurrogateNetwork network = Small(kind, all, carried, 3);
        Tensor series = Noise("series", side * side, hours, 9), previous = Noise("previous", 1, 4, side, side);
        Tensor land = Noise("land", 1, 2, side, side), emitted = Noise("emitted", 1, hours, 15, side, side).Abs();
        Tensor Given(params int[] lasts) => network.Forward(
            new SurrogateInput(series, [.. lasts.Select(_ => 0)], Tensor.Cat(0, [.. lasts.Select(_ => previous)]), land)
            {
                Emissions = emitted, Lasts = lasts,
            });
        int[] lasts = [2, 6, 3];
        Tensor together = Given(lasts);
        for (int window = 0; window < lasts.Length; window++)
            Assert.True((Given(lasts[window]) - together.Slice(0, window, window + 1)).Abs().Max().Item() < 1e-5);
        // The shortest is what the network gives when nothing is said of the last hour.
        Tensor usual = network.Forward(new SurrogateInput(series.Slice(1, 0, 3).Contiguous(), [0], previous, land)
        {
            Emissions = emitted.Slice(1, 0, 3),
        });
        Assert.True((usual - together.Slice(0, 0, 1)).Abs().Max().Item() < 1e-5);
    }

    private static SurrogateNetwork Small(SurrogateKind kind, bool all, int carried, int history)
    {
        SurrogateNetwork network = SurrogateNetwork.Make(new SurrogateNetworkOptions
        {
            Kind = kind, HistoryHours = history, HiddenSize = 5, Channels = 4, BranchChannels = 3, HeadChannels = 2, AllHiddenStates = all,
            CarriedSpecies = carried,
        }, s_shape, new RandomSource(4));
        network.SetTraining(false);
        return network;
    }

    private static Tensor Noise(string name, params long[] shape)
    {
        RandomSequence sequence = new RandomSource(8).Derive(name).Sequence();
        float[] values = new float[shape.Aggregate((a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)sequence.NextGaussian();
        return Tensor.From(values, shape);
    }

    // Independent source: kinematics. What is emitted in the first hour is, in the mean of the last one, as far away as the wind of the
    // hours between has moved it. Winds of both signs, of a part of a cell and of several cells an hour.
    [Theory]
    [InlineData(0.9, -0.4, 0.5)]
    [InlineData(-1.1, 0.7, 1.2)]
    [InlineData(0.5, 1, 3)]
    public void CarriedFields_SteadyWind_MovesAnEmissionWithTheWind(double east, double north, double cellsPerHour)
    {
        const int side = 41, hours = 4, middle = side / 2;
        SurrogateNetworkOptions options = new() { HistoryHours = hours, CarriedSpecies = 6 };
        using TensorScope scope = new();
        using CarriedFields carried = new(options, new SurrogateShape(9, 0)
        {
            CellsPerHour = [.. Enumerable.Repeat(cellsPerHour, 2 * CarriedFields.Levels)],
        }, new RandomSource(5));
        float[] sky = new float[side * side * hours * 9];
        for (int i = 0; i < sky.Length; i += 9) (sky[i + 5], sky[i + 6]) = ((float)east, (float)north);
        float[] With(float emission)
        {
            float[] emitted = new float[hours * 15 * side * side];
            // SO2 of the lowest level, in the first hour. Limited slopes would let the middle of a plume of one cell lag behind.
            for (int cell = 0; cell < side * side; cell++)
                emitted[(2 * side * side) + cell] = emission * Hill((cell / side) - middle) * Hill((cell % side) - middle);
            return carried.Forward(new SurrogateInput(Tensor.From(sky, side * side, hours, 9), [0], Tensor.Zeros(1, 4, side, side), null)
            {
                Emissions = Tensor.From(emitted, 1, hours, 15, side, side),
            }).Quantities.Slice(1, 2, 3).ToArray<float>();
        }

        float[] change = [.. With(1e-2f).Zip(With(0), (one, none) => one - none)];
        double sum = change.Sum(value => (double)value);
        double right = change.Select((value, cell) => (double)value * ((cell % side) - middle)).Sum() / sum;
        double down = change.Select((value, cell) => (double)value * ((cell / side) - middle)).Sum() / sum;
        Assert.Equal((hours - 1) * cellsPerHour * east, right, 0.1 * Math.Abs(east) * cellsPerHour);
        Assert.Equal(-(hours - 1) * cellsPerHour * north, down, 0.1 * Math.Abs(north) * cellsPerHour);

        static float Hill(int cells) => MathF.Exp(-cells * cells / 18f);
    }

    // Independent source: central differences of the forecast, whether an hour is kept or computed again in the backward pass.
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, long.MaxValue)]
    [InlineData(false, 0)]
    [InlineData(false, long.MaxValue)]
    public void CarriedFields_GradientByEmissions_EqualsFiniteDifferences(bool kernel, long kept)
    {
        const int side = 9, hours = 5;
        SurrogateNetworkOptions options = new() { HistoryHours = hours, CarriedSpecies = 6 };
        using TensorScope scope = new();
        using CarriedFields carried = new(options, new SurrogateShape(9, 0) { CellsPerHour = [1, 1, 1, 1, 1, 1] }, new RandomSource(5))
        {
            MayUseKernel = kernel, MostKept = kept,
        };
        Tensor sky = Noise("sky", side * side, hours, 9), seed = Noise("seed", 1, 18, side, side).Abs();
        Tensor emitted = Noise("emitted", 1, hours, 15, side, side).Abs(), along = Noise("along", 1, hours, 15, side, side).Abs();
        Tensor Given(Tensor at) => carried.Forward(new SurrogateInput(sky, [0], Tensor.Zeros(1, 4, side, side), null) { Emissions = at })
            .Quantities * seed;
        const double reach = 0.001;
        double expected = (Given(emitted + (along * reach)) - Given(emitted - (along * reach))).Sum().Item() / (2 * reach);
        emitted.RequiresGradient = true;
        double found = (Autograd.Gradients(Given(emitted).Sum(), [emitted])[0]!.Value * along).Sum().Item();
        Assert.Equal(expected, found, 0.01 * Math.Abs(expected));
    }

    // Operators are what a GPU uses.
    [Fact]
    public void CarriedFields_KernelAndOperators_SameQuantitiesAndGradients()
    {
        const int side = 12, hours = 4;
        SurrogateNetworkOptions options = new() { HistoryHours = hours, CarriedSpecies = 6 };
        using TensorScope scope = new();
        Tensor[] Results(bool kernel)
        {
            using CarriedFields carried = new(options, new SurrogateShape(9, 0) { CellsPerHour = [1, 1, 2, 1, 1, 2] }, new RandomSource(5))
            {
                MayUseKernel = kernel,
            };
            Tensor emitted = Noise("emitted", 2, hours + 3, 15, side, side).Abs();
            emitted.RequiresGradient = true;
            (Tensor quantities, Tensor concentrations) = carried.Forward(new SurrogateInput(Noise("sky", 2 * side * side, hours + 3, 9),
                [0, 3, 0], Noise("previous", 6, 4, side, side), null) { Emissions = emitted, Lasts = [3, 6, 2] });
            Tensor sum = (quantities * Noise("seed", 6, 18, side, side)).Sum() + concentrations.Square().Sum();
            return [quantities, .. Autograd.Gradients(sum, [emitted, .. carried.Parameters()]).Select(one => one!.Value)];
        }

        Tensor[] expected = Results(false), found = Results(true);
        for (int i = 0; i < expected.Length; i++)
            Assert.True((found[i] - expected[i]).Abs().Max().Item() < 1e-4 * Math.Max(1, expected[i].Abs().Max().Item()));
    }
}
