using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Teaches a network to carry what a transport model carries: quantities begin as what is in the air, hour by hour they should
/// tell what is in it, and concentrations of every hour count. Used in training only.</summary>
internal sealed class AirTeacher : Module
{
    // The guess of a network from concentrations at the ground should be near what is in the air, as far as they tell it.
    private const double GuessWeight = 0.05;

    private readonly CarriedFields _carried;
    private readonly Conv2d _given, _told;
    private readonly double _weight;

    /// <param name="carried">Of the network that is trained.</param>
    /// <param name="data">Says what of the air is known.</param>
    /// <param name="weight">Of the error of what is in the air; the weight of the concentrations is 1.</param>
    /// <param name="random">First numbers.</param>
    internal AirTeacher(CarriedFields carried, SurrogateData data, double weight, RandomSource random)
    {
        (_carried, _weight) = (carried, weight);
        int planes = data.AirPlanes, quantities = carried.State;
        _given = AddChild("given", new Conv2d(planes, quantities, 1, random.Derive("given")));
        _told = AddChild("told", new Conv2d(quantities, planes, 1, random.Derive("told")));
        float[] given = new float[quantities * planes], told = new float[quantities * planes];
        for (int plane = 0; plane < planes; plane++)
        {
            if (carried.PlaceOf(data.AirGroups[plane / CarriedFields.Levels], plane % CarriedFields.Levels) is not { } place) continue;
            (given[(place * planes) + plane], told[(plane * quantities) + place]) = (1, 1);
        }

        CarriedFields.Write(_given, "weight", given);
        CarriedFields.Write(_told, "weight", told);
        CarriedFields.Write(_given, "bias", new float[quantities]);
        CarriedFields.Write(_told, "bias", new float[planes]);
    }

    /// <summary>Errors over all hours of some blocks.</summary>
    /// <param name="input">The blocks; each has one window, which has all of its hours.</param>
    /// <param name="air">[blocks, 1 + hours, planes, rows, columns], standardised: what is in the air before the first hour, and at the
    /// end of each.</param>
    /// <param name="weights">[blocks, 1, rows, columns]: how much a cell counts.</param>
    /// <returns>The concentrations that the network gives for each hour, [hours x blocks, pollutants, rows, columns], and the weighted
    /// error of what is in the air.</returns>
    internal (Tensor Given, Tensor Error) Follow(SurrogateInput input, Tensor air, Tensor weights)
    {
        long hours = air.Length(1) - 1;
        Tensor begin = _given.Forward(air.Select(1, 0));
        (Tensor ends, Tensor given, Tensor guess) = _carried.Follow(input, begin);
        Tensor after = air.Slice(1, 1).Transpose(0, 1).Reshape(hours * air.Length(0), air.Length(2), air.Length(3), air.Length(4));
        Tensor told = SurrogateTraining.MeanError(_told.Forward(ends), after, Repeated(weights, hours));
        return (given, (told * _weight) + (SurrogateTraining.MeanError(guess, begin.Detach(), weights) * GuessWeight));
    }

    /// <summary>The same for each hour: [hours x blocks, ...].</summary>
    internal static Tensor Repeated(Tensor blocks, long hours) => Tensor.Cat(0, [.. Enumerable.Repeat(blocks, (int)hours)]);
}
