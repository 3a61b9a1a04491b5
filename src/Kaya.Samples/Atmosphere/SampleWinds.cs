using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Winds of an hour on the faces of the cells.</summary>
/// <remarks>
/// The mass flux of a layer is the curl of a stream function at the corners of the cells, so that as much air enters each cell as leaves
/// it: the wind is the flux divided by the density at the face, which is the mean of both cells. Slope winds and the sea breeze are added
/// in the lowest layer and given back by the layers above it, so that a column gains no air by them either.
/// </remarks>
/// <param name="land">The country on the grid.</param>
/// <param name="systems">Highs, lows and eddies.</param>
internal sealed class SampleWinds(AtmosphereLand land, SampleWeatherSystems systems)
{
    private readonly double _size = land.Grid.Horizontal.Affine.StepX / 1000;
    private readonly double[] _breeze = Breeze(land);

    /// <summary>Computes the winds of an hour whose densities are known.</summary>
    /// <param name="hours">Middle of the hour, from the begin of 2015, UTC.</param>
    /// <param name="hour">Has the densities and receives the winds.</param>
    public void Compute(double hours, MeteorologyHour hour)
    {
        double time = SolarGeometry.SolarTime(hours, land.Longitude[land.Longitude.Length / 2]);
        // 1 at two in the afternoon, 0 late at night.
        double mixed = 0.5 + (0.5 * Math.Cos(2 * Math.PI * (time - 14) / 24));
        double breeze = -0.35 + (1.35 * mixed);
        double[] stream = new double[(land.Grid.Rows + 1) * (land.Grid.Columns + 1)];
        for (int layer = 0; layer < land.Grid.Layers; layer++)
        {
            Stream(layer, hours, mixed, stream);
            double share = layer == 0 ? 1 : -Mass(0, 1) / Mass(1, land.Grid.Layers);
            if (land.Grid.Layers == 1) share = 0;
            ToFaces(layer, stream, share * breeze, hour);
        }
    }

    // Stream function of the mass flux at the corners, kg m-3 m s-1 km. Friction turns the flow near the ground to the left.
    private void Stream(int layer, double hours, double mixed, double[] stream)
    {
        double below = land.Grid.BottomOf(layer), middle = (below + land.Grid.LayerTops[layer]) / 2;
        double slowing = Math.Min(1, Math.Log(Math.Max(2, middle) / 0.3) / Math.Log(800 / 0.3));
        double scale = Density(middle) * Math.Pow(slowing, 1.3 - (0.5 * mixed)), turn = 0.35 * (1 - slowing);
        GridLines corners = GridLines.Corners(land.Grid.Rows, land.Grid.Columns, _size);
        (double east, double north) = SampleWeatherSystems.MeanWind(hours);
        (double sine, double cosine) = Math.SinCos(2 * turn);
        (east, north) = ((east * cosine) - (north * sine), (east * sine) + (north * cosine));
        int columns = corners.X.Length;
        for (int at = 0; at < stream.Length; at++)
            stream[at] = scale * ((north * corners.X[at % columns]) - (east * corners.Y[at / columns]));
        systems.Highs.AddTo(corners, hours, turn, scale, stream);
        systems.Eddies.AddTo(corners, hours, turn, scale, stream);
    }

    private void ToFaces(int layer, double[] stream, double breeze, MeteorologyHour hour)
    {
        int rows = land.Grid.Rows, columns = land.Grid.Columns;
        ReadOnlySpan<float> density = hour[MeteorologyVariable.AirDensity].Slice(layer * rows * columns, rows * columns);
        Span<float> east = hour[MeteorologyVariable.WindEast].Slice(layer * rows * (columns + 1), rows * (columns + 1));
        Span<float> north = hour[MeteorologyVariable.WindNorth].Slice(layer * (rows + 1) * columns, (rows + 1) * columns);
        for (int r = 0; r < rows; r++)
            for (int k = 0; k <= columns; k++)
            {
                int left = (r * columns) + Math.Max(0, k - 1), right = (r * columns) + Math.Min(columns - 1, k);
                double curl = (stream[((r + 1) * (columns + 1)) + k] - stream[(r * (columns + 1)) + k]) / _size;
                double flux = curl + (breeze * Density(0) * (_breeze[right] - _breeze[left]) / _size);
                east[(r * (columns + 1)) + k] = (float)(flux / ((density[left] + (double)density[right]) / 2));
            }

        for (int k = 0; k <= rows; k++)
            for (int c = 0; c < columns; c++)
            {
                int upper = (Math.Max(0, k - 1) * columns) + c, lower = (Math.Min(rows - 1, k) * columns) + c;
                double curl = (stream[(k * (columns + 1)) + c + 1] - stream[(k * (columns + 1)) + c]) / _size;
                double flux = curl + (breeze * Density(0) * (_breeze[upper] - _breeze[lower]) / _size);
                north[(k * columns) + c] = (float)(flux / ((density[upper] + (double)density[lower]) / 2));
            }
    }

    // Potential of slope winds and sea breeze, m s-1 km: 1 m s-1 up a slope of 1000 m in 50 km, 1 m s-1 over 40 km of shore.
    private static double[] Breeze(AtmosphereLand land)
    {
        double[] potential = [.. land.Height.Select((height, cell) => (0.05 * height) + (40 * land.Land[cell]))];
        return FieldSmoothing.Gaussian(potential, land.Grid.Rows, land.Grid.Columns, 18 / (land.Grid.Horizontal.Affine.StepX / 1000));
    }

    private static double Density(double height) => 1.22 * Math.Exp(-height / 9000);

    private double Mass(int from, int to) =>
        Enumerable.Range(from, to - from).Sum(layer => land.Grid.LayerTops[layer] - land.Grid.BottomOf(layer));
}
