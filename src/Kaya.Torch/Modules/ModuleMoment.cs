namespace Kaya.Torch;

/// <summary>Where the random numbers of a network stood, so that a segment computed again draws the same ones.</summary>
internal sealed class ModuleMoment
{
    private readonly Module[] _modules;
    private readonly ModulePosition[] _positions;

    internal ModuleMoment(IEnumerable<Module> modules)
    {
        _modules = [.. modules];
        _positions = [.. _modules.Select(module => module.Position)];
    }

    /// <summary>Goes back to the moment, with running means at rest, until it is disposed.</summary>
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

/// <summary>Where a module stands within a step.</summary>
/// <param name="Seed">Seed of the step.</param>
/// <param name="Calls">Calls in the step so far.</param>
/// <param name="IsTraining">Whether it is being trained.</param>
/// <param name="IsReplay">Whether it is being run again for a gradient: what it remembers must not move.</param>
internal readonly record struct ModulePosition(ulong Seed, ulong Calls, bool IsTraining, bool IsReplay);
