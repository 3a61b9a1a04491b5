namespace Kaya.Torch;

/// <summary>A saved state of the random numbers of a network, so that a recomputed segment uses the same ones.</summary>
internal sealed class ModuleMoment
{
    private readonly Module[] _modules;
    private readonly ModulePosition[] _positions;

    internal ModuleMoment(IEnumerable<Module> modules)
    {
        _modules = [.. modules];
        _positions = [.. _modules.Select(module => module.Position)];
    }

    /// <summary>Restores the saved state, with running means frozen, until it is disposed.</summary>
    internal IDisposable Replay() => new Stretch(this);

    private sealed class Stretch : IDisposable
    {
        private readonly ModuleMoment _moment;
        private readonly ModulePosition[] _after;

        internal Stretch(ModuleMoment moment)
        {
            _moment = moment;
            _after = [.. moment._modules.Select(module => module.Position)];
            for (int i = 0; i < _after.Length; i++) moment._modules[i].Position = moment._positions[i] with { IsReplay = true };
        }

        public void Dispose()
        {
            for (int i = 0; i < _after.Length; i++) _moment._modules[i].Position = _after[i];
        }
    }
}

/// <summary>State of a module within a step.</summary>
/// <param name="Seed">Seed of the step.</param>
/// <param name="Calls">Calls in the step so far.</param>
/// <param name="IsTraining">Whether it is being trained.</param>
/// <param name="IsReplay">Whether it is rerun for a gradient, so that its state must not change.</param>
internal readonly record struct ModulePosition(ulong Seed, ulong Calls, bool IsTraining, bool IsReplay);
