using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>For each pollutant two 1 x 1 convolutions of its own over the joint features.</summary>
internal sealed class PollutantHeads : Module
{
    private readonly Conv2d _hidden, _last;
    private readonly Conv2d? _carried;
    private readonly PRelu _rectifier;
    private readonly bool _addsPrevious;

    internal PollutantHeads(int inputs, SurrogateNetworkOptions options, RandomSource random)
    {
        int pollutants = AtmosphericSpecies.Pollutants.Length, hidden = pollutants * options.HeadChannels;
        _addsPrevious = options.AddsPrevious;
        _hidden = AddChild("hidden", new Conv2d(inputs, hidden, 1, random.Derive("hidden")));
        _rectifier = AddChild("prelu", new PRelu(hidden));
        _last = AddChild("last", new Conv2d(hidden, pollutants, 1, random.Derive("last"), new ConvolutionOptions(Groups: pollutants)));
        if (CarriedFields.ChannelsOf(options) is > 0 and int channels)
        {
            _carried = AddChild("carried", new Conv2d(channels, pollutants, 1, random.Derive("carried")));
            float[] first = new float[pollutants * channels];
            foreach ((Pollutant pollutant, int place) in CarriedFields.PlacesOf(options)) first[((int)pollutant * channels) + place] = 1;
            foreach (ModuleTensor tensor in _carried.NamedTensors())
                tensor.Tensor.Write<float>(tensor.Name == "weight" ? first : new float[pollutants]);
        }
    }

    /// <summary>Concentrations from the features, and from what was carried to the cell or was there before.</summary>
    internal Tensor Forward(Tensor features, Tensor previous, Tensor? carried)
    {
        Tensor given = _last.Forward(_rectifier.Forward(_hidden.Forward(features)));
        if (carried is { } moved) return given + _carried!.Forward(moved);
        return _addsPrevious ? given + previous : given;
    }
}
