using Kaya.Inversion;

namespace Kaya.Samples.Tests.Atmosphere;

[Collection("sample atmosphere")]
public sealed class SampleMeteorologyTests(SampleAtmosphereFixture fixture)
{
    private readonly SampleAtmosphere _atmosphere = fixture.Atmosphere;

    [Fact]
    public void Read_AnyOrderAndStart_SameHour()
    {
        IHourlyFields<MeteorologyVariable> forward = _atmosphere.Meteorology(SampleAtmosphere.Months[1], 48);
        IHourlyFields<MeteorologyVariable> later = _atmosphere.Meteorology(SampleAtmosphere.Months[1].AddHours(20), 4);
        foreach (MeteorologyVariable variable in Enum.GetValues<MeteorologyVariable>())
        {
            float[] expected = Read(forward, variable, 21);
            Read(forward, variable, 40);
            Assert.Equal(expected, Read(forward, variable, 21));
            Assert.Equal(expected, Read(later, variable, 1));
        }
    }

    [Fact]
    public void Create_SameSeed_SameWeatherAndAnotherSeedOtherWeather()
    {
        SampleAtmosphere again = SampleAtmosphere.Create(null, _atmosphere.Country);
        SampleAtmosphere other = SampleAtmosphere.Create(new SampleAtmosphereOptions { Seed = 3 }, _atmosphere.Country);
        foreach (MeteorologyVariable variable in Enum.GetValues<MeteorologyVariable>())
        {
            float[] expected = Read(_atmosphere.Meteorology(SampleAtmosphere.Months[2], 24), variable, 13);
            Assert.Equal(expected, Read(again.Meteorology(SampleAtmosphere.Months[2], 24), variable, 13));
            if (variable != MeteorologyVariable.Precipitation)
                Assert.NotEqual(expected, Read(other.Meteorology(SampleAtmosphere.Months[2], 24), variable, 13));
        }
    }

    [Fact]
    public void Read_FinerGrid_SameWeatherOnTheSameLand()
    {
        SampleAtmosphere fine = SampleAtmosphere.Create(
            new SampleAtmosphereOptions { Rows = 96, Columns = 96, CellSize = 4.5 }, _atmosphere.Country);
        Assert.Equal(_atmosphere.Grid.Horizontal.Bounds, fine.Grid.Horizontal.Bounds);
        foreach (MeteorologyVariable variable in new[] { MeteorologyVariable.Temperature, MeteorologyVariable.CloudFraction })
        {
            float[] coarse = Read(_atmosphere.Meteorology(SampleAtmosphere.Months[0], 12), variable, 11);
            float[] small = Read(fine.Meteorology(SampleAtmosphere.Months[0], 12), variable, 11);
            double difference = 0, spread = coarse.Take(2304).Max() - coarse.Take(2304).Min();
            for (int cell = 0; cell < 48 * 48; cell++)
            {
                int at = (cell / 48 * 2 * 96) + (cell % 48 * 2);
                difference += Math.Abs(coarse[cell] - ((small[at] + small[at + 1] + small[at + 96] + small[at + 97]) / 4)) / (48 * 48);
            }

            Assert.True(difference < 0.02 * spread, $"{variable}: {difference} of {spread}");
        }
    }

    [Fact]
    public void Winds_EveryColumn_AsMuchAirEntersAsLeaves()
    {
        // The mass flux through the faces, with the mean density of both cells, as the transport equation needs it.
        IHourlyFields<MeteorologyVariable> weather = _atmosphere.Meteorology(SampleAtmosphere.Months[0], 40);
        (int layers, int rows, int columns) = (_atmosphere.Grid.Layers, _atmosphere.Grid.Rows, _atmosphere.Grid.Columns);
        for (int hour = 0; hour < 40; hour += 13)
        {
            float[] east = Read(weather, MeteorologyVariable.WindEast, hour), north = Read(weather, MeteorologyVariable.WindNorth, hour);
            float[] density = Read(weather, MeteorologyVariable.AirDensity, hour);
            double largestLayer = 0, largestColumn = 0;
            for (int r = 1; r < rows - 1; r++)
                for (int c = 1; c < columns - 1; c++)
                {
                    double column = 0, air = 0;
                    for (int layer = 0; layer < layers; layer++)
                    {
                        double thick = _atmosphere.Grid.LayerTops[layer] - (layer == 0 ? 0 : _atmosphere.Grid.LayerTops[layer - 1]);
                        double here = density[(((layer * rows) + r) * columns) + c];
                        double Face(int otherRow, int otherColumn) =>
                            (here + density[(((layer * rows) + otherRow) * columns) + otherColumn]) / 2;
                        int e = (((layer * rows) + r) * (columns + 1)) + c, n = (((layer * (rows + 1)) + r) * columns) + c;
                        double net = (east[e + 1] * Face(r, c + 1)) - (east[e] * Face(r, c - 1))
                            + (north[n] * Face(r - 1, c)) - (north[n + columns] * Face(r + 1, c));
                        largestLayer = Math.Max(largestLayer, Math.Abs(net / (here * 9000)));
                        column += net * thick;
                        air += here * 9000 * thick;
                    }

                    largestColumn = Math.Max(largestColumn, Math.Abs(column / air));
                }

            // Slope winds and sea breeze change the air of the lowest layer by less than half of it in an hour, that of no column.
            Assert.InRange(largestLayer * 3600, 0, 0.5);
            Assert.InRange(largestColumn * 3600, 0, 5e-3);
        }
    }

