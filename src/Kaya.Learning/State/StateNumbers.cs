using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Reads and checks arrays of a model's state.</summary>
public static class StateNumbers
{
    /// <summary>An array of a known type and shape.</summary>
    /// <typeparam name="T">float, double, long, int or byte.</typeparam>
    /// <param name="state">The model's state.</param>
    /// <param name="name">Name of the array.</param>
    /// <param name="shape">Lengths of the axes; -1 stands for any length.</param>
    /// <returns>A copy of the numbers, row-major.</returns>
    /// <exception cref="ModelFormatException">The array is missing, has the wrong type or shape, or is not finite.</exception>
    public static T[] Numbers<T>(this ModelState state, string name, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(state);
        StateArray array = state.Array(name);
        bool fits = array.Shape.Length == shape.Length;
        for (int i = 0; fits && i < shape.Length; i++) fits = shape[i] < 0 || shape[i] == array.Shape[i];
        if (!fits) throw Damaged(name, $"[{string.Join(", ", shape.ToArray())}]", $"[{string.Join(", ", array.Shape.ToArray())}]");
        T[] numbers;
        try
        {
            numbers = array.As<T>().ToArray();
        }
        catch (ArgumentException)
        {
            throw Damaged(name, typeof(T).Name, array.Type.ToString());
        }

        foreach (T number in numbers)
            if (number is double and not (> double.NegativeInfinity and < double.PositiveInfinity)
                || number is float and not (> float.NegativeInfinity and < float.PositiveInfinity))
                throw Damaged(name, "finite numbers", "a number that is not finite");
        return numbers;
    }

    private static ModelFormatException Damaged(string name, string expected, string found) =>
        new(new Fault("An array of the model is not valid.", new SourceLocation(Variable: name), expected, found,
            "The model file is damaged or was edited: train it again."));
}
