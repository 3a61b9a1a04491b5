using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>The cells that a baseline learns from, after its checks.</summary>
/// <param name="Training">Cells of the training whose emission is not zero.</param>
/// <param name="Validation">Cells of the validation whose emission is not zero.</param>
/// <param name="Zeros">Number of cells of both that are left out because they emit nothing.</param>
/// <param name="Scale">Scale of the training cells, without smearing.</param>
/// <param name="Data">All cells with their roles.</param>
internal sealed record BaselineCells(ImmutableArray<int> Training, ImmutableArray<int> Validation, int Zeros, EmissionScale Scale,
    UrbanTrainingData Data)
{
    /// <summary>Whether a training or validation cell may see the inputs of a cell: not of one of the test.</summary>
    public bool MaySee(int cell) => Data.Split.Roles[cell] != CellRole.Test;

    /// <summary>What the scale says of the cells.</summary>
    public double[] Scaled(IEnumerable<int> cells) => [.. cells.Select(cell => Scale.ToScaled(Data.Cells.Target(cell)))];

    /// <summary>The scale with the smearing factor of predictions of the validation cells.</summary>
    public EmissionScale Smeared(IEnumerable<double> scaled) =>
        Scale.WithSmearing([.. Validation.Select(Data.Cells.Target)], [.. scaled.Select(Scale.ToLog)]);

    /// <summary>Checks the data of a fit.</summary>
    /// <exception cref="SchemaMismatchException">The data lack a modality.</exception>
    /// <exception cref="DataNotFoundException">No training or validation cell whose emission is not zero.</exception>
    public static BaselineCells Of(UrbanTrainingData data, ImmutableArray<UrbanModality> modalities, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        data.Require(modalities);
        context.Cancellation.ThrowIfCancellationRequested();
        int zeros = 0;
        ImmutableArray<int> NotZero(CellRole role)
        {
            ImmutableArray<int> all = data.Split.Of(role), kept = [.. all.Where(cell => data.Cells.Target(cell) > 0)];
            zeros += all.Length - kept.Length;
            return !kept.IsEmpty ? kept : throw data.Without(role, "one cell or more with an emission above 0",
                $"{all.Length} cells with an emission of 0");
        }

        ImmutableArray<int> training = NotZero(CellRole.Training), validation = NotZero(CellRole.Validation);
        return new BaselineCells(training, validation, zeros, EmissionScale.Of(training.Select(data.Cells.Target)), data);
    }

    /// <summary>Predictions as numbers of the scale, in tonnes.</summary>
    public static UrbanPrediction Told(IReadOnlyList<int> cells, IReadOnlyList<double> scaled, EmissionScale scale)
    {
        double[] logs = [.. scaled.Select(scale.ToLog)];
        return new UrbanPrediction { Cells = [.. cells], LogEmission = [.. logs], Emission = [.. logs.Select(log => scale.ToTonnes(log))] };
    }
}
