using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>
/// The networks of CLEAN, any number of them side by side: two encoders into one latent space, two decoders out of it, and
/// the baselines they correct. Network k belongs to training set k / members.
/// </summary>
/// <remarks>Tensors are networks x rows x columns; rows as <see cref="EnergyRows"/> lays them out.</remarks>
internal sealed class DualNetwork : Module
{
    /// <summary>What the decoder's last number is multiplied with before it corrects the baseline's logarithm.</summary>
    private const double CorrectionScale = 0.3;

    // Keeps standardised inputs of constant columns finite.
    private const double DeviationFloor = 0.02;
    // A mix without fossil sources still has some emission in the power sector: autoproducers, back-up.
    private const double LeastPower = 0.01;
    private const int Sources = EnergyRows.Sources;
    private const int Sectors = EnergyRows.Sectors;
    private const int EnergyInputs = Sources + 1 + EnergyRows.Calendar;
    private const int EmissionInputs = Sectors + 1 + EnergyRows.Calendar;

    private readonly CleanOptions _options;
    private readonly ShareEncoder _energyEncoder;
    private readonly ShareEncoder _emissionEncoder;
    private readonly MemberPerceptron _emissionDecoder;
    private readonly MemberPerceptron _energyDecoder;
    private readonly Dictionary<string, Tensor> _constants = [];

    /// <summary>Networks with constants fitted to their training sets.</summary>
    public DualNetwork(CleanOptions options, IReadOnlyList<NetworkConstants> sets, RandomSource random)
    {
        _options = options;
        int members = sets.Count * options.Members;
        _energyEncoder = AddChild("energy-encoder", new ShareEncoder(members, Sources, EnergyInputs, options, random.Derive("energy-encoder")));
        _emissionEncoder = AddChild("emission-encoder", new ShareEncoder(members, Sectors, EmissionInputs, options, random.Derive("emission-encoder")));
        int latent = options.LatentSize + EnergyRows.Calendar;
        double gain = options.UseBaseline ? 0.1 : 1;
        _emissionDecoder = AddChild("emission-decoder", new MemberPerceptron(members, [latent, options.HiddenSize, Sectors + 1], gain, random.Derive("emission-decoder")));
        _energyDecoder = AddChild("energy-decoder", new MemberPerceptron(members, [latent, options.HiddenSize, Sources + 1], gain, random.Derive("energy-decoder")));
        foreach (NetworkConstant constant in NetworkConstants.Names)
        {
            float[] values = [.. sets.SelectMany(set => Enumerable.Repeat(set[constant.Name], options.Members).SelectMany(value => value))];
            _constants[constant.Name] = AddBuffer(constant.Name, values, [members, constant.Rows, constant.Columns], members);
        }

        DirectFactors = AddBuffer("direct-factors", [.. IntensityBaseline.DirectFactors.ToArray().Select(factor => (float)factor)], [Sources, 1]);
        CalendarMask = AddBuffer("calendar-mask", Mask(options), [EnergyRows.Calendar]);
    }

    private Tensor DirectFactors { get; }

    private Tensor CalendarMask { get; }

    /// <summary>Energy to emission.</summary>
    /// <param name="energy">The energy side of rows.</param>
    /// <param name="correction">Part of the networks' correction that is used: 1, or less in uncovered regions (networks x rows x 1).</param>
    /// <returns>Logarithms of shares and total, and the latent.</returns>
    public DecoderOutput ToEmission(EnergySide energy, Tensor? correction = null)
    {
        Tensor date = energy.Date * CalendarMask;
        Tensor input = Tensor.Cat(2, Root(energy.Shares), energy.LogTotal, date);
        Tensor latent = _energyEncoder.Forward(Standardised(input, "energy-mean", "energy-inverse-deviation"));
        Tensor output = _emissionDecoder.Forward(Tensor.Cat(2, latent, date));
        Tensor shares = output.Slice(2, 0, Sectors), total = output.Slice(2, Sectors);
        if (!_options.UseBaseline)
            return new DecoderOutput((shares + _constants["emission-share-prior"]).LogSoftmax(2),
                total * _constants["log-emission-deviation"] + _constants["log-emission-mean"], latent);
        Tensor direct = energy.Shares.MatMul(DirectFactors);
        Tensor baseline = energy.LogTotal + (direct + IntensityBaseline.OtherIntensity).Log()
            + _constants["emission-skeleton-bias"].AddBatchProduct(input, _constants["emission-skeleton"]);
        (shares, total) = Corrected(shares, total, correction);
        // Power's share follows the mix, so that it has a sensible start in a region nobody trained on.
        Tensor prior = Tensor.Cat(2, direct + LeastPower, Other(direct)).Log();
        return new DecoderOutput((shares + prior).LogSoftmax(2), baseline + total, latent);
    }

