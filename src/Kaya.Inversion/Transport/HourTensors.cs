using System.Numerics;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Rows of cells as tensors of the innermost scope.</summary>
internal static class RowTensors
{
    /// <summary>A copy without the gaps between lines; the last two lengths are rows and columns.</summary>
    internal static Tensor From<T>(RowField<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Tensor.From(values.Packed((int)shape[^2]), shape);
}

/// <summary>A sweep's coefficients as tensors of the innermost scope.</summary>
internal readonly record struct SweepTensors(Tensor Left, Tensor Right, Tensor SlopeLeft, Tensor SlopeRight)
{
    /// <summary>Part of the air of the cell before the wind that does not pass the face in the step, 0 to 1.</summary>
    /// <remarks>Without diffusion Left + Right is the air through the face, and a slope's coefficient that air times this part. 0 where air
    /// comes from outside, and where no air moves.</remarks>
    internal Tensor Kept()
    {
        Tensor air = (Left + Right).Abs();
        return ((SlopeLeft + SlopeRight) / Tensor.Where(air.IsGreater(0), air, air + 1)).Clamp(0, 1);
    }

    internal static SweepTensors Of<T>(SweepPlan<T> plan, params ReadOnlySpan<long> shape)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(RowTensors.From(plan.Left, shape), RowTensors.From(plan.Right, shape), RowTensors.From(plan.SlopeLeft, shape),
            RowTensors.From(plan.SlopeRight, shape));
}

/// <summary>The columns' coefficients as tensors of the innermost scope.</summary>
internal readonly record struct ColumnTensors(Tensor Back, Tensor Inverse, Tensor Forward, Tensor Bottom, Tensor TopIn, Tensor TopOut)
{
    internal static ColumnTensors Of<T>(ColumnPlan<T> plan, long species, long layers, long rows, long columns)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(RowTensors.From(plan.Back, layers, rows, columns), RowTensors.From(plan.Inverse, layers, rows, columns),
            RowTensors.From(plan.Forward, layers, rows, columns),
            plan.Bottom is null ? Tensor.From(plan.Inverse.Packed((int)rows, 1), 1, rows, columns)
                : RowTensors.From(plan.Bottom, species, rows, columns),
            RowTensors.From(plan.TopIn, rows, columns), RowTensors.From(plan.TopOut, rows, columns));
}

/// <summary>The plan of an hour as tensors of the innermost scope.</summary>
internal sealed class HourTensors
{
    private HourTensors() { }

    internal required int Layers { get; init; }

    internal required double StepSeconds { get; init; }

    internal required IFaceFlux AlongRows { get; init; }

    internal required IFaceFlux AcrossRows { get; init; }

    internal required Tensor InverseArea { get; init; }

    internal required Tensor Density { get; init; }

    internal required Tensor InverseDensity { get; init; }

    internal required Tensor InverseSecondAlong { get; init; }

    internal required Tensor InverseSecondAcross { get; init; }

    internal required ColumnTensors Column { get; init; }

    internal required ColumnTensors? Adjustment { get; init; }

    internal required ReactionTensors? Reactions { get; init; }

    /// <summary>species x 1 x row x column.</summary>
    internal required Tensor? Wet { get; init; }

    internal required Tensor? Dry { get; init; }

    internal required Tensor West { get; init; }

    internal required Tensor East { get; init; }

    internal required Tensor North { get; init; }

    internal required Tensor South { get; init; }

    internal required Tensor Top { get; init; }

    internal static HourTensors Of<T>(HourPlan<T> plan)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (long species, long layers, long rows, long columns) = (plan.Species, plan.Layers, plan.Rows, plan.Columns);
        Tensor one = Tensor.From([T.One], 1);
        return new HourTensors
        {
            Layers = plan.Layers, StepSeconds = plan.StepSeconds,
            AlongRows = FaceFlux.Of(plan.Advection, 3, SweepTensors.Of(plan.AlongRows, layers, rows, columns + 1), one),
            AcrossRows = FaceFlux.Of(plan.Advection, 2, SweepTensors.Of(plan.AcrossRows, layers, rows + 1, columns), one),
            InverseArea = RowTensors.From(plan.InverseArea, rows, columns), Density = RowTensors.From(plan.Density, layers, rows, columns),
            InverseDensity = RowTensors.From(plan.InverseDensity, layers, rows, columns),
            InverseSecondAlong = RowTensors.From(plan.AlongRows.InverseSecond, layers, rows, columns),
            InverseSecondAcross = RowTensors.From(plan.AcrossRows.InverseSecond, layers, rows, columns),
            Column = ColumnTensors.Of(plan.Column, species, layers, rows, columns),
            Adjustment = plan.Adjustment is null ? null : ColumnTensors.Of(plan.Adjustment, species, layers, rows, columns),
            Reactions = plan.Reactions is null ? null : ReactionTensors.Of(plan.Reactions, layers, rows, columns),
            Wet = plan.Wet is null ? null : RowTensors.From(plan.Wet, species, 1, rows, columns),
            Dry = plan.Dry is null ? null : RowTensors.From(plan.Dry, species, rows, columns),
            West = Tensor.From(plan.Boundary.West, species, layers, rows, 1),
            East = Tensor.From(plan.Boundary.East, species, layers, rows, 1),
            North = Tensor.From(plan.Boundary.North, species, layers, 1, columns),
            South = Tensor.From(plan.Boundary.South, species, layers, 1, columns),
            Top = RowTensors.From(plan.Boundary.Top, species, rows, columns),
        };
    }
}

/// <summary>The rates of an hour as tensors of the innermost scope.</summary>
internal sealed record ReactionTensors(Tensor Radicals, Tensor RadicalNo, Tensor Stationary, Tensor Titration, Tensor NitricAcid,
    Tensor Sulphate)
{
    internal static ReactionTensors Of<T>(ReactionPlan<T> plan, long layers, long rows, long columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor From(RowField<T> values) => RowTensors.From(values, layers, rows, columns);
        return new ReactionTensors(From(plan.Radicals), From(plan.RadicalNo), From(plan.Stationary), From(plan.Titration),
            From(plan.NitricAcid), From(plan.Sulphate));
    }
}