    [Fact]
    public void Fields_FourMonths_WithinPhysicalRanges()
    {
        Dictionary<MeteorologyVariable, (double Low, double High)> ranges = new()
        {
            [MeteorologyVariable.WindEast] = (-35, 35), [MeteorologyVariable.WindNorth] = (-35, 35),
            [MeteorologyVariable.Temperature] = (245, 312), [MeteorologyVariable.AirDensity] = (0.8, 1.45),
            [MeteorologyVariable.Humidity] = (1e-4, 0.03), [MeteorologyVariable.BoundaryLayerHeight] = (59, 2500),
            [MeteorologyVariable.FrictionVelocity] = (0.02, 2), [MeteorologyVariable.ShortwaveRadiation] = (0, 1050),
            [MeteorologyVariable.Precipitation] = (0, 25), [MeteorologyVariable.CloudFraction] = (0, 1),
        };
        foreach (DateTimeOffset month in SampleAtmosphere.Months)
        {
            IHourlyFields<MeteorologyVariable> weather = _atmosphere.Meteorology(month, 720);
            double rain = 0, wet = 0, wind = 0, cloud = 0, mixing = 0;
            for (int hour = 0; hour < 720; hour += 7)
            {
                foreach ((MeteorologyVariable variable, (double low, double high)) in ranges)
                {
                    float[] values = Read(weather, variable, hour);
                    Assert.True(values.Min() >= low && values.Max() <= high, $"{variable} {month:MMM} {values.Min()} to {values.Max()}");
                }

                float[] drops = Read(weather, MeteorologyVariable.Precipitation, hour);
                (rain, wet) = (rain + drops.Average(), wet + drops.Average(value => value > 0.1f ? 1.0 : 0));
                wind += Read(weather, MeteorologyVariable.WindEast, hour).Take(48 * 49).Average(Math.Abs);
                cloud += Read(weather, MeteorologyVariable.CloudFraction, hour).Average();
                mixing += Read(weather, MeteorologyVariable.BoundaryLayerHeight, hour).Average();
            }

            TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
                $"{month:MMM}: rain {rain / 103 * 720:F0} mm, wet {wet / 103:P1}, wind {wind / 103:F1} m/s, cloud {cloud / 103:F2}, ")
                + FormattableString.Invariant($"boundary layer {mixing / 103:F0} m"));
            Assert.InRange(rain / 103 * 720, 10, 200);
            Assert.InRange(wet / 103, 0.01, 0.25);
            Assert.InRange(wind / 103, 1, 7);
        }
    }

    [Fact]
    public void Fields_SummerDay_FollowTheSun()
    {
        IHourlyFields<MeteorologyVariable> weather = _atmosphere.Meteorology(SampleAtmosphere.Months[2], 240);
        int[] inland = [.. Enumerable.Range(0, 48 * 48).Where(cell => _atmosphere.Geography[1].Span[cell] > 0.99f)];
        double[] Mean(MeteorologyVariable variable)
        {
            double[] day = new double[24];
            for (int hour = 0; hour < 240; hour++)
            {
                float[] values = Read(weather, variable, hour);
                day[hour % 24] += inland.Average(cell => values[cell]) / 10;
            }

            return day;
        }

        // The sun is highest at noon of the clocks or a little later: 12 to 14 h local are 14 to 16 h UTC.
        double[] sun = Mean(MeteorologyVariable.ShortwaveRadiation), height = Mean(MeteorologyVariable.BoundaryLayerHeight);
        double[] warmth = Mean(MeteorologyVariable.Temperature);
        Assert.InRange(Array.IndexOf(sun, sun.Max()), 13, 15);
        Assert.InRange(Array.IndexOf(warmth, warmth.Max()), 14, 18);
        Assert.InRange(Array.IndexOf(height, height.Max()), 14, 19);
        Assert.Equal(0, sun[2]);
        Assert.True(height.Max() > 3 * height.Min());
        Assert.True(height.Min() < 400);
    }

    private static float[] Read(IHourlyFields<MeteorologyVariable> weather, MeteorologyVariable variable, int hour)
    {
        float[] values = new float[weather.Grid.CountOf(variable.Position())];
        weather.Read(variable, hour, values);
        return values;
    }
}
