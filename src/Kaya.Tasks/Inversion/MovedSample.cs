using System.Globalization;
using Kaya.Geo;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Weather and prior emissions of the sample, put down somewhere else on Earth at the same hours of the local day.</summary>
internal static class MovedSample
{
    private const double DegreesOfHour = 15;

    /// <param name="options">Place, first hour and number of hours.</param>
    /// <param name="cancellation">Stops between two hours.</param>
    /// <returns>Inputs on the UTM zone of the place, whose middle is that of the sample country.</returns>
    public static TransportInputs Inputs(InversionOptions options, CancellationToken cancellation)
    {
        (double longitude, double latitude) = (options.SampleCentre![0], options.SampleCentre[1]);
        SampleAtmosphere atmosphere = SampleAtmosphere.Create(options.SampleOf(new SampleTwinOptions().Atmosphere));
        HourRange range = new(options.First?.Instant ?? SampleAtmosphere.Months[0], options.Hours ?? InversionCase.SampleHours);
        // The sun and the traffic keep the local time of the new place.
        int later = (int)Math.Round((longitude / DegreesOfHour) - SampleAtmosphere.UtcOffset.TotalHours);
        HourRange sample = range with { Start = range.Start.AddHours(later) };
        TransportGrid grid = GridAt(atmosphere.Grid, longitude, latitude);
        return new TransportInputs(
            new MovedFields<MeteorologyVariable>(
                atmosphere.Meteorology(sample.Start, sample.Hours).InMemory(cancellation), grid, range.Start),
            new MovedFields<EmittedSpecies>(
                atmosphere.PriorEmissions(sample.Start, sample.Hours).InMemory(sample, cancellation), grid, range.Start))
        {
            OtherEmissions = new MovedFields<EmittedSpecies>(
                atmosphere.NaturalEmissions(sample.Start, sample.Hours).InMemory(sample, cancellation), grid, range.Start),
        };
    }

    private static TransportGrid GridAt(TransportGrid grid, double longitude, double latitude)
    {
        int zone = Math.Clamp((int)Math.Floor((longitude + 180) / 6) + 1, 1, 60);
        CoordinateSystem crs = CoordinateSystem.Parse(
            string.Create(CultureInfo.InvariantCulture, $"EPSG:{(latitude < 0 ? 32700 : 32600) + zone}"));
        double[] x = [longitude], y = [latitude];
        using Geo.Gdal.GdalTransformation toGrid = new(CoordinateSystem.LongitudeLatitude, crs);
        toGrid.Transform(x, y);
        Affine old = grid.Horizontal.Affine;
        Affine moved = Affine.NorthUp(x[0] - (grid.Columns * old.StepX / 2), y[0] + (grid.Rows * old.StepX / 2), old.StepX, old.StepX);
        return grid with { Horizontal = new Grid(crs, moved, grid.Rows, grid.Columns) };
    }

    private sealed class MovedFields<TVariable>(IHourlyFields<TVariable> fields, TransportGrid grid, DateTimeOffset start)
        : IHourlyFields<TVariable>
        where TVariable : struct, Enum
    {
        public TransportGrid Grid => grid;

        public DateTimeOffset Start => start;

        public int Hours => fields.Hours;

        public bool Has(TVariable variable) => fields.Has(variable);

        public int LayersOf(TVariable variable) => fields.LayersOf(variable);

        public void Read(TVariable variable, int hour, Span<float> values) => fields.Read(variable, hour, values);
    }
}
