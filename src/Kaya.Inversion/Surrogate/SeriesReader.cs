namespace Kaya.Inversion;

/// <summary>A rectangle of cells and how it is laid.</summary>
internal readonly record struct Crop(int Row, int Column, int Rows, int Columns, Turn Turn)
{
    internal int Cells => Rows * Columns;
}

/// <summary>Cuts hours of a rectangle out of the data, standardised, in the order that the LSTM wants. For use by one thread.</summary>
internal sealed class SeriesReader
{
    private readonly SurrogateData _data;
    private readonly SurrogateNormalisation _normalisation;
    private readonly float[] _strip, _plane, _planes, _more, _part;

    internal SeriesReader(SurrogateData data, SurrogateNormalisation normalisation)
    {
        (_data, _normalisation) = (data, normalisation);
        _strip = new float[data.Cells];
        _plane = new float[data.Cells];
        _more = new float[data.Cells];
        _part = new float[data.Cells];
        _planes = new float[ChannelCount(data) * data.Cells];
    }

    /// <summary>Channels of an hour: species, meteorology, sine and cosine of the time of day.</summary>
    internal static int ChannelCount(SurrogateData data) => AtmosphericSpecies.Emitted.Length + WeatherCount(data);

    /// <summary>Channels of an hour without emissions.</summary>
    internal static int WeatherCount(SurrogateData data) => data.Channels.Channels.Length + 2;

    /// <summary>The hours of a stretch.</summary>
    /// <param name="stretch">Which hours.</param>
    /// <param name="crop">Which cells.</param>
    /// <param name="withEmissions">Whether emissions are the first channels.</param>
    /// <param name="to">cell x hour x channel.</param>
    /// <param name="factor">Of the emissions.</param>
    internal void ReadSeries(HourStretch stretch, Crop crop, bool withEmissions, Span<float> to, float factor = 1)
    {
        int species = withEmissions ? AtmosphericSpecies.Emitted.Length : 0, weather = _data.Channels.Channels.Length;
        int channels = species + weather + 2, cells = crop.Cells;
        for (int i = 0; i < stretch.Hours; i++)
        {
            int hour = stretch.FirstHour + i;
            for (int channel = 0; channel < species; channel++)
            {
                Span<float> plane = Plane(channel, cells);
                ReadEmission(stretch with { FirstHour = hour }, channel, crop, factor, plane);
                for (int cell = 0; cell < cells; cell++) plane[cell] = _normalisation.Emission(channel, plane[cell]);
            }

            ReadWeather(stretch.Period, hour, species, crop);
            double angle = 2 * Math.PI * _data.TimeOf(stretch.Period, hour).UtcDateTime.Hour / 24;
            Plane(species + weather, cells).Fill((float)Math.Sin(angle));
            Plane(species + weather + 1, cells).Fill((float)Math.Cos(angle));
            for (int cell = 0; cell < cells; cell++)
            {
                Span<float> row = to.Slice(((cell * stretch.Hours) + i) * channels, channels);
                for (int channel = 0; channel < channels; channel++) row[channel] = _planes[(channel * cells) + cell];
            }
        }
    }

    /// <summary>Emissions of the hours of a stretch, divided by their means: hour x level x species x row x column.</summary>
    internal void ReadEmissions(HourStretch stretch, Crop crop, Span<float> to, float factor = 1)
    {
        int planes = CarriedFields.Levels * AtmosphericSpecies.Emitted.Length * crop.Cells;
        to.Clear();
        for (int i = 0; i < stretch.Hours; i++)
            for (int species = 0; species < AtmosphericSpecies.Emitted.Length; species++)
            {
                Place place = new(stretch.Period, stretch.FirstHour + i, species, crop);
                Span<float> hour = to.Slice(i * planes, planes);
                // Those of the run and those that all runs share lie at different heights.
                AddLevels(_data.RunOf(stretch.Period, stretch.Run), 0, place, factor, hour);
                if (_data.OtherOf(stretch.Period) is { } other) AddLevels(other, CarriedFields.Levels - 1, place, 1, hour);
            }
    }

    // Heights: the first of their planes.
    private void AddLevels(HourStore emissions, int heights, Place at, float factor, Span<float> hour)
    {
        int count = AtmosphericSpecies.Emitted.Length, cells = at.Crop.Cells;
        Span<float> all = _more.AsSpan(0, cells), part = _part.AsSpan(0, cells), lowest = hour.Slice(at.Species * cells, cells);
        float scale = factor / _normalisation.EmissionScales[at.Species];
        ReadPlane(emissions, at.Hour, at.Species, at.Crop, all);
        for (int cell = 0; cell < cells; cell++) lowest[cell] += scale * all[cell];
        for (int level = 1; level < CarriedFields.Levels; level++)
        {
            ReadPlane(_data.HeightsOf(at.Period), at.Hour, ((heights + level - 1) * count) + at.Species, at.Crop, part);
            Span<float> plane = hour.Slice(((level * count) + at.Species) * cells, cells);
            for (int cell = 0; cell < cells; cell++)
            {
                float high = scale * all[cell] * part[cell];
                plane[cell] += high;
                lowest[cell] -= high;
            }
        }
    }

