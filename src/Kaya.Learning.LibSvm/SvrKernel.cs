namespace Kaya.Learning.LibSvm;

/// <summary>How alike two rows are.</summary>
public enum SvrKernel
{
    /// <summary>Their scalar product.</summary>
    Linear = 0,

    /// <summary>exp(-gamma x squared distance).</summary>
    Rbf = 2,
}
