using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>From emissions and meteorology to concentrations at the ground.</summary>
public interface ITransportModel
{
    /// <summary>Runs all hours of the meteorology.</summary>
    /// <param name="inputs">Meteorology, emissions, air outside, correction factors.</param>
    /// <param name="context">Progress, cancellation, and the folder of checkpoints.</param>
    /// <returns>Concentrations of every hour, and the budget of the run.</returns>
    /// <exception cref="GridMismatchException">Emissions on another grid than the meteorology.</exception>
    /// <exception cref="DataNotFoundException">A field or an hour is missing.</exception>
    /// <exception cref="NonFiniteException">A value is not a number, or out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two hours.</exception>
    TransportResult Run(TransportInputs inputs, FitContext context);
}

/// <summary>What a transport model is given.</summary>
/// <param name="Meteorology">Fields of every hour; its hours are those of the run.</param>
/// <param name="Emissions">Emissions that correction factors act on, kg s-1 of a cell; covers the hours of the run.</param>
public sealed record TransportInputs(IHourlyFields<MeteorologyVariable> Meteorology, IHourlyFields<EmittedSpecies> Emissions)
{
    /// <summary>Emissions that are never corrected, such as biogenic ones; null for none.</summary>
    public IHourlyFields<EmittedSpecies>? OtherEmissions { get; init; }

    /// <summary>Factors on <see cref="Emissions"/>; null for 1 everywhere. Hours before the first block, as of a spin-up,
    /// take its factors.</summary>
    public CorrectionFactors? Factors { get; init; }

    /// <summary>Air around the domain, and in it at the start.</summary>
    public BoundaryAir Boundary { get; init; } = new();

    /// <summary>Fields that the run starts with, at <see cref="CellPosition.Layer"/>: gases in ppb, particles and tracer in ug m-3; the
    /// first
    /// hour is read. Species that it lacks start as <see cref="Boundary"/> says; null for all.</summary>
    public IHourlyFields<TransportedSpecies>? Initial { get; init; }

    /// <summary>Fields whose outermost cells, and whose uppermost layer, are the air around the domain; units as <see cref="Initial"/>,
    /// the hours
    /// of the run. Species that it lacks are as <see cref="Boundary"/> says; null for all.</summary>
    public IHourlyFields<TransportedSpecies>? Around { get; init; }
}

/// <summary>What a transport model gives of one hour.</summary>
/// <param name="Surface">Means over the hour at the ground, pollutant x row x column: gases in ppb, PM2.5 in ug m-3.</param>
/// <param name="Air">What is in the air at the end of the hour, species x layer x row x column: gases in ppb, particles and the tracer in
/// ug m-3. Empty where it was not asked for.</param>
public sealed record TransportHour(ReadOnlyMemory<float> Surface, ReadOnlyMemory<float> Air);

/// <summary>What a transport model gives.</summary>
/// <param name="Surface">Concentrations at the ground, every hour: gases in ppb, PM2.5 in ug m-3.</param>
/// <param name="Budget">What came in, went out, was deposited and is left; null where a model keeps none.</param>
public sealed record TransportResult(HourlyFields<Pollutant> Surface, TransportBudget? Budget);
