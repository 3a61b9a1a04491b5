using System.Globalization;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>The meteorology of one hour, read and checked; what a source lacks is filled as its member says.</summary>
internal sealed class HourMeteorology
{
    private HourMeteorology() { }

    internal required float[] WindEast { get; init; }

    internal required float[] WindNorth { get; init; }

    internal required float[] Temperature { get; init; }

    internal required float[] Density { get; init; }

    /// <summary>Density of the hour before; this hour's in the first one.</summary>
    internal required float[] DensityBefore { get; init; }

    /// <summary>kg kg-1; null where the source has none: then a relative humidity of 60 % is taken.</summary>
    internal required float[]? Humidity { get; init; }

    internal required float[] BoundaryLayer { get; init; }

    internal required float[] Friction { get; init; }

    /// <summary>W m-2; from the height of the sun and the clouds where the source has none.</summary>
    internal required float[] Shortwave { get; init; }

    /// <summary>mm in the hour; none where the source has none.</summary>
    internal required float[] Precipitation { get; init; }

    /// <summary>0 to 1; a clear sky where the source has none.</summary>
    internal required float[] Cloud { get; init; }

    internal static HourMeteorology Read(IHourlyFields<MeteorologyVariable> source, int hour, CellGeometry geometry,
        FieldMemory memory)
    {
        float[] Get(MeteorologyVariable variable) => ReadOne(source, variable, hour, memory);
        float[]? Optional(MeteorologyVariable variable) => source.Has(variable) ? Get(variable) : null;
        // Nobody writes to the memory of a field that the source lacks: it stays 0.
        float[] None(MeteorologyVariable variable) => memory.Of(variable, source.Grid.CountOf(CellPosition.Surface));
        float[] cloud = Optional(MeteorologyVariable.CloudFraction) ?? None(MeteorologyVariable.CloudFraction);
        float[] density = Get(MeteorologyVariable.AirDensity);
        return new HourMeteorology
        {
            WindEast = Get(MeteorologyVariable.WindEast),
            WindNorth = Get(MeteorologyVariable.WindNorth),
            Temperature = Get(MeteorologyVariable.Temperature),
            Density = density,
            DensityBefore = hour == 0 ? density : ReadOne(source, MeteorologyVariable.AirDensity, hour - 1, memory, before: true),
            Humidity = Optional(MeteorologyVariable.Humidity),
            BoundaryLayer = Get(MeteorologyVariable.BoundaryLayerHeight),
            Friction = Get(MeteorologyVariable.FrictionVelocity),
            Shortwave = Optional(MeteorologyVariable.ShortwaveRadiation) ?? SolarRadiation.Of(geometry, source.Start.AddHours(hour), cloud),
            Precipitation = Optional(MeteorologyVariable.Precipitation) ?? None(MeteorologyVariable.Precipitation),
            Cloud = cloud,
        };
    }

    /// <summary>Limits far beyond anything that was measured below 30 km: only a wrong unit, a missing value or damage exceeds them.
    /// </summary>
    private static (float Least, float Most, string Unit) RangeOf(MeteorologyVariable variable) => variable switch
    {
        MeteorologyVariable.Temperature => (150, 350, "K"),
        MeteorologyVariable.AirDensity => (0.001f, 3, "kg m-3"),
        MeteorologyVariable.WindEast or MeteorologyVariable.WindNorth => (-250, 250, "m s-1"),
        MeteorologyVariable.Humidity => (-0.001f, 0.1f, "kg kg-1"),
        MeteorologyVariable.BoundaryLayerHeight => (0, 30_000, "m"),
        MeteorologyVariable.FrictionVelocity => (0, 30, "m s-1"),
        MeteorologyVariable.ShortwaveRadiation => (-10, 2000, "W m-2"),
        MeteorologyVariable.Precipitation => (-0.1f, 1000, "mm"),
        MeteorologyVariable.CloudFraction => (-0.01f, 1.01f, "(part of the sky)"),
        _ => (float.MinValue, float.MaxValue, ""),
    };

