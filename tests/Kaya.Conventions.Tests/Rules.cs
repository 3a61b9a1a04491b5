using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Kaya.Conventions.Tests;

/// <summary>The house rules: each gives the violations it finds in one assembly, in words.</summary>
internal static class Rules
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> ForbiddenArrows(Assembly assembly, IEnumerable<string> allowed) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name == "kaya" || name.StartsWith("Kaya.", StringComparison.Ordinal))
            .Except(allowed).Select(name => $"{assembly.GetName().Name} -> {name}");

    public static IEnumerable<string> UndocumentedMembers(Assembly assembly)
    {
        string path = Path.ChangeExtension(assembly.Location, ".xml");
        HashSet<string> documented = !File.Exists(path) ? [] : [.. XDocument.Load(path).Descendants("member")
            .Where(member =>
                member.Elements()
                .Any(part => part.Name == "inheritdoc" || (part.Name == "summary" && !string.IsNullOrWhiteSpace(part.Value))
                || (part.Name == "summary" && part.HasElements)))
            .Select(member => NameOnly((string)member.Attribute("name")!))];
        foreach (Type type in PublicTypes(assembly))
        {
            string name = type.FullName!.Replace('+', '.');
            if (!documented.Contains("T:" + name)) yield return name;
            foreach (string id in PublicMembers(type).Select(member => MemberId(name, member)))
                if (!documented.Contains(id)) yield return id;
        }
    }

    /// <summary>Public members that show a pointer or a native handle and, outside of the adapter, a type of it that owns native
    /// memory.</summary>
    public static IEnumerable<string> HandlesInPublicSignatures(Assembly assembly, bool isAdapter = false) =>
        from type in PublicTypes(assembly)
        from member in PublicMembers(type)
        from shown in SignatureTypes(member)
        where IsPointer(shown) || (!isAdapter && IsOwner(shown))
        select $"{type.FullName}.{member.Name} shows {shown.Name}";

    public static IEnumerable<string> ConsoleUses(Assembly assembly) => ReadMetadata<string[]>(assembly, reader =>
        [.. reader.TypeReferences.Select(reader.GetTypeReference)
            .Where(type => reader.GetString(type.Namespace) == "System" && reader.GetString(type.Name) == "Console")
            .Select(_ => $"{assembly.GetName().Name} uses System.Console")]);

    public static IReadOnlyList<string> NativeLibraries(Assembly assembly) => ReadMetadata<string[]>(assembly, reader =>
        [.. reader.MethodDefinitions.Select(handle => reader.GetMethodDefinition(handle).GetImport())
            .Where(import => !import.Module.IsNil)
            .Select(import => reader.GetString(reader.GetModuleReference(import.Module).Name)).Distinct()]);

    /// <summary>Uses of the framework's loader of native libraries, which needs no import to be seen by
    /// <see cref="NativeLibraries"/>.</summary>
    public static IEnumerable<string> DynamicLoads(Assembly assembly) => ReadMetadata<string[]>(assembly, reader =>
        [.. reader.TypeReferences.Select(reader.GetTypeReference)
            .Where(type => reader.GetString(type.Namespace) == "System.Runtime.InteropServices"
                && reader.GetString(type.Name) == "NativeLibrary")
            .Select(_ => $"{assembly.GetName().Name} uses NativeLibrary")]);

    /// <summary>Packages that an assembly refers to: everything outside of the framework and of Kaya.</summary>
    public static IEnumerable<string> Packages(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
        .Where(name => name is not ("netstandard" or "mscorlib") && !name.StartsWith("System", StringComparison.Ordinal)
            && !name.StartsWith("Microsoft.Win32", StringComparison.Ordinal) && name != "kaya"
                && !name.StartsWith("Kaya.", StringComparison.Ordinal)
            || name is "System.CommandLine" or "System.Numerics.Tensors");

    private static bool IsGenerated(Type type) =>
        type.Name.StartsWith('<') || type.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static bool IsPointer(Type type) =>
        type == typeof(nint) || type == typeof(nuint) || type.IsPointer || type.IsFunctionPointer
            || typeof(SafeHandle).IsAssignableFrom(type);

    // Tensors, scopes, modules, optimisers: whatever of the adapter has to be disposed of.
    private static bool IsOwner(Type type) => type.Namespace == "Kaya.Torch" && typeof(IDisposable).IsAssignableFrom(type);

    private static IEnumerable<Type> PublicTypes(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsVisible && !IsGenerated(type));

    private static IEnumerable<MemberInfo> PublicMembers(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) yield break;
        bool isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared) is not null;
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            if (member.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
                || member.Name.Contains('<', StringComparison.Ordinal)) continue;
            if (type.IsEnum && member.Name == "value__") continue;
            if (isRecord && member is MethodInfo { Name: "Deconstruct" or "PrintMembers" }) continue;
            if (isRecord && member is PropertyInfo { Name: "EqualityContract" }) continue;
            bool visible = member switch
            {
                MethodInfo method => IsVisible(method) && !method.IsSpecialName | method.Name.StartsWith("op_", StringComparison.Ordinal),
                // Constructors without parameters and those of records are documented with their type.
                ConstructorInfo constructor => IsVisible(constructor) && constructor.GetParameters().Length > 0 && !isRecord,
                PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
                FieldInfo field => field.IsPublic || field.IsFamily,
                EventInfo or Type => false,
                _ => false,
            };
            if (visible) yield return member;
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static IEnumerable<Type> SignatureTypes(MemberInfo member) => (member switch
    {
        MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    }).SelectMany(Unwrap);

    private static IEnumerable<Type> Unwrap(Type type)
    {
        if (type.IsByRef || type.IsArray) return Unwrap(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Unwrap).Append(type) : [type];
    }

    private static string MemberId(string type, MemberInfo member) => member switch
    {
        ConstructorInfo => $"M:{type}.#ctor",
        MethodInfo => $"M:{type}.{member.Name.Replace('.', '#')}",
        PropertyInfo => $"P:{type}.{member.Name.Replace('.', '#')}",
        _ => $"F:{type}.{member.Name}",
    };

    // Overloads share a name; the compiler (CS1591) tells them apart, this rule asks that a sentence is there.
    private static string NameOnly(string id)
    {
        int end = id.IndexOfAny(['(', '~']);
        string name = end < 0 ? id : id[..end];
        int generic = name.IndexOf("``", StringComparison.Ordinal);
        return generic < 0 ? name : name[..generic];
    }

    private static T ReadMetadata<T>(Assembly assembly, Func<MetadataReader, T> read)
    {
        using FileStream stream = File.OpenRead(assembly.Location);
        using PEReader image = new(stream);
        return read(image.GetMetadataReader());
    }
}
