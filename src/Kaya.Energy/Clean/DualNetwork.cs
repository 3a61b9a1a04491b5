using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>
/// The networks of CLEAN, batched: two encoders into one latent space, two decoders, and
/// the baselines they correct. Network k belongs to training set k / members.
/// </summary>
/// <remarks>Tensors are networks x rows x columns; rows as <see cref="EnergyRows"/> lays them out.</remarks>
internal sealed class DualNetwork : Module
{
    /// <summary>Factor of the decoder's last output before it corrects the logarithm of the baseline.</summary>
    private const double CorrectionScale = 0.3;

    // A mix without fossil sources still has some emissions in the power sector: autoproducers, back-up plants.
    private const double LeastPower = 0.01;
    private const double LeastActivity = 1e-6;
    private const int Sources = EnergyRows.Sources;
    private const int Sectors = EnergyRows.Sectors;

    private readonly CleanOptions _options;
    private readonly Half _toEmission;
    private readonly Half _toEnergy;
    private readonly Tensor _otherSectors;
    private readonly Tensor _directFactors;
    private readonly Tensor _calendarMask;

    /// <summary>Networks with constants fitted to their training sets.</summary>
    public DualNetwork(CleanOptions options, IReadOnlyList<NetworkConstants> sets, RandomSource random)
    {
        _options = options;
        int members = sets.Count * options.Members, latent = options.LatentSize + EnergyRows.Calendar;
        ShareEncoder energyEncoder = Encoder("energy-encoder", Sources), emissionEncoder = Encoder("emission-encoder", Sectors);
        MemberPerceptron emissionDecoder = Decoder("emission-decoder", Sectors), energyDecoder = Decoder("energy-decoder", Sources);
        Dictionary<string, Tensor> constants = [];
        foreach (NetworkConstant constant in NetworkConstants.Names)
        {
            float[] values = [.. sets.SelectMany(set => Enumerable.Repeat(set[constant.Name], options.Members).SelectMany(value => value))];
            constants[constant.Name] = AddBuffer(constant.Name, values, [members, constant.Rows, constant.Columns], members);
        }

        _directFactors = AddBuffer("direct-factors",
            [.. IntensityBaseline.DirectFactors.ToArray().Select(factor => (float)factor)], [Sources, 1]);
        _calendarMask = AddBuffer("calendar-mask", Mask(options), [EnergyRows.Calendar]);
        _otherSectors = constants["other-sector-prior"];
        _toEmission = new Half(("energy", "emission"), energyEncoder, emissionDecoder, Sectors, constants) { Start = EmissionStart };
        _toEnergy = new Half(("emission", "energy"), emissionEncoder, energyDecoder, Sources, constants) { Start = EnergyStart };

        ShareEncoder Encoder(string name, int shares) =>
            AddChild(name, new ShareEncoder(members, shares, shares + 1 + EnergyRows.Calendar, options, random.Derive(name)));

        MemberPerceptron Decoder(string name, int parts) => AddChild(name,
            new MemberPerceptron(members, [latent, options.HiddenSize, parts + 1], options.UseBaseline ? 0.1 : 1, random.Derive(name)));
    }

    /// <summary>Energy to emissions.</summary>
    /// <param name="energy">The energy side of rows.</param>
    /// <param name="correction">Share of the networks' correction: 1, or less in uncovered regions (networks x rows x
    /// 1).</param>
    /// <returns>Logarithms of shares and total, and the latent.</returns>
    public DecoderOutput ToEmission(ProfileTensors energy, Tensor? correction = null) => Translate(_toEmission, energy, correction);

    /// <summary>Emissions to energy.</summary>
    /// <param name="emission">The emission side of rows.</param>
    /// <param name="correction">As for the other direction.</param>
    /// <returns>Logarithms of shares and total, and the latent.</returns>
    public DecoderOutput ToEnergy(ProfileTensors emission, Tensor? correction = null) => Translate(_toEnergy, emission, correction);

