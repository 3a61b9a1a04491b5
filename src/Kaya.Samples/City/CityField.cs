namespace Kaya.Samples;

/// <summary>A smooth field over a place: kept at 125 m, bilinear between.</summary>
internal sealed class CityField
{
    private const double Step = 125;
    private readonly float[] _values;
    private readonly int _side;

    /// <param name="kilometres">Side of the place.</param>
    /// <param name="value">The field at x, y in m from the north-west corner.</param>
    public CityField(int kilometres, Func<double, double, double> value)
    {
        _side = (int)(kilometres * 1000 / Step) + 2;
        _values = new float[_side * _side];
        for (int row = 0; row < _side; row++)
            for (int column = 0; column < _side; column++) _values[(row * _side) + column] = (float)value(column * Step, row * Step);
    }

    /// <summary>The field at a point, m; outside of the place that of its edge.</summary>
    public double At(double x, double y)
    {
        double u = Math.Clamp(x / Step, 0, _side - 1.001), v = Math.Clamp(y / Step, 0, _side - 1.001);
        int column = (int)u, row = (int)v, at = (row * _side) + column;
        (u, v) = (u - column, v - row);
        double upper = _values[at] + (u * (_values[at + 1] - _values[at]));
        double lower = _values[at + _side] + (u * (_values[at + _side + 1] - _values[at + _side]));
        return upper + (v * (lower - upper));
    }
}
