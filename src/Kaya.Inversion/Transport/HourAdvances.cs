using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Which way an hour is advanced, and gone back through.</summary>
internal static class HourAdvances
{
    internal static IHourAdvance<T> For<T>(CellGeometry cells, double[] depths, SpeciesTable species, TransportOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (IsFused<T>(options))
            return (IHourAdvance<T>)(object)new FusedHour(cells, depths, species, options);
        return new TensorHour<T>(cells, depths, species, options);
    }

    internal static IHourAdjoint<T> Back<T>(SpeciesTable species, TransportOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (IsFused<T>(options))
            return (IHourAdjoint<T>)(object)new FusedHourAdjoint(species, options);
        return new TensorHourAdjoint<T>(species, options);
    }

    private static bool IsFused<T>(TransportOptions options) =>
        options.UseFusedKernel && options.Advection == AdvectionScheme.VanLeer && typeof(T) == typeof(float);
}
