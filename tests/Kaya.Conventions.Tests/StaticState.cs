using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kaya.Conventions.Tests;

/// <summary>Whether a static field can ever change what a result depends on. Only types that are known to be immutable pass.</summary>
internal static class StaticState
{
    private const BindingFlags Fields =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Framework classes that cannot be changed after construction.
    private static readonly FrozenSet<Type> s_immutable = new[]
    {
        typeof(string), typeof(Version), typeof(Uri), typeof(System.Globalization.CultureInfo), typeof(System.Text.Encoding),
        typeof(System.Text.UTF8Encoding), typeof(System.Text.CompositeFormat), typeof(System.Text.RegularExpressions.Regex),
        typeof(StringComparer), typeof(object), typeof(System.Text.Json.JsonSerializerOptions),
    }.ToFrozenSet();

    private static readonly FrozenSet<Type> s_containers = new[]
    {
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>), typeof(ImmutableArray<>), typeof(ImmutableDictionary<,>),
            typeof(ImmutableHashSet<>), typeof(ImmutableSortedDictionary<,>),
        typeof(ReadOnlyCollection<>), typeof(ReadOnlyDictionary<,>), typeof(Lazy<>), typeof(Nullable<>),
            typeof(System.Buffers.SearchValues<>),
    }.ToFrozenSet();

    /// <summary>The static fields that can change, in words.</summary>
    /// <param name="assembly">Where to look.</param>
    /// <param name="exempt">Full names of fields and types that may change, because no result depends on them.</param>
    public static IEnumerable<string> Mutable(Assembly assembly, IReadOnlySet<string> exempt) =>
        from type in assembly.GetTypes()
        where !IsGenerated(type) && !exempt.Contains(type.FullName!)
        from field in type.GetFields(Fields)
        where field.IsStatic && !field.IsLiteral && (!field.Name.StartsWith('<') || IsAutoProperty(field))
        where !exempt.Contains($"{type.FullName}.{PlainName(field)}")
        where !field.IsInitOnly || field.IsDefined(typeof(ThreadStaticAttribute)) || !IsImmutable(field, [])
        select $"{type.FullName}.{PlainName(field)} ({field.FieldType.Name})";

    private static bool IsImmutable(FieldInfo field, HashSet<Type> seen)
    {
        Type type = field.FieldType;
        // What an interface hides is seen in its value: a list behind IReadOnlyList can be cast back and changed.
        if (type.IsInterface && field.IsStatic) return field.GetValue(null) is not { } value || IsImmutable(value.GetType(), seen);
        return IsImmutable(type, seen);
    }

    private static bool IsImmutable(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || type.IsPrimitive || type.IsEnum || s_immutable.Contains(type)) return true;
        if (typeof(Delegate).IsAssignableFrom(type) || typeof(Type).IsAssignableFrom(type)) return true;
        if (type.IsArray || type.IsPointer) return false;
        if (BaseTypes(type).Any(based => based.IsGenericType && s_containers.Contains(based.GetGenericTypeDefinition())))
            return type.GetGenericArguments().All(argument => IsImmutable(argument, seen));
        if (type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal)) return true;
        if (type.IsInterface || type.IsAbstract && type.Namespace?.StartsWith("Kaya", StringComparison.Ordinal) == true) return true;
        if (type.IsValueType) return InstanceFields(type).All(field => IsHeldImmutably(field, seen));
        return type.Namespace?.StartsWith("Kaya", StringComparison.Ordinal) == true
            && InstanceFields(type).All(field => field.IsInitOnly && IsHeldImmutably(field, seen));
    }

    // A private array of an object that never writes to it is how immutable objects hold many numbers.
    private static bool IsHeldImmutably(FieldInfo field, HashSet<Type> seen) =>
        field.FieldType.IsArray ? !field.IsPublic : field.FieldType.IsInterface || IsImmutable(field.FieldType, seen);

    private static IEnumerable<FieldInfo> InstanceFields(Type type) =>
        BaseTypes(type).SelectMany(based => based.GetFields(Fields)).Where(field => !field.IsStatic);

    private static IEnumerable<Type> BaseTypes(Type type)
    {
        for (Type? based = type; based is not null && based != typeof(object) && based != typeof(ValueType); based = based.BaseType)
            yield return based;
    }

    private static bool IsAutoProperty(FieldInfo field) => field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal);

    private static string PlainName(FieldInfo field) => IsAutoProperty(field) ? field.Name[1..field.Name.IndexOf('>')] : field.Name;

    private static bool IsGenerated(Type type) =>
        type.Name.StartsWith('<') || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
