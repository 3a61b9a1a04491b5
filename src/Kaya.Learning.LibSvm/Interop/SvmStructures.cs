using System.Runtime.InteropServices;

namespace Kaya.Learning.LibSvm;

/// <summary>libsvm's <c>svm_node</c>: a feature number from 1 and its value; -1 ends a row.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SvmNode
{
    public int Index;
    public double Value;
}

/// <summary>libsvm's <c>svm_problem</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SvmProblem
{
    public int Count;
    public double* Targets;
    public SvmNode** Rows;
}

/// <summary>libsvm's <c>svm_parameter</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SvmParameter
{
    /// <summary>libsvm's number for epsilon-SVR.</summary>
    public const int EpsilonRegression = 3;

    public int Type;
    public int Kernel;
    public int Degree;
    public double Gamma;
    public double Coefficient0;
    public double CacheMegabytes;
    public double Tolerance;
    public double Cost;
    public int WeightCount;
    public int* WeightLabels;
    public double* Weights;
    public double Nu;
    public double Epsilon;
    public int Shrinking;
    public int Probability;
}

/// <summary>The beginning of libsvm's <c>svm_model</c>, up to the fields read here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SvmModel
{
    public SvmParameter Parameter;
    public int ClassCount;
    public int Count;
    public SvmNode** Vectors;
    public double** Coefficients;
    public double* Offsets;
}
