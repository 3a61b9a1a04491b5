using Kaya.Core;
using Kaya.Geo;
using Kaya.Inversion;

namespace Kaya.Samples.Tests.Atmosphere;

[Collection("sample atmosphere")]
public sealed class SampleStationTests(SampleAtmosphereFixture fixture)
{
    private readonly SampleAtmosphere _atmosphere = fixture.Atmosphere;

    [Fact]
    public void Stations_Cells_AsDenseAsInThePaper()
    {
        // Paper 003: 612 sites on 182 x 232 cells, here 33 of 2304.
        int cells = _atmosphere.Stations.Select(station => (station.Row, station.Column)).Distinct().Count();
        Assert.Equal((int)Math.Round(612.0 / (182 * 232) * 48 * 48), cells);
        Assert.InRange(_atmosphere.Stations.Length, cells + 1, 3 * cells);
        Assert.Equal(_atmosphere.Stations.Length, _atmosphere.Stations.Select(station => station.Name).Distinct().Count());
        SampleAtmosphere large = SampleAtmosphere.Create(
            new SampleAtmosphereOptions { Rows = 120, Columns = 120, CellSize = 3 }, _atmosphere.Country);
        Assert.Equal(209, large.Stations.Select(station => (station.Row, station.Column)).Distinct().Count());
    }

    [Fact]
    public void Stations_Clusters_LieInTownsAndAreHeldOutWhole()
    {
        foreach (IGrouping<string, SampleStation> cluster in _atmosphere.Stations.GroupBy(station => station.Cluster))
        {
            SampleTown town = Assert.Single(_atmosphere.Country.Towns, town => town.Name == cluster.Key);
            Assert.Single(cluster.Select(station => station.IsHeldOut).Distinct());
            foreach (SampleStation station in cluster)
            {
                (double x, double y) = _atmosphere.Grid.Horizontal.CentreOf(station.Row, station.Column);
                (double townX, double townY) = _atmosphere.Country.Height.Grid.CentreOf(town.Row, town.Column);
                Assert.True(Math.Sqrt(((x - townX) * (x - townX)) + ((y - townY) * (y - townY))) < 36_000, station.Name);
            }
        }

        var cells = _atmosphere.Stations.Select(station => (station.Row, station.Column, station.IsHeldOut)).Distinct().ToArray();
        Assert.InRange(cells.Count(cell => cell.IsHeldOut) / (double)cells.Length, 0.1, 0.25);
        Assert.True(_atmosphere.Stations.Where(station => station.IsHeldOut).Select(station => station.Cluster).Distinct().Count() >= 2);
        // Clustered: the nearest other station cell is nearer than for as many cells thrown over the land, and more people live there.
        double Nearest((int Row, int Column, bool)[] places) => places.Average(one => places.Where(other => other != one)
            .Min(other => Math.Sqrt(Math.Pow(one.Row - other.Row, 2) + Math.Pow(one.Column - other.Column, 2))));
        int[] land = [.. Enumerable.Range(0, 48 * 48).Where(cell => _atmosphere.Geography[1].Span[cell] > 0.5f)];
        RandomSequence sequence = new RandomSource(5).Sequence();
        double thrown = Enumerable.Range(0, 100).Average(_ =>
        {
            sequence.Shuffle(land.AsSpan());
            return Nearest([.. land.Take(cells.Length).Select(cell => (cell / 48, cell % 48, false))]);
        });
        Assert.True(Nearest(cells) < 0.85 * thrown, $"{Nearest(cells)} {thrown}");
        ReadOnlyMemory<float> people = _atmosphere.Geography[6];
        Assert.True(cells.Average(cell => people.Span[(cell.Row * 48) + cell.Column]) > 4 * land.Average(cell => people.Span[cell]));
        // A province keeps a town that is not held out.
        foreach (var province in _atmosphere.Stations.GroupBy(station => _atmosphere.InventoryError.ProvinceOf[
            (_atmosphere.Country.Towns.Single(town => town.Name == station.Cluster) is var town
                && _atmosphere.Grid.Horizontal.CellAt(_atmosphere.Country.Height.Grid.CentreOf(town.Row, town.Column).X,
                    _atmosphere.Country.Height.Grid.CentreOf(town.Row, town.Column).Y) is { } at ? (at.Row * 48) + at.Column : 0)]))
            Assert.Contains(province, station => !station.IsHeldOut);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", _atmosphere.Stations.GroupBy(station => station.Cluster)
            .Select(cluster => $"{cluster.Key} {cluster.Count()}{(cluster.First().IsHeldOut ? " held out" : "")}")));
    }

    [Fact]
    public void Coordinates_Cells_AgreeWithProj()
    {
        // gdaltransform -s_srs EPSG:32625 -t_srs EPSG:4326 (PROJ): 521000 5153500 and 410000 5300000.
        SampleAtmosphere tiny = SampleAtmosphere.Create(
            new SampleAtmosphereOptions { Rows = 1, Columns = 1, CellSize = 0.5 }, _atmosphere.Country);
        Assert.Equal(-33, tiny.Longitudes.Span[0], 9);
        Grid grid = _atmosphere.Grid.Horizontal;
        (int row, int column) = grid.CellAt(410_000, 5_300_000)!.Value;
        (double x, double y) = grid.CentreOf(row, column);
        // The centre of that cell lies a few km from the point; one degree is 74.9 km and 111.2 km there.
        Assert.Equal(-34.2029640290852 + ((x - 410_000) / 74_800), _atmosphere.Longitudes.Span[(row * 48) + column], 2e-3);
        Assert.Equal(47.8470393730796 + ((y - 5_300_000) / 111_200), _atmosphere.Latitudes.Span[(row * 48) + column], 2e-3);
    }

    [Fact]
    public void Observe_ConstantConcentrations_ErrorsAndGapsAsAsked()
    {
        Constant field = new(_atmosphere.Grid, SampleAtmosphere.Months[0], 720);
        SampleObservations observations = _atmosphere.Observe(field);
        SampleObservationNoise noise = _atmosphere.Options.Noise;
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            List<double> values = [];
            int gaps = 0, count = 0;
            for (int station = 0; station < observations.Stations.Length; station++)
                foreach (float value in observations.Series(pollutant, station))
                {
                    count++;
                    if (float.IsNaN(value)) gaps++;
                    else values.Add(value);
                }

            double expected = noise.Deviation(pollutant, 40), mean = values.Average();
            Assert.Equal(40, mean, 0.01 * 40);
            Assert.Equal(expected, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 0.03 * expected);
            Assert.InRange(gaps / (double)count, 0.03, 0.08);
        }
    }

    [Fact]
    public void Observe_LaterStart_SameValues()
    {
        SampleObservations all = _atmosphere.Observe(new Constant(_atmosphere.Grid, SampleAtmosphere.Months[0], 120));
        SampleObservations part = _atmosphere.Observe(new Constant(_atmosphere.Grid, SampleAtmosphere.Months[0].AddHours(31), 60));
        for (int station = 0; station < all.Stations.Length; station++)
            Assert.Equal(all.Series(Pollutant.O3, station)[31..91].ToArray(), part.Series(Pollutant.O3, station).ToArray());
    }

    private sealed class Constant(TransportGrid grid, DateTimeOffset start, int hours) : IHourlyFields<Pollutant>
    {
        public TransportGrid Grid => grid;

        public DateTimeOffset Start => start;

        public int Hours => hours;

        public bool Has(Pollutant variable) => true;

        public int LayersOf(Pollutant variable) => 1;

        public void Read(Pollutant variable, int hour, Span<float> values) => values.Fill(40);
    }
}
