namespace Kaya.Learning.LibSvm;

/// <summary>The kernel function.</summary>
public enum SvrKernel
{
    /// <summary>Their scalar product.</summary>
    Linear = 0,

    /// <summary>exp(-gamma x squared distance).</summary>
    Rbf = 2,
}
