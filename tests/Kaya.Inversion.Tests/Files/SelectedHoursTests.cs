namespace Kaya.Inversion.Tests.Files;

public sealed class SelectedHoursTests
{
    [Fact]
    public void Read_SomeHours_AreThoseOfTheFields()
    {
        DateTimeOffset start = ModelFiles.Start;
        float[] values = [.. Enumerable.Range(0, 4 * 6).Select(k => (float)k)], read = new float[6];
        HourlyFields<Pollutant> fields = new(new TransportGrid(ModelFiles.Grid(2, 3), [100]), start, 4,
            new Dictionary<Pollutant, (ReadOnlyMemory<float>, int)> { [Pollutant.O3] = (values, 1) });
        SelectedHours<Pollutant> some = new(fields, new HourRange(start.AddHours(1), 2));
        some.Read(Pollutant.O3, 1, read);
        Assert.Equal([12, 13, 14, 15, 16, 17], read);
        Assert.Throws<ArgumentOutOfRangeException>(() => some.Read(Pollutant.O3, 2, read));
        DataNotFoundException refused = Assert.Throws<DataNotFoundException>(() =>
            new SelectedHours<Pollutant>(fields, new HourRange(start.AddHours(1), 4)));
        Assert.Contains("4 hours from 2016-01-01T01:00Z", refused.Fault.Expected, StringComparison.Ordinal);
    }
}
