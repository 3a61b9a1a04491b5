namespace Kaya.Energy;

/// <summary>A named constant of one training set and its shape in a batch: rows x columns, one row except for matrices.</summary>
internal sealed record NetworkConstant(string Name, int Rows, int Columns);

/// <summary>Constants computed from a training set before training: scales of inputs, baselines, mean shares. Saved with the
/// model.</summary>
internal sealed class NetworkConstants
{
    private const int Energy = EnergyRows.Sources + 1 + EnergyRows.Calendar;
    private const int Emission = EnergyRows.Sectors + 1 + EnergyRows.Calendar;

    // Emissions of all other sectors per generation, before the networks correct them.
    private const double OtherSectors = IntensityBaseline.OtherIntensity;

    private const double SmallShare = 1e-4;
    // A sector that is absent from the training rows (international aviation of single countries) must remain absent.
    private const double NoShare = 1e-12;

    // Keeps standardised inputs of constant columns finite.
    private const double DeviationFloor = 0.02;

    private readonly Dictionary<string, float[]> _values = [];

    /// <summary>Every constant, in the order of the state.</summary>
    public static IReadOnlyList<NetworkConstant> Names { get; } = Array.AsReadOnly<NetworkConstant>(
    [
        new("energy-mean", 1, Energy), new("energy-inverse-deviation", 1, Energy),
        new("emission-mean", 1, Emission), new("emission-inverse-deviation", 1, Emission),
        new("emission-skeleton", Energy, 1), new("emission-skeleton-bias", 1, 1),
        new("energy-skeleton", Emission, 1), new("energy-skeleton-bias", 1, 1),
        new("log-energy-mean", 1, 1), new("log-energy-deviation", 1, 1),
        new("log-emission-mean", 1, 1), new("log-emission-deviation", 1, 1),
        new("energy-share-prior", 1, EnergyRows.Sources), new("emission-share-prior", 1, EnergyRows.Sectors),
        new("other-sector-prior", 1, EnergyRows.Sectors - 1),
    ]);

    public float[] this[string name] => _values[name];

    /// <summary>Mean and deviation of inputs, baselines and priors of one training set.</summary>
    public static NetworkConstants Of(EnergyRows rows, CleanOptions options)
    {
        NetworkConstants constants = new();
        IntensityBaseline baseline = IntensityBaseline.Fit(rows);
        constants.Add("emission-skeleton", baseline.Forward.AsSpan(0, Energy));
        constants.Add("emission-skeleton-bias", baseline.Forward.AsSpan(Energy));
        constants.Add("energy-skeleton", baseline.Backward.AsSpan(0, Emission));
        constants.Add("energy-skeleton-bias", baseline.Backward.AsSpan(Emission));
        Func<float, double> form = options.UseBaseline ? share => Math.Sqrt(share + IntensityBaseline.ShareFloor) : share => share;
        (double Mean, double Deviation) logEnergy = rows.Moments(EnergyRows.LogEnergy, 1)[0],
            logEmission = rows.Moments(EnergyRows.LogEmission, 1)[0];
        constants.AddScale("energy", [.. rows.Moments(EnergyRows.EnergyShare, EnergyRows.Sources, form), logEnergy]);
        constants.AddScale("emission", [.. rows.Moments(EnergyRows.EmissionShare, EnergyRows.Sectors, form), logEmission]);
        constants.AddTotal("log-energy", logEnergy);
        constants.AddTotal("log-emission", logEmission);
        constants.AddShares(rows.Moments(EnergyRows.EnergyShare, EnergyRows.Sources),
            rows.Moments(EnergyRows.EmissionShare, EnergyRows.Sectors));
        return constants;
    }

    /// <summary>Constants of the right sizes, to be replaced by those of a stored model.</summary>
    public static NetworkConstants Empty()
    {
        NetworkConstants constants = new();
        foreach (NetworkConstant constant in Names) constants._values[constant.Name] = new float[constant.Rows * constant.Columns];
        return constants;
    }

    private void Add(string name, ReadOnlySpan<double> values) => _values[name] = Array.ConvertAll(values.ToArray(), value => (float)value);

    /// <summary>Mean and inverse deviation of shares and total; the calendar stays as it is.</summary>
    private void AddScale(string side, IReadOnlyList<(double Mean, double Deviation)> moments)
    {
        IEnumerable<(double Mean, double Inverse)> scales = moments.Select(
            moment => (moment.Mean, 1 / (moment.Deviation + DeviationFloor)));
        (double Mean, double Inverse)[] all = [.. scales, .. Enumerable.Repeat((0.0, 1.0), EnergyRows.Calendar)];
        Add(side + "-mean", [.. all.Select(scale => scale.Mean)]);
        Add(side + "-inverse-deviation", [.. all.Select(scale => scale.Inverse)]);
    }

    private void AddTotal(string name, (double Mean, double Deviation) moment)
    {
        Add(name + "-mean", [moment.Mean]);
        Add(name + "-deviation", [moment.Deviation + DeviationFloor]);
    }

    /// <summary>Logarithms of mean shares, the initial values of the softmax.</summary>
    private void AddShares(IReadOnlyList<(double Mean, double Deviation)> energy, IReadOnlyList<(double Mean, double Deviation)> emission)
    {
        Add("energy-share-prior", [.. energy.Select(moment => Math.Log(moment.Mean > 0 ? moment.Mean + 1e-6 : NoShare))]);
        Add("emission-share-prior", [.. emission.Select(moment => Math.Log(moment.Mean > 0 ? moment.Mean + 1e-6 : NoShare))]);
        double others = Math.Max(NoShare, emission.Skip(1).Sum(moment => moment.Mean));
        Add("other-sector-prior", [.. emission.Skip(1).Select(moment =>
            OtherSectors * moment.Mean / others + (moment.Mean > 0 ? SmallShare : NoShare))]);
    }
}
