using System.Numerics;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>What stations measure, from the amounts in the lowest layer.</summary>
/// <remarks>
/// Particles: ammonia neutralises sulphate first; what is left of it forms nitrate with nitric acid until the product of both gases is
/// that of
/// dissociation (Stelson and Seinfeld 1982; Mozurkewich 1993). Positive parts are rounded over a hundredth of a nmol, so that
/// derivatives exist everywhere.
/// </remarks>
internal static class SurfaceConcentrations
{
    private const double Rounding = 1e-4;

    /// <summary>Pollutant x row x column from species x row x column.</summary>
    internal static Tensor Of<T>(Tensor amounts, HourPlan<T> plan, SpeciesTable species)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor Part(TransportedSpecies one) => amounts.Select(0, species.PlaceOf(one));
        if (plan.Reactions is not { } rates)
        {
            Tensor tracer = Part(TransportedSpecies.Tracer), none = tracer * 0.0;
            return Tensor.Stack(0, none, none, none, tracer);
        }

        Tensor toPpb = Tensor.From(plan.InverseDensity.AsSpan(0, plan.Plane), plan.Rows, plan.Columns) * BoundaryAir.MolarMassOfAir;
        Tensor product = Tensor.From(rates.Nitrate, plan.Rows, plan.Columns);
        Tensor sulphate = Part(TransportedSpecies.Sulphate), ammonia = Part(TransportedSpecies.Ammonia);
        Tensor acid = Part(TransportedSpecies.Nitrate), free = Positive(ammonia - (sulphate * 2));
        Tensor difference = free - acid;
        Tensor root = ((difference * difference) + (product * 4) + Chemistry.Tiny).Sqrt();
        Tensor nitrate = Positive(((free * acid) - product) * 2 / (free + acid + root));
        Tensor particles = Part(TransportedSpecies.Pm25) + (sulphate * 96.06e-3) + ((ammonia - free + nitrate) * 18.04e-3)
            + ((nitrate + Part(TransportedSpecies.ParticleNitrate)) * 62.0e-3);
        return Tensor.Stack(0, Part(TransportedSpecies.No2) * toPpb, Part(TransportedSpecies.So2) * toPpb,
            Part(TransportedSpecies.O3) * toPpb, particles);
    }

    /// <summary>Concentrations at the ground, and the derivative of a loss of them with respect to the amounts they come from.</summary>
    internal static (double Loss, T[] ByAmount) Loss<T>(HourPlan<T> plan, SpeciesTable species, T[] amounts, int hour, SurfaceLoss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using TensorScope scope = new();
        Tensor lowest = Tensor.From(amounts, plan.Species, plan.Rows, plan.Columns);
        lowest.RequiresGradient = true;
        Tensor surface = Of(lowest, plan, species);
        double[] values = surface.Detach().To(TensorType.Float64).ToArray<double>(), gradient = new double[values.Length];
        double part = loss(hour, values, gradient);
        T[] seed = Array.ConvertAll(gradient, T.CreateTruncating);
        Tensor by = Tensor.From(seed, AtmosphericSpecies.Pollutants.Length, plan.Rows, plan.Columns);
        return (part, Autograd.Gradients(surface, [lowest], by)[0]!.Value.ToArray<T>());
    }

    private static Tensor Positive(Tensor value) => (value + ((value * value) + Rounding).Sqrt()) * 0.5;
}