    private DecoderOutput Translate(Half half, ProfileTensors from, Tensor? correction)
    {
        Tensor date = from.Date * _calendarMask;
        Tensor input = Tensor.Cat(2, Root(from.Shares), from.LogTotal, date);
        Tensor latent = half.Encoder.Forward((input - half.Mean) * half.InverseDeviation);
        Tensor output = half.Decoder.Forward(Tensor.Cat(2, latent, date));
        Tensor shares = output.Slice(2, 0, half.Parts), total = output.Slice(2, half.Parts);
        if (!_options.UseBaseline)
            return new DecoderOutput((shares + half.SharePrior).LogSoftmax(2), total * half.LogDeviation + half.LogMean, latent);
        (Tensor logIntensity, Tensor prior) = half.Start(half, from.Shares);
        Tensor baseline = from.LogTotal + logIntensity + half.BaselineBias.AddBatchProduct(input, half.BaselineWeights);
        total *= CorrectionScale;
        if (correction is { } used) (shares, total) = (shares * used, total * used);
        return new DecoderOutput((shares + prior).LogSoftmax(2), baseline + total, latent);
    }

    // The share of power follows the mix, to have a sensible start value in regions outside the training data.
    private (Tensor LogIntensity, Tensor Prior) EmissionStart(Half half, Tensor shares)
    {
        Tensor direct = shares.MatMul(_directFactors);
        Tensor others = _otherSectors.Expand(direct.Shape[0], direct.Shape[1], Sectors - 1);
        return ((direct + IntensityBaseline.OtherIntensity).Log(), Tensor.Cat(2, direct + LeastPower, others).Log());
    }

    private static (Tensor LogIntensity, Tensor Prior) EnergyStart(Half half, Tensor shares)
    {
        Tensor activity = shares.Slice(2, 0, 1) * IntensityBaseline.PowerWeight + shares.Slice(2, 1, 2) + shares.Slice(2, 2, 3);
        return ((activity + LeastActivity).Log(), half.SharePrior);
    }

    private Tensor Root(Tensor shares) => _options.UseBaseline ? (shares + IntensityBaseline.ShareFloor).Sqrt() : shares;

    // The plain network of the paper has no calendar input; an unused harmonic is set to zero.
    private static float[] Mask(CleanOptions options)
    {
        float[] mask = new float[EnergyRows.Calendar];
        if (options.UseBaseline) Array.Fill(mask, 1);
        if (options.Harmonics < 2) mask.AsSpan(2, 2).Clear();
        return mask;
    }

    /// <summary>One direction: its encoder and decoder, and the constants it uses.</summary>
    private sealed class Half(
        (string From, string To) sides, ShareEncoder encoder, MemberPerceptron decoder, int parts, Dictionary<string, Tensor> constants)
    {
        public ShareEncoder Encoder => encoder;

        public MemberPerceptron Decoder => decoder;

        public int Parts => parts;

        public Tensor Mean { get; } = constants[$"{sides.From}-mean"];

        public Tensor InverseDeviation { get; } = constants[$"{sides.From}-inverse-deviation"];

        // Stored models use the earlier names of these.
        public Tensor BaselineWeights { get; } = constants[$"{sides.To}-skeleton"];

        public Tensor BaselineBias { get; } = constants[$"{sides.To}-skeleton-bias"];

        public Tensor LogMean { get; } = constants[$"log-{sides.To}-mean"];

        public Tensor LogDeviation { get; } = constants[$"log-{sides.To}-deviation"];

        public Tensor SharePrior { get; } = constants[$"{sides.To}-share-prior"];

        /// <summary>From shares: logarithm of the baseline intensity, and the initial logits of the
        /// shares.</summary>
        public required Func<Half, Tensor, (Tensor LogIntensity, Tensor Prior)> Start { get; init; }
    }
}

/// <summary>One side of rows: shares, logarithm of the total (TWh or Mt), calendar.</summary>
internal sealed record ProfileTensors(Tensor Shares, Tensor LogTotal, Tensor Date);

/// <summary>Output of a decoder: logarithms of shares, logarithm of the total, and its latent input.</summary>
internal sealed record DecoderOutput(Tensor LogShares, Tensor LogTotal, Tensor Latent);
