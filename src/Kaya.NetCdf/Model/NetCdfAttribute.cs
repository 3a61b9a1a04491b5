using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Kaya.NetCdf;

/// <summary>An attribute of a file or a variable: a text, texts, or numbers.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is what netCDF calls an attribute.")]
public sealed class NetCdfAttribute
{
    private NetCdfAttribute(string name, NetCdfType type, ImmutableArray<string> texts, ImmutableArray<double> numbers) =>
        (Name, Type, Texts, Numbers) = (name, type, texts, numbers);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How it is stored.</summary>
    public NetCdfType Type { get; }

    /// <summary>The texts; empty for numbers.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>The numbers, as doubles (integers above 2^53 are rounded); empty for texts.</summary>
    public ImmutableArray<double> Numbers { get; }

    /// <summary>The text, or the numbers as text.</summary>
    /// <returns>Such as <c>kg m-2 s-1</c> or <c>30, 60</c>.</returns>
    public override string ToString() => string.Join(", ", Numbers.IsEmpty ? Texts
        : Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>An attribute to be written: a text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The text, with the blanks at its end.</param>
    /// <returns>The attribute.</returns>
    public static NetCdfAttribute Of(string name, string text) => OfText(Named(name), NetCdfType.Char, text);

    /// <summary>An attribute to be written: numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">How they are stored; a type of numbers.</param>
    /// <param name="numbers">At least one.</param>
    /// <returns>The attribute.</returns>
    /// <exception cref="ArgumentException">No numbers, or a type of texts.</exception>
    public static NetCdfAttribute Of(string name, NetCdfType type, params ImmutableArray<double> numbers) =>
        type.IsNumber() && !numbers.IsDefaultOrEmpty ? OfNumbers(Named(name), type, numbers)
            : throw new ArgumentException("An attribute of numbers needs numbers, and a type of numbers.", nameof(numbers));

    private static string Named(string name) => string.IsNullOrEmpty(name) ? throw new ArgumentException("It needs a name.", nameof(name))
        : name;

    internal static NetCdfAttribute OfText(string name, NetCdfType type, params ImmutableArray<string> texts) =>
        new(name, type, [.. texts.Select(text => text.TrimEnd('\0'))], []);

    internal static NetCdfAttribute OfNumbers(string name, NetCdfType type, ImmutableArray<double> numbers) => new(name, type, [], numbers);
}

/// <summary>Attributes by name.</summary>
/// <param name="attributes">In the order of the file.</param>
public sealed class NetCdfAttributes(IReadOnlyList<NetCdfAttribute> attributes)
{
    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyList<NetCdfAttribute> All { get; } = attributes;

    /// <summary>One attribute.</summary>
    /// <param name="name">Its name, as it is written.</param>
    /// <returns>The attribute; null where there is none.</returns>
    public NetCdfAttribute? Find(string name) => All.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>An attribute that is a text.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The text, without blanks at its ends; null where there is none, or where it is a number.</returns>
    public string? Text(string name) => Find(name) is { Texts: [string text, ..] } ? text.Trim() : null;

    /// <summary>An attribute that is a number.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The first number; null where there is none, or where it is a text.</returns>
    public double? Number(string name) => Find(name) is { Numbers: [double number, ..] } ? number : null;
}
