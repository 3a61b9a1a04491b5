namespace Kaya.Torch;

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps were taken.</summary>
    AllSteps,

    /// <summary>Validation had stopped getting better.</summary>
    EarlyStop,
}

/// <summary>One validation.</summary>
/// <param name="Step">Steps taken before it.</param>
/// <param name="Loss">Training loss of the last of these steps.</param>
/// <param name="Error">Mean error over the members.</param>
public sealed record ValidationPoint(long Step, double Loss, double Error);

/// <summary>What a training came to.</summary>
/// <param name="Steps">Steps taken, those before a resume included.</param>
/// <param name="End">Why it ended.</param>
/// <param name="BestErrors">Lowest validation error of each member; one number where members cannot be told apart; empty without
/// validation.</param>
/// <param name="BestSteps">Steps taken at that error.</param>
/// <param name="History">Every validation.</param>
public sealed record TrainingReport(
    long Steps, TrainingEnd End, IReadOnlyList<double> BestErrors, IReadOnlyList<long> BestSteps, IReadOnlyList<ValidationPoint> History);
