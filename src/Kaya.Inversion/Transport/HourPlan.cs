using System.Numerics;

namespace Kaya.Inversion;

/// <summary>The coefficients of a sweep along one axis, times the step: flux = Left q[i-1] + Right q[i] + SlopeLeft s[i-1] + SlopeRight
/// s[i]
/// through face i, kg of air per m of depth times q.</summary>
internal sealed class SweepPlan<T>(int faces, int cells)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Room behind the last face, for whole vectors.
    private const int Room = 64;

    /// <summary>layer x face.</summary>
    internal T[] Left { get; } = new T[faces + Room];

    internal T[] Right { get; } = new T[faces + Room];

    internal T[] SlopeLeft { get; } = new T[faces + Room];

    internal T[] SlopeRight { get; } = new T[faces + Room];

    /// <summary>Number of faces of all layers.</summary>
    internal int Faces => faces;

    /// <summary>One over the density before this sweep where it is the second of a step, m3 kg-1; layer x row x column.</summary>
    internal T[] InverseSecond { get; } = new T[cells];
}

/// <summary>An implicit step of every column, eliminated from the top down: the same for all species but at the ground.</summary>
/// <remarks>With d the density of an amount: d[k] -= Back[k] d[k+1] downwards; q[0] = Bottom d[0]; q[k] = Inverse[k] d[k] - Forward[k]
/// q[k-1] upwards; then amount = Density q.</remarks>
internal sealed class ColumnPlan<T>(int layers, int plane, int depositing)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>layer x row x column; the uppermost is not used.</summary>
    internal T[] Back { get; } = new T[layers * plane];

    /// <summary>layer x row x column; the lowest is that of species that do not deposit.</summary>
    internal T[] Inverse { get; } = new T[layers * plane];

    /// <summary>layer x row x column; the lowest is not used.</summary>
    internal T[] Forward { get; } = new T[layers * plane];

    /// <summary><see cref="Inverse"/> of the lowest layer with deposition, species x row x column; empty where nothing deposits.</summary>
    internal T[] Bottom { get; } = new T[depositing * plane];

    /// <summary>Air that comes in through the top, kg m-3 of the uppermost layer in the step; row x column.</summary>
    internal T[] TopIn { get; } = new T[plane];

    /// <summary>Air that goes out through the top, likewise.</summary>
    internal T[] TopOut { get; } = new T[plane];
}

/// <summary>Rates of the reactions for one hour: layer x row x column.</summary>
internal sealed class ReactionPlan<T>(int cells, int plane)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Production of radicals from organic carbon, s-1.</summary>
    internal T[] Radicals { get; } = new T[cells];

    /// <summary>RP + NO, m3 nmol-1 s-1.</summary>
    internal T[] RadicalNo { get; } = new T[cells];

    /// <summary>Photolysis of NO2 over the rate of NO + O3, nmol m-3.</summary>
    internal T[] Stationary { get; } = new T[cells];

    /// <summary>NO + O3 times the step, m3 nmol-1.</summary>
    internal T[] Titration { get; } = new T[cells];

    /// <summary>NO2 to nitric acid: first-order rate times the step.</summary>
    internal T[] NitricAcid { get; } = new T[cells];

    /// <summary>Part of the sulphur dioxide that becomes sulphate in a step.</summary>
    internal T[] Sulphate { get; } = new T[cells];

    /// <summary>Product of the amounts of ammonia and nitric acid over ammonium nitrate at the ground, (nmol m-3)2; row x
    /// column.</summary>
    internal T[] Nitrate { get; } = new T[plane];
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

    /// <summary>Number of steps in the hour.</summary>
    internal required int Steps { get; init; }

    internal double StepSeconds => 3600.0 / Steps;

    internal required SweepPlan<T> AlongRows { get; init; }

    internal required SweepPlan<T> AcrossRows { get; init; }

    /// <summary>One over the true area of a cell, m-2; row x column.</summary>
    internal required T[] InverseArea { get; init; }

    /// <summary>kg m-3; layer x row x column.</summary>
    internal required T[] Density { get; init; }

    internal required T[] InverseDensity { get; init; }

    internal required ColumnPlan<T> Column { get; init; }

    /// <summary>Takes the air from the density of the hour before to that of this one; null in the first hour.</summary>
    internal required ColumnPlan<T>? Adjustment { get; init; }

    /// <summary>Null without chemistry.</summary>
    internal required ReactionPlan<T>? Reactions { get; init; }

    /// <summary>Part that a step of rain leaves: species x row x column; null in a dry hour.</summary>
    internal required T[]? Wet { get; init; }

    /// <summary>Dry deposition: velocity times step over the depth of the lowest layer; species x row x column; null without.</summary>
    internal required T[]? Dry { get; init; }

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

    /// <summary>species x row x column.</summary>
    internal required T[] Top { get; init; }
}
