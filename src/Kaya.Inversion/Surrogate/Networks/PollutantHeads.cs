using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>For each pollutant two 1 x 1 convolutions of its own over the joint features.</summary>
internal sealed class PollutantHeads : Module
{
    private readonly Conv2d _hidden, _last;
    private readonly PRelu _rectifier;
    private readonly bool _addsPrevious;

    internal PollutantHeads(int inputs, SurrogateNetworkOptions options, RandomSource random)
    {
        int pollutants = AtmosphericSpecies.Pollutants.Length, hidden = pollutants * options.HeadChannels;
        _addsPrevious = options.AddsPrevious;
        _hidden = AddChild("hidden", new Conv2d(inputs, hidden, 1, random.Derive("hidden")));
        _rectifier = AddChild("prelu", new PRelu(hidden));
        _last = AddChild("last", new Conv2d(hidden, pollutants, 1, random.Derive("last"), new ConvolutionOptions(Groups: pollutants)));
        if (options.CarriedSpecies == 0) return;
        // At first nothing is added to what the quantities tell.
        CarriedFields.Write(_last, "weight", new float[pollutants * options.HeadChannels]);
        CarriedFields.Write(_last, "bias", new float[pollutants]);
    }

    /// <summary>Concentrations from the features, and from those that quantities carried to the cell have, or those before.</summary>
    internal Tensor Forward(Tensor features, Tensor previous, Tensor? carried)
    {
        Tensor given = _last.Forward(_rectifier.Forward(_hidden.Forward(features)));
        return carried is { } moved ? given + moved : _addsPrevious ? given + previous : given;
    }
}
