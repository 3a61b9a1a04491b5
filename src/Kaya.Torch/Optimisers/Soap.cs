namespace Kaya.Torch;

/// <summary>Settings of <see cref="Soap"/>.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="MeanDecay">Weight of the past in the running mean of gradients (beta 1).</param>
/// <param name="SquareDecay">Weight of the past in the running mean of their squares (beta 2).</param>
/// <param name="CovarianceDecay">Weight of the past in the running covariances of gradients.</param>
/// <param name="Epsilon">Added to the root of the squares.</param>
/// <param name="WeightDecay">Weight decay of every parameter, added to its gradient.</param>
/// <param name="TurnEvery">Steps between two updates of the directions.</param>
/// <param name="LongestSide">Sides of matrices that are longer keep their own axes.</param>
public sealed record SoapOptions(
    double Rate = 3e-3, double MeanDecay = 0.9, double SquareDecay = 0.999, double CovarianceDecay = 0.95, double Epsilon = 1e-8,
    double WeightDecay = 0, int TurnEvery = 10, long LongestSide = 256);

/// <summary><see cref="Adam"/> along the eigenvectors of the gradients' covariances (SOAP: Vyas et al. 2025, algorithm 3).</summary>
/// <remarks>
/// A parameter of two axes or more is a matrix: its first axis by all others. Covariances of rows and of columns of its gradient are
/// running means; one power iteration (Q of the QR decomposition of covariance times directions) brings the directions nearer to their
/// eigenvectors. They begin as the axes, so that the first steps are Adam's; the paper begins with the eigenvectors of the first gradient
/// and takes no step there. Vectors are updated as by Adam. Fewer steps are needed than by Adam, most of all where the error is to be
/// small; a step takes longer by products of each matrix with its directions. For one network, not for members of a batch.
/// </remarks>
public sealed class Soap : Optimiser
{
    private readonly SoapOptions _options;
    private readonly Tensor[] _means, _squares;
    private readonly Directions[] _directions;
    // Parameters without a gradient are left out of a step.
    private readonly long[] _taken;

    /// <summary>Starts an optimiser of all parameters of a module.</summary>
    /// <param name="module">The module, on the device where it will be trained.</param>
    /// <param name="options">Settings.</param>
    public Soap(Module module, SoapOptions? options = null)
        : this((module ?? throw new ArgumentNullException(nameof(module))).Parameters(), options) { }

