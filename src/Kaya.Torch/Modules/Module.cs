namespace Kaya.Torch;

/// <summary>One tensor of a module, by name.</summary>
/// <param name="Name">Path from the module down, joined by <c>/</c>.</param>
/// <param name="Tensor">The tensor; it belongs to the module.</param>
/// <param name="IsParameter">True if training changes it by its gradient; false for buffers such as running means.</param>
/// <param name="Members">Length of its first axis when that counts members, 0 when all members share it.</param>
public sealed record ModuleTensor(string Name, Tensor Tensor, bool IsParameter, int Members);

/// <summary>A part of a network: named parameters and buffers, and nested modules.</summary>
/// <remarks>It owns its tensors, outside any scope, until it is disposed; disposing the outermost module disposes all.</remarks>
public abstract class Module : IDisposable
{
    private readonly TensorSet _owned = new();
    private readonly List<ModuleTensor> _tensors = [];
    private readonly List<(string Name, Module Module)> _children = [];

    /// <summary>Whether the module is being trained: dropout drops and batch normalisation uses its batch.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>Every tensor of this module and nested modules, in order of creation.</summary>
    /// <returns>A new list.</returns>
    public IReadOnlyList<ModuleTensor> NamedTensors()
    {
        List<ModuleTensor> all = [.. _tensors];
        foreach ((string name, Module module) in _children)
            foreach (ModuleTensor tensor in module.NamedTensors())
                all.Add(tensor with { Name = $"{name}/{tensor.Name}" });
        return all;
    }

    /// <summary>Every parameter of this module and nested modules.</summary>
    /// <returns>A new list, in the order of <see cref="NamedTensors"/>.</returns>
    public IReadOnlyList<Tensor> Parameters() => [.. NamedTensors().Where(tensor => tensor.IsParameter).Select(tensor => tensor.Tensor)];

    /// <summary>Sets whether the module is being trained.</summary>
    /// <param name="training">True for training, false for prediction.</param>
    public void SetTraining(bool training)
    {
        IsTraining = training;
        foreach ((_, Module module) in _children) module.SetTraining(training);
    }

    /// <summary>State of the random numbers of this module.</summary>
    internal virtual ModulePosition Position
    {
        get => new(0, 0, IsTraining, IsReplay);
        set => (IsTraining, IsReplay) = (value.IsTraining, value.IsReplay);
    }

    /// <summary>Whether the module is rerun for a gradient, so that its state must not change.</summary>
    private protected bool IsReplay { get; private set; }

    /// <summary>Starts a training step; random numbers of the modules depend only on this seed.</summary>
    /// <param name="seed">A different number for each step, from a named <see cref="RandomSource"/>.</param>
    public void StartStep(ulong seed)
    {
        OnStep(seed);
        for (int i = 0; i < _children.Count; i++) _children[i].Module.StartStep(Mix(seed, (ulong)i));
    }

    /// <summary>Saves the state of the random numbers of this module and nested modules.</summary>
    internal ModuleMoment Moment() => new(AndChildren());

    private IEnumerable<Module> AndChildren() => _children.SelectMany(child => child.Module.AndChildren()).Prepend(this);

    /// <summary>Copies all parameters and buffers.</summary>
    /// <param name="prefix">Prefix of the names.</param>
    /// <returns>Arrays by name.</returns>
    public Dictionary<string, StateArray> ToState(string prefix = "") =>
        NamedTensors().ToDictionary(tensor => prefix + tensor.Name, tensor => tensor.Tensor.ToState(), StringComparer.Ordinal);

    /// <summary>Overwrites every parameter and buffer.</summary>
    /// <param name="arrays">Arrays by name; other arrays are ignored.</param>
    /// <param name="prefix">Prefix of the names.</param>
    /// <exception cref="ModelFormatException">An array is missing, or has the wrong shape or type; then nothing is changed.</exception>
    public void LoadState(IReadOnlyDictionary<string, StateArray> arrays, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(arrays);
        IReadOnlyList<ModuleTensor> tensors = NamedTensors();
        foreach (ModuleTensor tensor in tensors)
        {
            bool found = arrays.TryGetValue(prefix + tensor.Name, out StateArray? array);
            if (!found || Tensor.TypeOf(array!.Type) != tensor.Tensor.Type || !array.Shape.SequenceEqual(tensor.Tensor.Shape))
                throw new ModelFormatException(new Fault("The stored network does not fit this one.",
                    new SourceLocation(Variable: prefix + tensor.Name), tensor.Tensor.ToString(),
                    found ? $"{array!.Type} [{string.Join(", ", array.Shape.ToArray())}]" : "no such array",
                    "Load it with its training settings, or train again."));
        }

        foreach (ModuleTensor tensor in tensors) tensor.Tensor.Write(arrays[prefix + tensor.Name]);
    }

