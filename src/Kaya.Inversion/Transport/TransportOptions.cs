using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>What the species of the embedded transport model do to each other.</summary>
public enum TransportMechanism
{
    /// <summary>Ozone, nitrogen and organic carbon by the Generic Reaction Set, sulphate, and the particles they form.</summary>
    GenericReactionSet,

    /// <summary>Nothing: one inert tracer, emitted as primary PM2.5 is and given back as PM2.5.</summary>
    Inert,
}

/// <summary>How the amount that air carries through a face is found from the cells beside it.</summary>
public enum AdvectionScheme
{
    /// <summary>A straight line in each cell, its slope limited by van Leer (1974, 1977).</summary>
    VanLeer,

    /// <summary>A monotone parabola in each cell, by Colella and Woodward (1984): sharper on the same grid, as in CMAQ. In tensor
    /// operations only: the fused kernels do not have it, and their place is taken by tensors.</summary>
    PiecewiseParabolic,
}

/// <summary>The numbers that the embedded transport model computes with.</summary>
public enum TransportPrecision
{
    /// <summary>32-bit floats.</summary>
    Single,

    /// <summary>64-bit floats: for checks.</summary>
    Double,
}

/// <summary>What concentrations of an hour are.</summary>
public enum HourlyValue
{
    /// <summary>Means over the steps of the hour.</summary>
    Mean,

    /// <summary>The state at the end of the hour.</summary>
    End,
}

/// <summary>Settings of the embedded transport model. Immutable.</summary>
public sealed record TransportOptions
{
    /// <summary>What the species do to each other.</summary>
    public TransportMechanism Mechanism { get; init; } = TransportMechanism.GenericReactionSet;

    /// <summary>The numbers that it computes with.</summary>
    public TransportPrecision Precision { get; init; } = TransportPrecision.Single;

    /// <summary>How air carries things along the grid.</summary>
    public AdvectionScheme Advection { get; init; }

    /// <summary>Whether runs and gradients in single precision use the fused kernels where they have the scheme; the tensor version gives
    /// the same to 1e-5.</summary>
    public bool UseFusedKernel { get; init; } = true;

    /// <summary>Threads of everything that is not tensor operations, at least 1; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal ParallelOptions Parallel => new() { MaxDegreeOfParallelism = Threads };

    /// <summary>What concentrations of an hour are.</summary>
    public HourlyValue Output { get; init; } = HourlyValue.Mean;

    /// <summary>Whether an inert tracer is carried beside the mechanism's species.</summary>
    public bool HasTracer { get; init; }

    /// <summary>Largest part of a cell's air that may leave it in one step along one axis, below 1.</summary>
    public double CourantLimit { get; init; } = 0.7;

    /// <summary>Longest step, s.</summary>
    public double MaximumStep { get; init; } = 900;

    /// <summary>Horizontal diffusivity, m2 s-1 (CMAQ's lower end on coarse grids: 2000 m2 s-1 at 4 km, scaled down with the cell area).
    /// </summary>
    public double HorizontalDiffusivity { get; init; } = 500;

    /// <summary>Least vertical diffusivity, m2 s-1.</summary>
    public double LeastVerticalDiffusivity { get; init; } = 0.5;

    /// <summary>Whether turbulence mixes the layers.</summary>
    public bool HasVerticalDiffusion { get; init; } = true;

    /// <summary>Whether species deposit on the ground and in rain.</summary>
    public bool HasDeposition { get; init; } = true;

    /// <summary>Part of the emitted NOx that is NO2.</summary>
    public double No2Share { get; init; } = 0.1;

    /// <summary>Factor on emitted organic carbon: how reactive its mixture is, 1 for the mean mixture of the Generic Reaction
    /// Set.</summary>
    public double VocReactivity { get; init; } = 1;

    /// <summary>From the grid's coordinate system to longitude and latitude: true areas and lengths of cells on a projection.</summary>
    public ICoordinateTransformation? ToDegrees { get; init; }

    /// <summary>Takes lengths on the map for true ones where there is no way back to longitude and latitude.</summary>
    public bool IgnoreMapFactors { get; init; }

    /// <summary>Latitude of a grid that is not tied to the Earth, degrees: for the sun.</summary>
    public double PlaneLatitude { get; init; } = 35;

    /// <summary>Longitude of a grid that is not tied to the Earth, degrees: for the sun.</summary>
    public double PlaneLongitude { get; init; }

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value outside of its range.</exception>
    internal void Validate()
    {
        if (!(CourantLimit is > 0 and < 1)) throw Outside(nameof(CourantLimit), CourantLimit, "between 0 and 1");
        if (Threads < 1) throw Outside(nameof(Threads), Threads, "at least 1");
        if (!(MaximumStep is > 0 and <= 3600)) throw Outside(nameof(MaximumStep), MaximumStep, "above 0, at most 3600 s");
        if (!(HorizontalDiffusivity >= 0)) throw Outside(nameof(HorizontalDiffusivity), HorizontalDiffusivity, "at least 0");
        if (!(LeastVerticalDiffusivity >= 0)) throw Outside(nameof(LeastVerticalDiffusivity), LeastVerticalDiffusivity, "at least 0");
        if (!(No2Share is >= 0 and <= 1)) throw Outside(nameof(No2Share), No2Share, "from 0 to 1");
        if (!(VocReactivity >= 0)) throw Outside(nameof(VocReactivity), VocReactivity, "at least 0");
    }

    private static ArgumentOutOfRangeException Outside(string name, double value, string range) =>
        new(name, value, $"{name} must be {range}");
}
