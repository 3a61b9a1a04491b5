namespace Kaya.Inversion.Tests;

// Independent source: the physics commutes with the eight turns of the plane, and the recursion of SyntheticWorld is physics.
public sealed class TurnTests
{
    public static TheoryData<bool, bool, bool> All => [.. from swaps in (bool[])[false, true] from rows in (bool[])[false, true]
        from columns in (bool[])[false, true] select (swaps, rows, columns)];

    [Theory, MemberData(nameof(All))]
    public void Apply_FieldAndWind_TheNextHourOfTheTurnedWorldIsTheTurnedNextHour(bool swaps, bool rows, bool columns)
    {
        Turn turn = new(swaps, rows, columns);
        SyntheticWorld world = new() { Rows = 7, Columns = 7 };
        RandomSequence random = new RandomSource(3).Sequence();
        double[] now = [.. Enumerable.Range(0, 49).Select(_ => random.NextDouble())], source = [.. now.Select(_ => random.NextDouble())];
        double[] next = world.Next(now, 0.3, 0.15, 0.9, cell => source[cell]);
        (double[] turnedNow, double[] turnedSource, double[] expected) = (Turned(turn, now), Turned(turn, source), Turned(turn, next));
        float[] east = [0.3f], north = [0.15f];
        turn.ApplyToWind(east, north);
        double[] found = world.Next(turnedNow, east[0], north[0], 0.9, cell => turnedSource[cell]);
        for (int i = 0; i < 49; i++) Assert.Equal(expected[i], found[i], 1e-6);
    }

    [Fact]
    public void ReadSeries_TurnedCrop_WindTurnsWithTheField()
    {
        using SurrogateData data = new SyntheticWorld { Hours = 40 }.Data();
        HourRole[] roles = [.. Enumerable.Repeat(HourRole.Training, 40)];
        SurrogateNormalisation normalisation = SurrogateNormalisation.Of(data, [roles], TestContext.Current.CancellationToken);
        SeriesReader reader = new(data, normalisation);
        int channels = SeriesReader.ChannelCount(data), first = AtmosphericSpecies.Emitted.Length;
        float[] Read(Turn turn)
        {
            float[] values = new float[144 * channels];
            reader.ReadSeries(new HourStretch(0, 0, 5, 1), new Crop(0, 0, 12, 12, turn), withEmissions: true, values);
            return values;
        }

        float[] plain = Read(Turn.None), turned = Read(new Turn(true, true, false));
        for (int row = 0; row < 12; row++)
            for (int column = 0; column < 12; column++)
            {
                ReadOnlySpan<float> was = plain.AsSpan((((11 - column) * 12) + row) * channels, channels);
                ReadOnlySpan<float> now = turned.AsSpan(((row * 12) + column) * channels, channels);
                for (int i = 0; i < first; i++) Assert.Equal(was[i], now[i]);
                for (int layer = 0; layer < 2; layer++)
                {
                    Assert.Equal(was[first + (2 * layer) + 1], now[first + (2 * layer)]);
                    Assert.Equal(-was[first + (2 * layer)], now[first + (2 * layer) + 1]);
                }
            }
    }

    private static double[] Turned(Turn turn, double[] field)
    {
        float[] result = new float[field.Length];
        turn.Apply([.. field.Select(value => (float)value)], 7, 7, result);
        return [.. result.Select(value => (double)value)];
    }
}