    /// <summary>Starts an optimiser of chosen parameters.</summary>
    /// <param name="parameters">The parameters to optimise.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">No steps between two updates of the directions.</exception>
    public Soap(IReadOnlyList<Tensor> parameters, SoapOptions? options = null)
        : base(parameters, (options ?? new SoapOptions()).Rate, hasFusedStep: false)
    {
        _options = options ?? new SoapOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.TurnEvery, 1);
        (_means, _squares) = (MakeSlot(), MakeSlot());
        _directions = [.. Parameters.Select(parameter => new Directions(parameter, _options, Own))];
        _taken = new long[_directions.Length];
    }

    private protected override IEnumerable<(string Name, Tensor[] Tensors)> Slots =>
    [
        ("mean", _means), ("square", _squares), .. Directions.Slots(_directions),
    ];

    private protected override long[] Counts => _taken;

    private protected override unsafe void StepFused(nint* gradients, int members, float* scales) => throw new NotSupportedException();

    private protected override void StepComposed(Tensor[] parameters, Tensor[] gradients, int[] places)
    {
        if (Clip is { Members: > 1 }) throw new InvalidOperationException("members of a batch would share their directions");
        gradients = Decayed(gradients, parameters, _options.WeightDecay);
        foreach (int place in places) _taken[place]++;
        // Nearly always one group: all parameters have taken as many steps.
        foreach (IGrouping<long, int> same in Enumerable.Range(0, places.Length).GroupBy(i => _taken[places[i]]))
            Step([.. same.Select(i => parameters[i])], [.. same.Select(i => gradients[i])], [.. same.Select(i => places[i])], same.Key);
    }

    private void Step(Tensor[] parameters, Tensor[] gradients, int[] places, long taken)
    {
        Tensor[] means = [.. places.Select(i => _means[i])], squares = [.. places.Select(i => _squares[i])];
        Directions[] directions = [.. places.Select(i => _directions[i])];
        Tensor[] Each(Func<Directions, Tensor, Tensor> change, Tensor[] values) => [.. directions.Zip(values, change)];
        Operators.ForeachMultiply.Run(means, _options.MeanDecay);
        Operators.ForeachAdd.Run(means, gradients, 1 - _options.MeanDecay);
        Tensor[] turned = Each((one, gradient) => one.Into(gradient), gradients);
        Tensor[] roots = RootsOfSquares(squares, turned, _options.SquareDecay, taken, _options.Epsilon);
        Tensor[] steps = [.. Each((one, mean) => one.Into(mean), means).Zip(roots, (mean, root) => mean / root)];
        Operators.ForeachAdd.Run(parameters, Each((one, step) => one.OutOf(step), steps),
            -Rate / (1 - Math.Pow(_options.MeanDecay, taken)));
        foreach ((Directions one, Tensor gradient) in directions.Zip(gradients)) one.Learn(gradient, _options.CovarianceDecay);
        if (taken % _options.TurnEvery != 0) return;
        foreach ((Directions one, Tensor square) in directions.Zip(squares)) one.Turn(square);
    }

    /// <summary>Directions of the rows and of the columns of a parameter; none for a vector, or a side that is too long.</summary>
    private sealed class Directions
    {
        private readonly Side? _rows, _columns;
        private readonly long _rowCount;

        internal Directions(Tensor parameter, SoapOptions options, Func<Tensor, Tensor> own)
        {
            _rowCount = parameter.Shape.Length > 1 ? parameter.Length(0) : 1;
            long columns = _rowCount > 0 ? parameter.Count / _rowCount : 0;
            bool isMatrix = _rowCount > 1 && columns > 1;
            Side? Make(long length)
            {
                if (!isMatrix || length > options.LongestSide) return null;
                using TensorScope scope = new(parameter.Device);
                float[] axes = new float[length * length];
                for (long i = 0; i < length; i++) axes[i * (length + 1)] = 1;
                return new Side(own(Tensor.Zeros(length, length).To(parameter.Type)),
                    own(Tensor.From(axes, length, length).To(parameter.Type)));
            }

            (_rows, _columns) = (Make(_rowCount), Make(columns));
        }

        internal static IEnumerable<(string Name, Tensor[] Tensors)> Slots(IReadOnlyList<Directions> all)
        {
            Side[] rows = [.. all.Select(one => one._rows).OfType<Side>()], columns = [.. all.Select(one => one._columns).OfType<Side>()];
            yield return ("covariance of rows", [.. rows.Select(side => side.Covariance)]);
            yield return ("covariance of columns", [.. columns.Select(side => side.Covariance)]);
            yield return ("directions of rows", [.. rows.Select(side => side.Vectors)]);
            yield return ("directions of columns", [.. columns.Select(side => side.Vectors)]);
        }

        /// <summary>From the axes of the parameter to the directions.</summary>
        internal Tensor Into(Tensor values) => Turned(values, side => side.Vectors.Transpose(0, 1), side => side.Vectors);

        /// <summary>Back from the directions to the axes.</summary>
        internal Tensor OutOf(Tensor values) => Turned(values, side => side.Vectors, side => side.Vectors.Transpose(0, 1));

        /// <summary>Adds a gradient to the covariances.</summary>
        internal void Learn(Tensor gradient, double decay)
        {
            if (_rows is null && _columns is null) return;
            Tensor matrix = Matrix(gradient), transposed = matrix.Transpose(0, 1);
            if (_rows is { } rows) Add(rows.Covariance, matrix.MatMul(transposed), decay);
            if (_columns is { } columns) Add(columns.Covariance, transposed.MatMul(matrix), decay);
        }

        /// <summary>One power iteration. Directions are put in the order of their variances first, and the squares with them.</summary>
        internal void Turn(Tensor squares)
        {
            Tensor matrix = Matrix(squares);
            Turn(_rows, matrix, 0);
            Turn(_columns, matrix, 1);
        }

        private static void Turn(Side? side, Tensor squares, int axis)
        {
            if (side is null) return;
            Tensor variances = (side.Vectors * side.Covariance.MatMul(side.Vectors)).Sum(0);
            Tensor order = Operators.SortStable.CallMany(2, variances, true, -1L, true)[1];
            squares.CopyFrom(squares.IndexSelect(axis, order));
            side.Vectors.CopyFrom(
                Operators.QrDecomposition.CallMany(2, side.Covariance.MatMul(side.Vectors.IndexSelect(1, order)))[0]);
        }

        private Tensor Turned(Tensor values, Func<Side, Tensor> left, Func<Side, Tensor> right)
        {
            if (_rows is null && _columns is null) return values;
            Tensor matrix = Matrix(values);
            if (_rows is { } rows) matrix = left(rows).MatMul(matrix);
            if (_columns is { } columns) matrix = matrix.MatMul(right(columns));
            return matrix.Reshape(values.Shape);
        }

        // A view, where the values lie in order.
        private Tensor Matrix(Tensor values) => values.Reshape(_rowCount, -1);

        private static void Add(Tensor covariance, Tensor one, double decay)
        {
            Operators.ForeachMultiply.Run((Tensor[])[covariance], decay);
            Operators.ForeachAdd.Run((Tensor[])[covariance], (Tensor[])[one], 1 - decay);
        }
    }

    /// <summary>Of one side of a matrix: covariance of the gradients, and the directions as columns.</summary>
    private sealed record Side(Tensor Covariance, Tensor Vectors);
}
