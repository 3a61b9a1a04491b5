using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>One option of an options record: its key, the property it sets, and how its text is read and printed.</summary>
internal sealed class OptionKey(string key, IReadOnlyList<PropertyInfo> path, object? defaultValue)
{
    public const string EnvironmentPrefix = "KAYA_";

    public string Key { get; } = key;

    public IReadOnlyList<PropertyInfo> Path { get; } = path;

    public object? Default { get; } = defaultValue;

    public Type Type => Path[^1].PropertyType;

    public OptionAttribute? Attribute => Path[^1].GetCustomAttribute<OptionAttribute>();

    /// <summary>The section of the help: that of the option, or of its group of options.</summary>
    private OptionGroup Group => Path.Reverse().Select(property => property.GetCustomAttribute<OptionAttribute>()?.Group)
        .FirstOrDefault(group => group is not (null or OptionGroup.Question)) ?? OptionGroup.Question;

    /// <summary>The environment variable of the option; options with the same meaning in every task share one variable.</summary>
    public string EnvironmentVariable(string? task) => EnvironmentPrefix
        + (task is null || Attribute?.IsShared == true ? Key : $"{task}.{Key}").Replace('.', '_').Replace('-', '_').Replace(' ', '_')
            .ToUpperInvariant();

    /// <summary>Every option of a record, including those in groups, in order of declaration.</summary>
    public static IEnumerable<OptionKey> Of(Type type) => Of(type, Activator.CreateInstance(type)!, "", []);

    /// <summary>Whether a property is a group of options: a class with a public parameterless constructor that is not parsed
    /// from text.</summary>
    public static bool IsGroup(Type type) => type.IsClass && type != typeof(string) && OptionText.ElementType(type) is null
        && OptionText.ParseMethod(type) is null && type.GetConstructor(Type.EmptyTypes) is not null;

    /// <summary>The key of a property: <c>LearningRate</c> is <c>learning-rate</c>.</summary>
    public static string Kebab(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool starts = char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (starts) text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    public OptionDescription Describe(string? task) => new(Key, OptionText.Kind(Type, Attribute?.Unit),
        Default is null ? null : Default is IEnumerable list and not string
            ? string.Join(", ", list.Cast<object>().Select(OptionText.Print)) : OptionText.Print(Default),
        Attribute?.Description, EnvironmentVariable(task), Group);

    private static IEnumerable<OptionKey> Of(Type type, object defaults, string prefix, IReadOnlyList<PropertyInfo> path)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite))
        {
            string key = prefix + Kebab(property.Name);
            object? value = property.GetValue(defaults);
            if (!IsGroup(property.PropertyType)) yield return new OptionKey(key, [.. path, property], value);
            else
            {
                object group = value ?? Activator.CreateInstance(property.PropertyType)!;
                foreach (OptionKey inner in Of(property.PropertyType, group, key + ".", [.. path, property])) yield return inner;
            }
        }
    }
}

/// <summary>Reads the text of options into values, and prints values as text.</summary>
internal static class OptionText
{
    public static Type? ElementType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    public static MethodInfo? ParseMethod(Type type) =>
        type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, [typeof(string)]);

    public static object Parse(Type type, string text, OptionAttribute? attribute, SourceLocation where)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        object value = plain switch
        {
            _ when plain == typeof(string) => text,
            _ when plain == typeof(bool) => text.ToLowerInvariant() switch
            {
                "true" or "yes" or "on" => true,
                "false" or "no" or "off" => false,
                _ => throw Bad(plain, text, attribute, where),
            },
            _ when plain == typeof(int)
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) => number,
            _ when plain == typeof(long)
                && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
            _ when plain == typeof(ulong) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) =>
                number,
            _ when plain == typeof(double) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) => number,
            _ when plain == typeof(DateOnly)
                && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) => date,
            _ when plain.IsEnum => Enum.GetValues(plain).Cast<object>().FirstOrDefault(known => Print(known) == text)
                ?? throw Spelling.Unknown("value", text, Enum.GetValues(plain).Cast<object>().Select(Print), where),
            _ when !plain.IsPrimitive && plain != typeof(DateOnly) && ParseMethod(plain) is { } method => Call(method, text, where),
            _ => throw Bad(plain, text, attribute, where),
        };
        return WithinRange(value, attribute, where);
    }

    public static string Print(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum name => OptionKey.Kebab(name.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static string Kind(Type type, string? unit) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        Type list when ElementType(list) is { } element => $"list of {Kind(element, unit)}",
        Type text when text == typeof(string) => "text",
        Type flag when flag == typeof(bool) => "true or false",
        Type number when number == typeof(int) || number == typeof(long) => "whole number",
        Type number when number == typeof(ulong) => "whole number from 0",
        Type number when number == typeof(double) => "number",
        Type date when date == typeof(DateOnly) => "day such as 2024-02-29",
        Type name when name.IsEnum => "one of " + string.Join(", ", Enum.GetValues(name).Cast<object>().Select(Print)),
        Type quantity when quantity == typeof(Quantity) => unit is null ? "number with unit" : $"number with unit, such as '1 {unit}'",
        Type other => OptionKey.Kebab(other.Name),
    };

    private static object Call(MethodInfo method, string text, SourceLocation where)
    {
        try
        {
            return method.Invoke(null, [text])!;
        }
        catch (TargetInvocationException error) when (error.InnerException is KayaException { Fault: { } fault })
        {
            throw new DataFormatException(fault with { Where = where }, error.InnerException);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner && ReaderFailure.IsOfContent(inner))
        {
            throw new DataFormatException(new Fault("The value has the wrong form.", where, Kind(method.ReturnType, null),
                $"'{text}': {inner.Message}", "Correct the value."), inner);
        }
    }

    private static object WithinRange(object value, OptionAttribute? attribute, SourceLocation where)
    {
        if (attribute is null) return value;
        double? number = value switch
        {
            Quantity quantity => Measured(quantity, attribute, where),
            double or int or long or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (number is not { } size || (size >= attribute.Minimum && size <= attribute.Maximum)) return value;
        string range = string.Create(CultureInfo.InvariantCulture, $"from {attribute.Minimum} to {attribute.Maximum} {attribute.Unit}")
            .TrimEnd();
        throw new DataFormatException(
            new Fault("The value is out of range.", where, range, Print(value), "Give a value within the range."));
    }

    private static double Measured(Quantity quantity, OptionAttribute attribute, SourceLocation where)
    {
        if (attribute.Unit is null) return quantity.Value;
        Unit unit = Unit.Parse(attribute.Unit);
        if (quantity.Unit.IsConvertibleTo(unit)) return quantity.In(unit);
        throw new DataFormatException(
            new Fault("The unit of the value is not convertible.", where, $"a unit such as {unit}", quantity.ToString(),
            $"Write the unit after the number, such as '{quantity.Value.ToString("R", CultureInfo.InvariantCulture)} {unit}'."));
    }

    private static DataFormatException Bad(Type type, string text, OptionAttribute? attribute, SourceLocation where) =>
        new(new Fault("The value has the wrong form.", where, Kind(type, attribute?.Unit), $"'{text}'", "Correct the value."));
}
