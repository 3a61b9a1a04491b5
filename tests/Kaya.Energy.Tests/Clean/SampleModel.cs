using Kaya.Core;
using Kaya.Samples;

namespace Kaya.Energy.Tests.Clean;

/// <summary>Tests that use libtorch run one after the other: the ledger of native tensors is one for the process.</summary>
[CollectionDefinition("native")]
public sealed class NativeDefinition : ICollectionFixture<SampleModel>;

/// <summary>A small model of a year of six regions of the sample world, trained once.</summary>
public sealed class SampleModel
{
    public static CleanOptions Tiny { get; } = CleanOptions.Mlp with
    {
        Members = 3, HiddenSize = 16, LatentSize = 8, Steps = 300, BatchSize = 64,
        LeaveOutSteps = 50, LeaveOutBatchSize = 32,
    };

    public SampleModel()
    {
        World = SampleEnergy.Create();
        Training = World.Dataset.ForRegions("Arvania", "Belmora", "Corsund", "Drevia", "Hestmark", "Ivaria")
            .Between(new DateOnly(2023, 1, 1), new DateOnly(2023, 12, 31));
        Model = new CleanEstimator(Tiny).Fit(Training, Context(1));
    }

    public SampleEnergy World { get; }

    public EnergyDataset Training { get; }

    public CleanModel Model { get; }

    public static FitContext Context(ulong seed) => new(new RandomSource(seed));
}
