using System.Collections.Immutable;

namespace Kaya.NetCdf;

/// <summary>A variable of a file to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="Dimensions">Names of its dimensions, the slowest first; only the first may be unlimited.</param>
/// <param name="Attributes">Its attributes, in order.</param>
public sealed record ClassicVariable(
    string Name, NetCdfType Type, ImmutableArray<string> Dimensions, ImmutableArray<NetCdfAttribute> Attributes)
{
    /// <summary>Prints name and dimensions.</summary>
    /// <returns>Such as <c>NO2(TSTEP, LAY, ROW, COL)</c>.</returns>
    public override string ToString() => $"{Name}({string.Join(", ", Dimensions)})";
}

/// <summary>What a file to be written holds, except for the values.</summary>
/// <param name="Dimensions">At most one of them unlimited; its length is the number of records.</param>
/// <param name="Attributes">Attributes of the file, in order.</param>
/// <param name="Variables">The variables, in order.</param>
public sealed record ClassicLayout(
    ImmutableArray<NetCdfDimension> Dimensions, ImmutableArray<NetCdfAttribute> Attributes, ImmutableArray<ClassicVariable> Variables)
{
    /// <summary>The dimension of a name.</summary>
    /// <param name="name">Name of a dimension.</param>
    /// <returns>The dimension.</returns>
    /// <exception cref="ArgumentException">There is none.</exception>
    public NetCdfDimension Dimension(string name) => Dimensions.FirstOrDefault(dimension => dimension.Name == name)
        ?? throw new ArgumentException($"There is no dimension '{name}'.", nameof(name));

    /// <summary>Whether a variable grows by records.</summary>
    /// <param name="variable">One of the variables.</param>
    /// <returns>True where its first dimension is unlimited.</returns>
    public bool IsRecord(ClassicVariable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable.Dimensions.Length > 0 && Dimension(variable.Dimensions[0]).IsUnlimited;
    }

    /// <summary>Number of values of a variable, of one record where it grows by records.</summary>
    /// <param name="variable">One of the variables.</param>
    /// <returns>The product of the lengths of its dimensions.</returns>
    public long CountOf(ClassicVariable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        long count = 1;
        foreach (string name in variable.Dimensions.Skip(IsRecord(variable) ? 1 : 0)) count = checked(count * Dimension(name).Length);
        return count;
    }

    /// <summary>Number of records.</summary>
    public long Records => Dimensions.FirstOrDefault(dimension => dimension.IsUnlimited)?.Length ?? 0;

    internal void Check()
    {
        if (Dimensions.Count(dimension => dimension.IsUnlimited) > 1) throw new ArgumentException("One dimension at most is unlimited.");
        if (Dimensions.Any(dimension => dimension.Length < (dimension.IsUnlimited ? 0 : 1)))
            throw new ArgumentException("A dimension has one entry or more.");
        foreach (string name in Dimensions.Select(dimension => dimension.Name).Concat(Variables.Select(variable => "/" + variable.Name))
            .GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key))
            throw new ArgumentException($"The name '{name.TrimStart('/')}' is there twice.");
        foreach (ClassicVariable variable in Variables)
        {
            if (variable.Type is NetCdfType.Text or NetCdfType.Other)
                throw new ArgumentException($"{variable}: values of this type cannot be written.");
            if (variable.Dimensions.Skip(1).Any(name => Dimension(name).IsUnlimited))
                throw new ArgumentException($"{variable}: the unlimited dimension comes first.");
        }
    }
}

/// <summary>A part of a variable whose values are asked for: a window, with all entries of the last two dimensions.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Start">First entry along each dimension, from 0; that of the record first, where the variable has records.</param>
/// <param name="Count">Number of entries along each dimension.</param>
public readonly record struct ClassicPart(ClassicVariable Variable, ImmutableArray<long> Start, ImmutableArray<long> Count);

/// <summary>Gives the values of a part of a file that is being written.</summary>
/// <param name="part">The part.</param>
/// <param name="values">Room for its values, the last dimension fastest; codes for characters.</param>
public delegate void ClassicValues(ClassicPart part, Span<double> values);