    /// <summary>Reads a field and refuses what is not finite or no value of this variable.</summary>
    internal static float[] ReadOne(
        IHourlyFields<MeteorologyVariable> source, MeteorologyVariable variable, int hour, FieldMemory memory, bool before = false)
    {
        if (!source.Has(variable))
            throw new DataNotFoundException(new Fault("The meteorology lacks a field that the transport model needs.",
                new SourceLocation(Variable: variable.ToString()),
                "of MCIP UWINDC, VWINDC, TA, DENS, PBL and USTAR; of WRF U, V, T, P, PBLH and UST", "none",
                "Give meteorology with winds, temperature, density, height of the boundary layer and friction velocity."));
        CellPosition position = variable.Position();
        float[] values = memory.Of(variable, source.Grid.CountOf(position), before);
        source.Read(variable, hour, values);
        (float least, float most, string unit) = RangeOf(variable);
        if (DoubleRows.AreWithin(values, least, most)) return values;
        for (int i = 0; i < values.Length; i++)
            if (!(values[i] >= least && values[i] <= most))
                throw new NonFiniteException(new Fault($"The meteorology of hour {hour} is not usable: {variable}.",
                    source.PlaceOf(variable, hour) ?? new SourceLocation(Variable: variable.ToString()),
                    string.Create(CultureInfo.InvariantCulture, $"{least} to {most} {unit}"),
                    string.Create(CultureInfo.InvariantCulture, $"{values[i]} {Place(source.Grid, position, i)}"),
                    "Check the unit of the variable, repair the file, or leave the hour out."));
        return values;
    }

    private static string Place(TransportGrid grid, CellPosition position, int at)
    {
        int columns = grid.Columns + (position == CellPosition.EastWestFace ? 1 : 0),
            rows = grid.Rows + (position is CellPosition.EastWestFace or CellPosition.Surface or CellPosition.Layer ? 0 : 1);
        return $"in layer {at / (rows * columns)}, row {at / columns % rows} from the north, column {at % columns}";
    }
}

/// <summary>Radiation at the ground from the height of the sun and the clouds.</summary>
/// <remarks>
/// Declination and equation of time: Spencer (1971). Clear sky: Haurwitz (1945), 1098 cos z exp(-0.057 / cos z) W m-2. Clouds: Kasten and
/// Czeplak (1980), 1 - 0.75 n^3.4.
/// </remarks>
internal static class SolarRadiation
{
    internal static float[] Of(CellGeometry geometry, DateTimeOffset start, float[] cloud)
    {
        float[] values = new float[cloud.Length];
        // The middle of the hour stands for it.
        DateTimeOffset middle = start.ToUniversalTime().AddMinutes(30);
        for (int cell = 0; cell < values.Length; cell++)
        {
            double cosine = CosineOfZenith(geometry.Latitude[cell], geometry.Longitude[cell], middle);
            if (cosine <= 0) continue;
            double clear = 1098 * cosine * Math.Exp(-0.057 / cosine);
            values[cell] = (float)(clear * (1 - (0.75 * Math.Pow(Math.Clamp(cloud[cell], 0, 1), 3.4))));
        }

        return values;
    }

    internal static double CosineOfZenith(double latitude, double longitude, DateTimeOffset time)
    {
        double angle = 2 * Math.PI * (time.DayOfYear - 1) / 365;
        double declination = 0.006918 - (0.399912 * Math.Cos(angle)) + (0.070257 * Math.Sin(angle)) - (0.006758 * Math.Cos(2 * angle))
            + (0.000907 * Math.Sin(2 * angle)) - (0.002697 * Math.Cos(3 * angle)) + (0.00148 * Math.Sin(3 * angle));
        double minutes = 229.18 * (0.000075 + (0.001868 * Math.Cos(angle)) - (0.032077 * Math.Sin(angle))
            - (0.014615 * Math.Cos(2 * angle)) - (0.040849 * Math.Sin(2 * angle)));
        double hour = time.TimeOfDay.TotalHours + (longitude / 15) + (minutes / 60);
        double turn = (hour - 12) * 15 * (Math.PI / 180), north = latitude * (Math.PI / 180);
        return (Math.Sin(north) * Math.Sin(declination)) + (Math.Cos(north) * Math.Cos(declination) * Math.Cos(turn));
    }
}
