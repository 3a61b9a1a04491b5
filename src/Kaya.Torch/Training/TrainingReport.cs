namespace Kaya.Torch;

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps were done.</summary>
    AllSteps,

    /// <summary>The validation error no longer improved.</summary>
    EarlyStop,
}

/// <summary>One validation.</summary>
/// <param name="Step">Steps taken before it.</param>
/// <param name="Loss">Training loss of the last of these steps.</param>
/// <param name="Error">Mean error over the members.</param>
public sealed record ValidationPoint(long Step, double Loss, double Error);

/// <summary>The result of a training.</summary>
/// <param name="Steps">Number of steps, including those before a resume.</param>
/// <param name="End">Why it ended.</param>
/// <param name="BestErrors">Lowest validation error of each member; one number if members cannot be separated; empty without
/// validation.</param>
/// <param name="BestSteps">Steps taken at that error.</param>
/// <param name="History">Every validation.</param>
public sealed record TrainingReport(
    long Steps, TrainingEnd End, IReadOnlyList<double> BestErrors, IReadOnlyList<long> BestSteps, IReadOnlyList<ValidationPoint> History);
