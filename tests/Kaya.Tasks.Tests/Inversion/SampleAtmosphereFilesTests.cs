using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Samples;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary>The sample atmosphere as files of CMAQ, read by the readers of such files.</summary>
public sealed class SampleAtmosphereFilesTests : IDisposable
{
    private const int Hours = 3;
    private static readonly DateTimeOffset s_start = SampleAtmosphere.Months[2].AddHours(14);
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-atmosphere").FullName;
    private readonly List<NetCdfFields> _open = [];

    public void Dispose()
    {
        foreach (NetCdfFields fields in _open) fields.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Write_AllFiles_AreReadBackAsTheyWereGenerated()
    {
        SampleAtmosphere atmosphere = SampleAtmosphere.Create(new SampleAtmosphereOptions { Rows = 30, Columns = 36 });
        SampleAtmosphereFiles.Write(atmosphere, s_start, Hours, _folder);
        MeteorologyFields weather = MeteorologyFields.OfMcip(new McipFiles([Open("METCRO2D")], [Open("METCRO3D")], [Open("METDOT3D")]),
            new MeteorologyFileOptions { Stamp = HourlyStamp.MeanOfHour });
        Assert.Equal((s_start, Hours, true), (weather.Start, weather.Hours, atmosphere.Grid.Horizontal.Matches(weather.Grid.Horizontal)));
        Assert.Equal(atmosphere.Grid.LayerTops, weather.Grid.LayerTops);
        Compare(atmosphere.Meteorology(s_start, Hours), weather, variable => atmosphere.Grid.CountOf(variable.Position()), 2e-6);
        foreach ((string name, IHourlyFields<EmittedSpecies> expected) in new[]
        {
            ("EMIS", atmosphere.PriorEmissions(s_start, Hours)), ("EMIS_TRUE", atmosphere.TrueEmissions(s_start, Hours)),
            ("EMIS_BIOGENIC", atmosphere.NaturalEmissions(s_start, Hours)),
        })
        {
            EmissionFields emissions = EmissionFields.Of([Open(name)], weather.Grid);
            Compare(expected, emissions, species => expected.LayersOf(species) * 30 * 36, 2e-6);
        }

        HourRange range = new(s_start, Hours);
        float[] values = new float[atmosphere.Grid.CountOf(CellPosition.Layer)];
        foreach (AirConcentrations air in new[] { AirConcentrations.AtStart([Open("ICON")], weather, range),
            AirConcentrations.Around([Open("BCON")], weather, range) })
        {
            air.Read(TransportedSpecies.O3, air.Hours - 1, values);
            Assert.All(values, value => Assert.Equal(new BoundaryAir().O3, value, 1e-4));
            Assert.True(air.Has(TransportedSpecies.Pm25) && air.Uncounted.IsEmpty);
        }
    }

    [Fact]
    public void WriteConcentrations_Surface_IsReadBack()
    {
        SampleAtmosphere atmosphere = SampleAtmosphere.Create(new SampleAtmosphereOptions { Rows = 4, Columns = 5 });
        float[] values = [.. Enumerable.Range(0, Hours * 20).Select(k => 1.5f * k)];
        HourlyFields<Pollutant> surface = new(atmosphere.Grid, s_start, Hours, AtmosphericSpecies.Pollutants.ToDictionary(
            pollutant => pollutant, _ => ((ReadOnlyMemory<float>)values, 1)));
        SampleAtmosphereFiles.WriteConcentrations(surface, Path.Combine(_folder, "ACONC"));
        Compare(surface, ConcentrationFields.Of([Open("ACONC")], atmosphere.Grid), _ => 20, 1e-6);
    }

    private static void Compare<TVariable>(IHourlyFields<TVariable> expected, IHourlyFields<TVariable> found, Func<TVariable, int> count,
        double tolerance)
        where TVariable : struct, Enum
    {
        foreach (TVariable variable in Enum.GetValues<TVariable>())
        {
            Assert.Equal(expected.Has(variable), found.Has(variable));
            if (!expected.Has(variable)) continue;
            Assert.Equal(expected.LayersOf(variable), found.LayersOf(variable));
            float[] left = new float[count(variable)], right = new float[left.Length];
            for (int hour = 0; hour < Hours; hour++)
            {
                expected.Read(variable, hour, left);
                found.Read(variable, hour, right);
                for (int at = 0; at < left.Length; at++) Assert.Equal(left[at], right[at], (tolerance * Math.Abs(left[at])) + 1e-12);
            }
        }
    }

    private FieldFile Open(string name)
    {
        NetCdfFields fields = NetCdfFields.Open(Path.Combine(_folder, name));
        _open.Add(fields);
        return new FieldFile(name, fields);
    }
}
