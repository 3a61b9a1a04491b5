using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Learning.LibSvm;

/// <summary>The checked wrapper of libsvm's training; copies the result.</summary>
internal static unsafe class SvmTraining
{
    /// <summary>Trains on rows whose targets are set.</summary>
    /// <returns>The support vectors by row number, their coefficients, and the constant added to their sum.</returns>
    /// <exception cref="NativeCallException">libsvm refused the options.</exception>
    public static (int[] Rows, double[] Coefficients, double Constant) Run(NativeRows rows, SvmParameter parameter)
    {
        LibSvmNative.svm_set_print_string_function(&LibSvmNative.Silence);
        SvmProblem problem = rows.Problem;
        byte* refusal = LibSvmNative.svm_check_parameter(&problem, &parameter);
        if (refusal != null)
            throw new NativeCallException(new Fault("libsvm refused the options.", new SourceLocation(Variable: "svm_check_parameter"),
                Found: Marshal.PtrToStringUTF8((nint)refusal), Remedy: "Change the option named in the message."));
        using ModelHandle handle = new(LibSvmNative.svm_train(&problem, &parameter));
        SvmModel* model = (SvmModel*)handle.DangerousGetHandle();
        int[] positions = new int[model->Count];
        fixed (int* first = positions) LibSvmNative.svm_get_sv_indices((nint)model, first);
        for (int i = 0; i < positions.Length; i++) positions[i]--;
        double[] coefficients = new ReadOnlySpan<double>(model->Coefficients[0], positions.Length).ToArray();
        double constant = -model->Offsets[0];
        GC.KeepAlive(rows);
        return (positions, coefficients, constant);
    }

    /// <summary>libsvm's own predictions for the training rows, to check ours.</summary>
    public static double[] TrainAndPredict(NativeRows rows, SvmParameter parameter)
    {
        LibSvmNative.svm_set_print_string_function(&LibSvmNative.Silence);
        SvmProblem problem = rows.Problem;
        using ModelHandle handle = new(LibSvmNative.svm_train(&problem, &parameter));
        double[] answers = new double[problem.Count];
        for (int row = 0; row < answers.Length; row++)
            answers[row] = LibSvmNative.svm_predict(handle.DangerousGetHandle(), rows.Row(row));
        return answers;
    }
}