    /// <summary>Emission to energy.</summary>
    /// <param name="emission">The emission side of rows.</param>
    /// <param name="correction">As for the other direction.</param>
    /// <returns>Logarithms of shares and total, and the latent.</returns>
    public DecoderOutput ToEnergy(EmissionSide emission, Tensor? correction = null)
    {
        Tensor date = emission.Date * CalendarMask;
        Tensor input = Tensor.Cat(2, Root(emission.Shares), emission.LogTotal, date);
        Tensor latent = _emissionEncoder.Forward(Standardised(input, "emission-mean", "emission-inverse-deviation"));
        Tensor output = _energyDecoder.Forward(Tensor.Cat(2, latent, date));
        Tensor shares = output.Slice(2, 0, Sources), total = output.Slice(2, Sources);
        if (!_options.UseBaseline)
            return new DecoderOutput((shares + _constants["energy-share-prior"]).LogSoftmax(2),
                total * _constants["log-energy-deviation"] + _constants["log-energy-mean"], latent);
        Tensor activity = emission.Shares.Slice(2, 0, 1) * IntensityBaseline.PowerWeight + emission.Shares.Slice(2, 1, 2) + emission.Shares.Slice(2, 2, 3);
        Tensor baseline = emission.LogTotal + (activity + 1e-6).Log()
            + _constants["energy-skeleton-bias"].AddBatchProduct(input, _constants["energy-skeleton"]);
        (shares, total) = Corrected(shares, total, correction);
        return new DecoderOutput((shares + _constants["energy-share-prior"]).LogSoftmax(2), baseline + total, latent);
    }

    /// <summary>Mean and deviation of inputs, baselines and priors of one training set.</summary>
    public static NetworkConstants Constants(EnergyRows rows, CleanOptions options)
    {
        NetworkConstants constants = new();
        IntensityBaseline baseline = IntensityBaseline.Fit(rows);
        constants.Add("emission-skeleton", baseline.Forward.AsSpan(0, EnergyInputs));
        constants.Add("emission-skeleton-bias", baseline.Forward.AsSpan(EnergyInputs));
        constants.Add("energy-skeleton", baseline.Backward.AsSpan(0, EmissionInputs));
        constants.Add("energy-skeleton-bias", baseline.Backward.AsSpan(EmissionInputs));
        Func<float, double> form = options.UseBaseline ? share => Math.Sqrt(share + IntensityBaseline.ShareFloor) : share => share;
        constants.AddScale("energy", [.. rows.Moments(EnergyRows.EnergyShare, Sources, form), .. rows.Moments(EnergyRows.LogEnergy, 1)], DeviationFloor);
        constants.AddScale("emission", [.. rows.Moments(EnergyRows.EmissionShare, Sectors, form), .. rows.Moments(EnergyRows.LogEmission, 1)], DeviationFloor);
        constants.AddTotal("log-energy", rows.Moments(EnergyRows.LogEnergy, 1)[0], DeviationFloor);
        constants.AddTotal("log-emission", rows.Moments(EnergyRows.LogEmission, 1)[0], DeviationFloor);
        constants.AddShares(rows.Moments(EnergyRows.EnergyShare, Sources), rows.Moments(EnergyRows.EmissionShare, Sectors));
        return constants;
    }

    private static (Tensor Shares, Tensor Total) Corrected(Tensor shares, Tensor total, Tensor? correction) => correction is { } weight
        ? (shares * weight, total * CorrectionScale * weight)
        : (shares, total * CorrectionScale);

    private Tensor Other(Tensor direct) => _constants["other-sector-prior"].Expand(direct.Shape[0], direct.Shape[1], Sectors - 1);

    private Tensor Root(Tensor shares) => _options.UseBaseline ? (shares + IntensityBaseline.ShareFloor).Sqrt() : shares;

    // The paper's plain network knows no calendar; a hidden harmonic is zero wherever it would be read.
    private static float[] Mask(CleanOptions options)
    {
        float[] mask = new float[EnergyRows.Calendar];
        if (options.UseBaseline) Array.Fill(mask, 1);
        if (options.Harmonics < 2) mask.AsSpan(2, 2).Clear();
        return mask;
    }

    private Tensor Standardised(Tensor input, string mean, string inverse) => (input - _constants[mean]) * _constants[inverse];
}

/// <summary>The energy side of rows: shares, logarithm of the total in TWh, calendar.</summary>
internal sealed record EnergySide(Tensor Shares, Tensor LogTotal, Tensor Date);

/// <summary>The emission side of rows: shares, logarithm of the total in Mt, calendar.</summary>
internal sealed record EmissionSide(Tensor Shares, Tensor LogTotal, Tensor Date);

/// <summary>What a decoder gives: logarithms of shares, logarithm of the total, and the latent it was read from.</summary>
internal sealed record DecoderOutput(Tensor LogShares, Tensor LogTotal, Tensor Latent);
