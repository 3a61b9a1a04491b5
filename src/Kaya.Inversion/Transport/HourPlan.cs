using System.Numerics;

namespace Kaya.Inversion;

/// <summary>The coefficients of a sweep along one axis, times the step: flux = Left q[i-1] + Right q[i] + SlopeLeft s[i-1] + SlopeRight
/// s[i]
/// through face i, kg of air per m of depth times q.</summary>
internal sealed class SweepPlan<T>(int rows, int columns, int layers, int faces)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A line for each layer; western faces, or northern ones.</summary>
    internal RowField<T> Left { get; } = new(rows, columns, layers, faces);

    internal RowField<T> Right { get; } = new(rows, columns, layers, faces);

    /// <summary>0 where the air before the face is outside of the domain.</summary>
    internal RowField<T> SlopeLeft { get; } = new(rows, columns, layers, faces);

    /// <summary>0 where the air behind the face is outside of the domain.</summary>
    internal RowField<T> SlopeRight { get; } = new(rows, columns, layers, faces);

    /// <summary>One over the density before this sweep where it is the second of a step, m3 kg-1; 1 outside, a line for each
    /// layer.</summary>
    internal RowField<T> InverseSecond { get; } = new(rows, columns, layers, beside: 1);
}

/// <summary>An implicit step of every column, eliminated from the top down: the same for all species but at the ground.</summary>
/// <remarks>With d the density of an amount: d[k] -= Back[k] d[k+1] downwards; q[0] = Bottom d[0]; q[k] = Inverse[k] d[k] - Forward[k]
/// q[k-1] upwards; then amount = Density q.</remarks>
internal sealed class ColumnPlan<T>(int rows, int columns, int layers, int depositing)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A line for each layer; the uppermost is not used.</summary>
    internal RowField<T> Back { get; } = new(rows, columns, layers);

    /// <summary>A line for each layer; the lowest is that of species that do not deposit.</summary>
    internal RowField<T> Inverse { get; } = new(rows, columns, layers);

    /// <summary>A line for each layer; the lowest is not used.</summary>
    internal RowField<T> Forward { get; } = new(rows, columns, layers);

    /// <summary><see cref="Inverse"/> of the lowest layer with deposition, a line for each species; null where nothing deposits.</summary>
    internal RowField<T>? Bottom { get; } = depositing == 0 ? null : new(rows, columns, depositing);

    /// <summary>Air that comes in through the top, kg m-3 of the uppermost layer in the step.</summary>
    internal RowField<T> TopIn { get; } = new(rows, columns, 1);

    /// <summary>Air that goes out through the top, likewise.</summary>
    internal RowField<T> TopOut { get; } = new(rows, columns, 1);
}

/// <summary>Rates of the reactions for one hour: a line for each layer.</summary>
internal sealed class ReactionPlan<T>(int rows, int columns, int layers)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Production of radicals from organic carbon, s-1.</summary>
    internal RowField<T> Radicals { get; } = new(rows, columns, layers);

    /// <summary>RP + NO, m3 nmol-1 s-1.</summary>
    internal RowField<T> RadicalNo { get; } = new(rows, columns, layers);

    /// <summary>Photolysis of NO2 over the rate of NO + O3, nmol m-3.</summary>
    /// <remarks>1 beside the domain, so that quotients stay finite there.</remarks>
    internal RowField<T> Stationary { get; } = new(rows, columns, layers, beside: 1);

    /// <summary>NO + O3 times the step, m3 nmol-1.</summary>
    internal RowField<T> Titration { get; } = new(rows, columns, layers);

    /// <summary>NO2 to nitric acid: first-order rate times the step.</summary>
    internal RowField<T> NitricAcid { get; } = new(rows, columns, layers);

    /// <summary>Part of the sulphur dioxide that becomes sulphate in a step.</summary>
    internal RowField<T> Sulphate { get; } = new(rows, columns, layers);

    /// <summary>Product of the amounts of ammonia and nitric acid over ammonium nitrate at the ground, (nmol m-3)2; one line.</summary>
    internal RowField<T> Nitrate { get; } = new(rows, columns, 1);
}

/// <summary>Everything that an hour of transport needs besides the state and the emissions: constant for all of its steps.</summary>
internal sealed class HourPlan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal required int Species { get; init; }

    internal required int Layers { get; init; }

    internal required int Rows { get; init; }

    internal required int Columns { get; init; }

    internal int Plane => Rows * Columns;

    /// <summary>Number of a line (layer x species) among the planes of a state, which is species x layer x row x column.</summary>
    internal int PlaneOf(int line) => (line % Species * Layers) + (line / Species);

    /// <summary>The numbers of a line in a state.</summary>
    internal Span<T> InState(T[] state, int row, int line) => state.AsSpan(((PlaneOf(line) * Rows) + row) * Columns, Columns);

    /// <summary>Number of steps in the hour.</summary>
    internal required int Steps { get; init; }

    internal double StepSeconds => 3600.0 / Steps;

    /// <summary>How the amounts at faces are found; in tensor operations.</summary>
    internal required AdvectionScheme Advection { get; init; }

    internal required SweepPlan<T> AlongRows { get; init; }

    internal required SweepPlan<T> AcrossRows { get; init; }

    /// <summary>One over the true area of a cell, m-2; one line.</summary>
    internal required RowField<T> InverseArea { get; init; }

    /// <summary>kg m-3; a line for each layer.</summary>
    internal required RowField<T> Density { get; init; }

    /// <summary>m3 kg-1; 1 outside of the domain.</summary>
    internal required RowField<T> InverseDensity { get; init; }

    internal required ColumnPlan<T> Column { get; init; }

    /// <summary>Takes the air from the density of the hour before to that of this one; null in the first hour.</summary>
    internal required ColumnPlan<T>? Adjustment { get; init; }

    /// <summary>Null without chemistry.</summary>
    internal required ReactionPlan<T>? Reactions { get; init; }

    /// <summary>Part that a step of rain leaves: a line for each species; null in a dry hour.</summary>
    internal required RowField<T>? Wet { get; init; }

    /// <summary>Dry deposition: velocity times step over the depth of the lowest layer; a line for each species; null without.</summary>
    internal required RowField<T>? Dry { get; init; }

    internal required BoundaryPlan<T> Boundary { get; init; }
}

/// <summary>Amounts in a kilogram of the air outside.</summary>
internal sealed class BoundaryPlan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>species x layer x row.</summary>
    internal required T[] West { get; init; }

    internal required T[] East { get; init; }

    /// <summary>species x layer x column.</summary>
    internal required T[] North { get; init; }

    internal required T[] South { get; init; }

    /// <summary>A line for each species.</summary>
    internal required RowField<T> Top { get; init; }
}