    /// <summary>Moves every parameter and buffer to a device; optimisers must be created after this.</summary>
    /// <param name="device">The device.</param>
    /// <exception cref="ResourceException">The device does not exist.</exception>
    public void MoveTo(ComputeDevice device)
    {
        using TensorScope scope = new();
        using NoGradient none = new();
        foreach (ModuleTensor tensor in NamedTensors()) tensor.Tensor.SetData(tensor.Tensor.Detach().To(device));
    }

    /// <summary>Frees the tensors of this module and nested modules.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the tensors of this module and nested modules.</summary>
    /// <param name="disposing">True if called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach ((_, Module module) in _children) module.Dispose();
        _owned.Dispose();
    }

    /// <summary>Called when a training step starts.</summary>
    /// <param name="seed">This module's own seed for the step.</param>
    protected virtual void OnStep(ulong seed) { }

    /// <summary>Adds a parameter, which training changes.</summary>
    /// <param name="name">Its name in this module.</param>
    /// <param name="values">First values, row-major.</param>
    /// <param name="shape">Lengths of the axes.</param>
    /// <param name="members">Length of the first axis when that counts members, else 0.</param>
    /// <returns>The parameter.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken, or the number of values does not match the shape.</exception>
    protected Tensor AddParameter(string name, ReadOnlySpan<float> values, ReadOnlySpan<long> shape, int members = 0)
    {
        Tensor parameter = Add(name, values, shape, members, isParameter: true);
        parameter.RequiresGradient = true;
        return parameter;
    }

    /// <summary>Adds a buffer: saved with the module, but not changed by optimisers.</summary>
    /// <param name="name">Its name in this module.</param>
    /// <param name="values">First values, row-major.</param>
    /// <param name="shape">Lengths of the axes.</param>
    /// <param name="members">Length of the first axis when that counts members, else 0.</param>
    /// <returns>The buffer.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken, or the number of values does not match the shape.</exception>
    protected Tensor AddBuffer(string name, ReadOnlySpan<float> values, ReadOnlySpan<long> shape, int members = 0) =>
        Add(name, values, shape, members, isParameter: false);

    /// <summary>Adds a nested module, which this module then owns.</summary>
    /// <typeparam name="T">Kind of module.</typeparam>
    /// <param name="name">Its name in this module.</param>
    /// <param name="module">The module.</param>
    /// <returns>The same module.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    protected T AddChild<T>(string name, T module) where T : Module
    {
        RequireFree(name);
        _children.Add((name, module));
        return module;
    }

    /// <summary>A seed for one of several purposes (the finaliser of SplitMix64).</summary>
    /// <param name="seed">The seed they share.</param>
    /// <param name="index">Which purpose.</param>
    /// <returns>Its seed.</returns>
    protected static ulong Mix(ulong seed, ulong index)
    {
        ulong z = seed + (index + 1) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private Tensor Add(string name, ReadOnlySpan<float> values, ReadOnlySpan<long> shape, int members, bool isParameter)
    {
        RequireFree(name);
        using TensorScope scope = new();
        Tensor tensor = Tensor.From(values, shape).MoveTo(_owned);
        _tensors.Add(new ModuleTensor(name, tensor, isParameter, members));
        return tensor;
    }

    private void RequireFree(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_tensors.Exists(tensor => tensor.Name == name) || _children.Exists(child => child.Name == name))
            throw new ArgumentException($"the module already has a part named '{name}'", nameof(name));
    }
}

/// <summary>A module with one input and one output.</summary>
public abstract class Layer : Module
{
    /// <summary>Computes the output in the innermost scope.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The output.</returns>
    public abstract Tensor Forward(Tensor input);
}