    /// <summary>Parts of the emissions of all runs in the levels above the lowest: hour x level x species x row x column.</summary>
    internal void ReadHeights(HourStretch stretch, Crop crop, Span<float> to)
    {
        int planes = (CarriedFields.Levels - 1) * AtmosphericSpecies.Emitted.Length;
        for (int i = 0; i < stretch.Hours * planes; i++)
            ReadPlane(_data.HeightsOf(stretch.Period), stretch.FirstHour + (i / planes), i % planes, crop,
                to.Slice(i * crop.Cells, crop.Cells));
    }

    /// <summary>Standardised concentrations of an hour: pollutant x row x column.</summary>
    /// <param name="period">Which period.</param>
    /// <param name="run">Which run.</param>
    /// <param name="hour">Which hour.</param>
    /// <param name="crop">Which cells.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="factor">Of all but ozone.</param>
    internal void ReadConcentrations(int period, int run, int hour, Crop crop, Span<float> to, float factor = 1)
    {
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            Span<float> plane = to.Slice((int)pollutant * crop.Cells, crop.Cells);
            ReadPlane(_data.RunOf(period, run), hour, AtmosphericSpecies.Emitted.Length + (int)pollutant, crop, plane);
            Standard standard = _normalisation.Concentrations[(int)pollutant];
            float own = pollutant == Pollutant.O3 ? 1 : factor;
            for (int cell = 0; cell < plane.Length; cell++) plane[cell] = standard.Of(plane[cell] * own);
        }
    }

    /// <summary>What is in the air at the end of an hour, standardised: group x level x row x column.</summary>
    internal void ReadAir(HourStretch hour, Crop crop, Span<float> to)
    {
        for (int i = 0; i < _data.AirPlanes; i++)
        {
            Span<float> plane = to.Slice(i * crop.Cells, crop.Cells);
            ReadPlane(_data.AirOf(hour.Period, hour.Run), hour.FirstHour, i, crop, plane);
            for (int cell = 0; cell < plane.Length; cell++) plane[cell] = _normalisation.Air[i].Of(plane[cell]);
        }
    }

    /// <summary>Standardised geography: field x row x column.</summary>
    internal void ReadGeography(Crop crop, Span<float> to)
    {
        for (int i = 0; i < _data.Geography.Names.Length; i++)
        {
            Span<float> plane = to.Slice(i * crop.Cells, crop.Cells);
            ReadOnlySpan<float> field = _data.Geography.Values.Slice(i * _data.Cells, _data.Cells);
            Cut(field.Slice(crop.Row * _data.Grid.Columns, crop.Rows * _data.Grid.Columns), crop, plane);
            for (int cell = 0; cell < plane.Length; cell++) plane[cell] = _normalisation.Geography[i].Of(plane[cell]);
        }
    }

    // Those of the run, times the factor, and those that all runs share.
    private void ReadEmission(HourStretch hour, int species, Crop crop, float factor, Span<float> plane)
    {
        ReadPlane(_data.RunOf(hour.Period, hour.Run), hour.FirstHour, species, crop, plane);
        if (factor != 1)
            for (int cell = 0; cell < plane.Length; cell++) plane[cell] *= factor;
        if (_data.OtherOf(hour.Period) is not { } other) return;
        Span<float> more = _more.AsSpan(0, crop.Cells);
        ReadPlane(other, hour.FirstHour, species, crop, more);
        for (int cell = 0; cell < plane.Length; cell++) plane[cell] += more[cell];
    }

    private Span<float> Plane(int channel, int cells) => _planes.AsSpan(channel * cells, cells);

    private void ReadWeather(int period, int hour, int species, Crop crop)
    {
        int cells = crop.Cells;
        for (int i = 0; i < _data.Channels.Channels.Length; i++)
        {
            Span<float> plane = Plane(species + i, cells);
            ReadPlane(_data.MeteorologyOf(period), hour, i, crop, plane);
            ChannelScale scale = _data.Channels.Channels[i].Scale;
            Standard standard = _normalisation.Meteorology[i];
            for (int cell = 0; cell < cells; cell++) plane[cell] = standard.Of(SurrogateNormalisation.Bend(scale, plane[cell]));
        }

        for (int i = 0; i < 2 * _data.Channels.WindLayers; i += 2)
            crop.Turn.ApplyToWind(Plane(species + i, cells), Plane(species + i + 1, cells));
    }

    // Whole rows are read in one piece and cut here: many short reads cost more.
    private void ReadPlane(HourStore store, int hour, int plane, Crop crop, Span<float> to)
    {
        Span<float> strip = _strip.AsSpan(0, crop.Rows * _data.Grid.Columns);
        store.Read(hour, (plane * _data.Cells) + (crop.Row * _data.Grid.Columns), strip);
        Cut(strip, crop, to);
    }

    private void Cut(ReadOnlySpan<float> strip, Crop crop, Span<float> to)
    {
        Span<float> cut = _plane.AsSpan(0, crop.Cells);
        int columns = _data.Grid.Columns;
        if (crop.Columns == columns) strip.CopyTo(cut);
        else
            for (int row = 0; row < crop.Rows; row++)
                strip.Slice((row * columns) + crop.Column, crop.Columns).CopyTo(cut[(row * crop.Columns)..]);
        crop.Turn.Apply(cut, crop.Rows, crop.Columns, to);
    }

    private readonly record struct Place(int Period, int Hour, int Species, Crop Crop);
}
