using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>What a network is given: blocks of cells, and windows of hours in each of them.</summary>
/// <remarks>Window w of block b is number w x blocks + b, in all that counts windows.</remarks>
/// <param name="Series">[blocks x rows x columns, hours, channels], standardised.</param>
/// <param name="Starts">First hour of each window within the hours of a block.</param>
/// <param name="Previous">[windows, pollutants, rows, columns]: standardised concentrations of the hour before each window.</param>
/// <param name="Geography">[blocks, fields, rows, columns]; null where there is none.</param>
internal sealed record SurrogateInput(Tensor Series, IReadOnlyList<int> Starts, Tensor Previous, Tensor? Geography)
{
    /// <summary>[blocks, hours, levels x species, rows, columns]: emissions divided by their means, for what is carried along; null where
    /// a network carries nothing.</summary>
    internal Tensor? Emissions { get; init; }

    /// <summary>Last hour of each window within the hours of a block; null where each has as many hours as the network's history.</summary>
    internal IReadOnlyList<int>? Lasts { get; init; }

    internal long Rows => Previous.Length(2);

    internal long Columns => Previous.Length(3);

    internal long Blocks => Series.Length(0) / (Rows * Columns);

    /// <summary>The windows, in their order.</summary>
    internal IReadOnlyList<Window> WindowsOf(int history) =>
        [.. Starts.Select((start, i) => new Window(start, Lasts?[i] ?? (start + history - 1)))];

    /// <summary>Consecutive hours of the hours of a block, the last of which is predicted.</summary>
    internal readonly record struct Window(int First, int Last)
    {
        internal int Hours => Last - First + 1;
    }
}

/// <summary>Numbers that decide the shape of a network besides its options.</summary>
/// <param name="Channels">Channels of an hour.</param>
/// <param name="Fields">Fields of geography.</param>
/// <param name="WindLayers">Layers whose wind is the first channels of weather, at least 1.</param>
internal sealed record SurrogateShape(int Channels, int Fields, int WindLayers = 1)
{
    /// <summary>Cells that a standardised wind of 1 moves air in an hour: along the rows for each level, then along the columns. Empty for
    /// a network whose stored numbers have them.</summary>
    internal ImmutableArray<double> CellsPerHour { get; init; } = [];
}

/// <summary>A network that gives concentrations from windows of hours.</summary>
internal abstract class SurrogateNetwork : Module
{
    /// <summary>Concentrations of the last hour of each window.</summary>
    /// <param name="input">What it is given.</param>
    /// <returns>[windows, pollutants, rows, columns], standardised.</returns>
    internal abstract Tensor Forward(SurrogateInput input);

    /// <summary>What carries quantities along; null for a network that carries none.</summary>
    internal abstract CarriedFields? Carried { get; }

    /// <summary>Number of numbers that training changes.</summary>
    internal long ParameterCount => Parameters().Sum(parameter => parameter.Count);

    internal static SurrogateNetwork Make(SurrogateNetworkOptions options, SurrogateShape shape, RandomSource random) =>
        options.Kind == SurrogateKind.LstmUnet ? new LstmUnet(options, shape, random) : new ResidualNetwork(options, shape, random);

    /// <summary>A 3 x 3 convolution that keeps the size of the plane.</summary>
    internal static Conv2d Convolution(int inputs, int outputs, RandomSource random, bool bias = true) =>
        new(inputs, outputs, 3, random, new ConvolutionOptions(Padding: 1, Bias: bias));

    /// <summary>Numbers of cells as a plane whose channels lie together in memory, as they do already.</summary>
    /// <param name="values">[blocks x rows x columns, channels].</param>
    /// <param name="input">Says how many rows and columns.</param>
    /// <returns>[blocks, channels, rows, columns].</returns>
    internal static Tensor ToPlane(Tensor values, SurrogateInput input) =>
        values.Reshape(input.Blocks, input.Rows, input.Columns, values.Length(1)).Permute(0, 3, 1, 2);
}
