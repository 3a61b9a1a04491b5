namespace Kaya.Samples.Tests.Atmosphere;

/// <summary>The sample atmosphere with the default options, computed once for all tests.</summary>
public sealed class SampleAtmosphereFixture
{
    public SampleAtmosphere Atmosphere { get; } = SampleAtmosphere.Create();
}

[CollectionDefinition("sample atmosphere")]
public sealed class SharedSampleAtmosphere : ICollectionFixture<SampleAtmosphereFixture>;
